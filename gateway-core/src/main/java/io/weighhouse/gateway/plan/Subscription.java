// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.ledger.AccountId;

/**
 * Who has which plan, and which accounts its calls move money between.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param wallet who pays
 * @param plan what they have
 * @param revenue who is paid, of the wallet's tenant and unit
 */
public record Subscription(AccountId wallet, Plan plan, AccountId revenue) {

    /**
     * Checks that money stays within one tenant.
     *
     * @param wallet who pays
     * @param plan what they have
     * @param revenue who is paid, of the wallet's tenant and unit
     * @throws IllegalArgumentException if the two accounts are of different tenants
     */
    public Subscription {
        if (!wallet.tenant().equals(revenue.tenant())) {
            throw new IllegalArgumentException("must be of one tenant: wallet=" + wallet + " revenue=" + revenue);
        }
    }
}
