// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

/**
 * An amount to move between two accounts, once under its id.
 *
 * <p>This class is immutable.
 *
 * @param idHigh the upper half of the id, by which ids made one after another are in order
 * @param idLow the lower half of the id
 * @param from number of the account that has less for it
 * @param to number of the account that has more for it, another one
 * @param minor the amount in the unit's smallest part, above 0
 */
public record Transfer(long idHigh, long idLow, int from, int to, long minor) {

    /**
     * Checks the accounts and the amount.
     *
     * @param idHigh the upper half of the id
     * @param idLow the lower half of the id
     * @param from number of the account that has less for it
     * @param to number of the account that has more for it, another one
     * @param minor the amount in the unit's smallest part, above 0
     * @throws IllegalArgumentException if the accounts are one, or the amount is not above 0
     */
    public Transfer {
        if (from == to) {
            throw new IllegalArgumentException("must be two accounts: from=" + from + " to=" + to);
        }
        if (minor <= 0) {
            throw new IllegalArgumentException("must be > 0: minor=" + minor);
        }
    }
}
