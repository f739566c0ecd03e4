// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.export.CsvText;
import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What became of one old balance, for the report.
 *
 * <p>12.505 dollars at 100 credits a dollar, into whole credits, rounded down: {@code TAKEN}, booked 1250, rounding 0.5.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param old the balance as it was
 * @param wallet which wallet; null if nobody knows
 * @param result what became of it
 * @param booked what the ledger has booked for it in this run, zero for nothing
 * @param exact what it is worth in the new unit before rounding; zero if it is no number
 */
public record TakeoverRow(
        OldBalance old, @Nullable AccountId wallet, TakeoverResult result, Amount booked, BigDecimal exact) {

    /** The headings of {@link #toCsv}, ended by CR LF. */
    public static final String CSV_HEADINGS = "reference,old_balance,wallet,result,booked,exact,rounding\r\n";

    /** {@return what rounding took away, negative if it added something; zero for what was not booked} */
    public BigDecimal rounding() {
        return result.isTaken() ? exact.subtract(booked.toDecimal()) : BigDecimal.ZERO;
    }

    /** {@return this row as comma-separated values, ended by CR LF} */
    public String toCsv() {
        return CsvText.foreign(old.reference())
                + ','
                + CsvText.foreign(old.balance())
                + ','
                + CsvText.foreign(wallet == null ? "" : wallet.toString())
                + ','
                + result
                + ','
                + booked.toDecimal().toPlainString()
                + ','
                + exact.toPlainString()
                + ','
                + rounding().toPlainString()
                + "\r\n";
    }
}
