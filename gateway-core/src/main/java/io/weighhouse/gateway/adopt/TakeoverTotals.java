// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.util.Map;

/**
 * What a run came to.
 *
 * <p>Of 100.005 old credits, 100.00 booked and 0.005 rounded away, in two wallets: {@code exact} 100.005, {@code booked} 100.00, {@code
 * rounding} 0.005, {@code skipped} 0, and {@link #reconciles()}.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param rows how many rows had each result
 * @param exact all that is a number, in the new unit, before rounding
 * @param booked what the ledger answered that it has booked for the rows that were taken
 * @param rest what was not booked
 * @param inLedger what has come out of the run's own accounts in all, as their balances say
 */
public record TakeoverTotals(
        Map<TakeoverResult, Long> rows, BigDecimal exact, Amount booked, Rest rest, Amount inLedger) {

    /**
     * What was not booked.
     *
     * @param rounding what rounding took away in all, negative if it added something
     * @param skipped the rows that were not taken, before rounding; of changed rows what the old system has now
     * @param changed what earlier starts have booked for rows that have changed since
     */
    public record Rest(BigDecimal rounding, BigDecimal skipped, Amount changed) {}

    /**
     * How many rows had a result.
     *
     * @param result which
     * @return how many
     */
    public long count(TakeoverResult result) {
        return rows.getOrDefault(result, 0L);
    }

    /**
     * Whether everything is accounted for: the old sum is what was booked, rounded and skipped, and what the ledger's accounts say is
     * what the rows say. The second is not so when rows of an earlier start are missing in this one.
     *
     * @return whether both hold
     */
    public boolean reconciles() {
        BigDecimal sum = booked.toDecimal().add(rest.rounding()).add(rest.skipped());
        return sum.compareTo(exact) == 0 && booked.plus(rest.changed()).equals(inLedger);
    }
}
