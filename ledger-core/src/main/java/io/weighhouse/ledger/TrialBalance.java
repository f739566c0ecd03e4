// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The balances of all accounts of a tenant, each in the column where it stands; in right books the columns are equal.
 *
 * <p>After a top-up of 10 credits of which 3 were used: clearing has 10 in debits, the wallet 7 and revenue 3 in credits.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tenant whose books
 * @param rows one for each account, by name
 */
public record TrialBalance(TenantId tenant, List<Row> rows) {

    /**
     * One account's balance, in one of the two columns.
     *
     * @param account the account
     * @param debits how far its posted balance is below zero, else zero
     * @param credits how far its posted balance is above zero, else zero
     */
    public record Row(Account account, Amount debits, Amount credits) {}

    /**
     * The columns of one unit, added up; a sum may be beyond {@code long}.
     *
     * @param unit the unit
     * @param debitsMinor the sum of the debits, in smallest parts
     * @param creditsMinor the sum of the credits, in smallest parts
     */
    public record Total(Unit unit, BigInteger debitsMinor, BigInteger creditsMinor) {

        /** {@return whether the columns are equal} */
        public boolean balanced() {
            return debitsMinor.equals(creditsMinor);
        }
    }

    /**
     * Copies the rows.
     *
     * @param tenant whose books
     * @param rows one for each account, by name
     */
    public TrialBalance {
        rows = List.copyOf(rows);
    }

    /** {@return the columns added up, for each unit that an account has, in order of code and scale} */
    public List<Total> totals() {
        Map<Unit, Total> totals = new TreeMap<>(Comparator.comparing(Unit::code).thenComparing(Unit::scale));
        for (Row row : rows) {
            Unit unit = row.account().unit();
            totals.merge(
                    unit,
                    new Total(
                            unit,
                            BigInteger.valueOf(row.debits().minor()),
                            BigInteger.valueOf(row.credits().minor())),
                    (a, b) -> new Total(
                            unit,
                            a.debitsMinor().add(b.debitsMinor()),
                            a.creditsMinor().add(b.creditsMinor())));
        }
        return new ArrayList<>(totals.values());
    }

    /** {@return whether debits and credits are equal in every unit} */
    public boolean balanced() {
        return totals().stream().allMatch(Total::balanced);
    }
}
