// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;

/**
 * Moves an amount from one account to another; that makes every transaction balance by its nature.
 *
 * <p>A posting of 4 credits from Alice's wallet to revenue lowers the one by 4 and raises the other by 4.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param from the account whose balance falls
 * @param to the account whose balance rises, another one of the same tenant
 * @param amount how much, zero or more, in the unit of both accounts
 */
public record Posting(AccountId from, AccountId to, Amount amount) {

    /**
     * Checks the parts against each other.
     *
     * @param from the account whose balance falls
     * @param to the account whose balance rises, another one of the same tenant
     * @param amount how much, zero or more
     * @throws IllegalArgumentException if the amount is negative, or the accounts are the same or of two tenants
     */
    public Posting {
        Require.notNegative("amount", amount);
        Require.ofTenant(from.tenant(), to);
        Require.two("from", from, "to", to);
    }
}
