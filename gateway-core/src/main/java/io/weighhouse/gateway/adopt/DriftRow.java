// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.export.CsvText;
import io.weighhouse.money.Amount;
import java.math.BigDecimal;

/**
 * A customer whose two balances differ.
 *
 * <p>Old 12.50, new 12.00: {@code difference} -0.50.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param old the balance as the old system has it
 * @param wallet which wallet
 * @param exact the old balance in the new unit, not rounded
 * @param now the posted balance of the wallet; zero if it is not open
 */
public record DriftRow(OldBalance old, AccountId wallet, BigDecimal exact, Amount now) {

    /** The headings of {@link #toCsv}, ended by CR LF. */
    public static final String CSV_HEADINGS = "reference,wallet,old,new,difference\r\n";

    /** {@return new less old} */
    public BigDecimal difference() {
        return now.toDecimal().subtract(exact);
    }

    /** {@return this row as comma-separated values, ended by CR LF} */
    public String toCsv() {
        return CsvText.foreign(old.reference())
                + ','
                + CsvText.foreign(wallet.toString())
                + ','
                + exact.toPlainString()
                + ','
                + now.toDecimal().toPlainString()
                + ','
                + difference().toPlainString()
                + "\r\n";
    }
}
