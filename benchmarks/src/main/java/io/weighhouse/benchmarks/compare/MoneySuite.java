// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Sums of amounts, against sums of {@link BigDecimal}. */
final class MoneySuite implements Suite {

    private static final int COUNT = 1024;

    @Override
    public String name() {
        return "money";
    }

    @Override
    public String about() {
        return "adding up amounts, against BigDecimal";
    }

    @Override
    public List<Case> cases() {
        Unit credit = Unit.of("CREDIT", 6);
        Amount[] amounts = new Random(1)
                .longs(COUNT, -5_000_000_000L, 5_000_000_000L)
                .mapToObj(minor -> Amount.ofMinor(minor, credit))
                .toArray(Amount[]::new);
        BigDecimal[] decimals = Arrays.stream(amounts).map(Amount::toDecimal).toArray(BigDecimal[]::new);
        return List.of(Case.of("plus", n -> sum(amounts, n))
                .against("BigDecimal", n -> sum(decimals, n), 1.0)
                .bytesAtMost(24));
    }

    private static long sum(Amount[] amounts, int iterations) {
        Amount sum = Amount.zero(amounts[0].unit());
        for (int i = 0; i < iterations; i++) {
            sum = sum.plus(amounts[i % COUNT]);
        }
        return sum.minor();
    }

    private static long sum(BigDecimal[] decimals, int iterations) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < iterations; i++) {
            sum = sum.add(decimals[i % COUNT]);
        }
        return sum.hashCode();
    }
}
