// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.ledger.AccountId;

/**
 * Where a payer's money goes.
 *
 * <p>Both accounts are of one tenant and one unit, and are open in the ledger before a payment is credited.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param wallet the wallet that gets the credits
 * @param clearing the clearing account that they come from
 * @param subscription the id of the subscription that payments keep up, as the plans know it; empty for none
 */
public record CustomerAccount(AccountId wallet, AccountId clearing, String subscription) {

    /**
     * Checks that money stays within one tenant.
     *
     * @param wallet the wallet that gets the credits
     * @param clearing the clearing account that they come from
     * @param subscription the id of the subscription; empty for none
     * @throws IllegalArgumentException if the accounts are of different tenants, or the id is out of range
     */
    public CustomerAccount {
        if (!wallet.tenant().equals(clearing.tenant())) {
            throw new IllegalArgumentException("must be of one tenant: wallet=" + wallet + " clearing=" + clearing);
        }
        Texts.idOrEmpty("subscription", subscription);
    }

    /**
     * An account without a subscription.
     *
     * @param wallet the wallet that gets the credits
     * @param clearing the clearing account that they come from
     * @return the account
     * @throws IllegalArgumentException if they are of different tenants
     */
    public static CustomerAccount of(AccountId wallet, AccountId clearing) {
        return new CustomerAccount(wallet, clearing, "");
    }

    /**
     * The same account with a subscription.
     *
     * @param id the id of the subscription that payments keep up
     * @return the account
     * @throws IllegalArgumentException if the id is out of range
     */
    public CustomerAccount subscription(String id) {
        return new CustomerAccount(wallet, clearing, id);
    }
}
