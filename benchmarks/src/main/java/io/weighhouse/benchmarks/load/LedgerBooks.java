// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.load;

import io.weighhouse.benchmarks.work.Shop;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.receipt.Receipt;
import java.util.List;

/**
 * What a ledger has booked for calls: read from its events and receipts, not from any counter of the gateway.
 *
 * @param calls how many were charged
 * @param credits what they were charged in all
 * @param tokens what their receipts say that they used
 * @param revenue what the account that is paid has received
 */
public record LedgerBooks(long calls, long credits, long tokens, long revenue) {

    private static final int PAGE = 1_000;

    /** What a ledger has booked so far, read from its first event on. */
    static LedgerBooks of(Ledger ledger) {
        long calls = 0;
        long credits = 0;
        long tokens = 0;
        long next = 1;
        for (List<LedgerEvent> page = ledger.events(next, PAGE); !page.isEmpty(); page = ledger.events(next, PAGE)) {
            for (LedgerEvent event : page) {
                next = event.sequence() + 1;
                if (event instanceof LedgerEvent.HoldCaptured captured) {
                    Receipt receipt =
                            Receipt.fromJson(captured.transaction().note().receipt());
                    calls++;
                    credits += receipt.price().minor();
                    tokens += receipt.charge().lines().stream()
                            .mapToLong(ChargeLine::quantity)
                            .sum();
                }
            }
        }
        long revenue =
                ledger.balance(Shop.REVENUE).map(Balance::posted).orElseThrow().minor();
        return new LedgerBooks(calls, credits, tokens, revenue);
    }

    String toText() {
        return calls + " " + credits + " " + tokens + " " + revenue;
    }

    static LedgerBooks parse(String text) {
        String[] numbers = text.trim().split(" ", -1);
        return new LedgerBooks(
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.parseLong(numbers[2]),
                Long.parseLong(numbers[3]));
    }
}
