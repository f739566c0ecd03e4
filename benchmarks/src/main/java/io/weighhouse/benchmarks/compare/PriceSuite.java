// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.BigDecimalPrices;
import io.weighhouse.benchmarks.rival.DoublePrices;
import io.weighhouse.benchmarks.work.PricedCalls;
import java.util.List;

/** What a call costs the customer: three rates, a markup, one rounding. */
final class PriceSuite implements Suite {

    @Override
    public String name() {
        return "price";
    }

    @Override
    public String about() {
        return "the price of a call, against BigDecimal; double for information";
    }

    /*
     * Measured: 0.25 to 0.30 of BigDecimal's time, 10 ns; the target, 60 ns, holds with room on a busy machine. The itemised
     * charge has no rival: BigDecimal's figure beside it is for the price alone. It leaves 1,770 B when the compiler spares
     * nothing.
     */
    @Override
    public List<Case> cases() {
        PricedCalls calls = new PricedCalls();
        BigDecimalPrices decimals = new BigDecimalPrices("0.000003", "0.0000003", "0.000015", "1.8", "0.01");
        DoublePrices doubles = new DoublePrices(0.000003, 0.0000003, 0.000015, 1.8, 0.01);
        return List.of(
                Case.of("price alone", n -> priceMinor(calls, n))
                        .against("BigDecimal", n -> credits(calls, decimals, n), 0.40)
                        .against("double", n -> credits(calls, doubles, n))
                        .nanosAtMost(60)
                        .bytesAtMost(0),
                Case.of("itemised charge", n -> rate(calls, n))
                        .against("BigDecimal, not itemised", n -> credits(calls, decimals, n))
                        .bytesAtMost(1_800));
    }

    private static long priceMinor(PricedCalls calls, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += calls.priceMinor(i);
        }
        return sum;
    }

    private static long rate(PricedCalls calls, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += calls.rate(i).chargeOrThrow().price().minor();
        }
        return sum;
    }

    private static long credits(PricedCalls calls, BigDecimalPrices prices, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += prices.credits(calls.counts(i));
        }
        return sum;
    }

    private static long credits(PricedCalls calls, DoublePrices prices, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += prices.credits(calls.counts(i));
        }
        return sum;
    }
}
