// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.ledger.AccountId;
import java.util.Objects;
import java.util.Optional;

/**
 * The accounts that a subscription moves money between, all of one tenant and unit.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param wallet who pays for calls, and gets the month's credit
 * @param revenue who is paid
 * @param grantsFrom where the month's credit comes from: a clearing account if the plan's price pays for it, so that it
 *     repays debt, else a promotion account; empty if the plan gives none
 * @param breakage what becomes of credit that expires; empty if the plan gives none
 */
public record SubscriptionAccounts(
        AccountId wallet, AccountId revenue, Optional<AccountId> grantsFrom, Optional<AccountId> breakage) {

    /**
     * Checks that money stays within one tenant.
     *
     * @param wallet who pays for calls, and gets the month's credit
     * @param revenue who is paid
     * @param grantsFrom where the month's credit comes from
     * @param breakage what becomes of credit that expires
     * @throws IllegalArgumentException if an account is of another tenant than the wallet
     */
    public SubscriptionAccounts {
        Objects.requireNonNull(wallet, "wallet");
        Objects.requireNonNull(revenue, "revenue");
        require(wallet, "revenue", revenue);
        grantsFrom.ifPresent(account -> require(wallet, "grantsFrom", account));
        breakage.ifPresent(account -> require(wallet, "breakage", account));
    }

    /**
     * Accounts of a subscription whose plans give no credit.
     *
     * @param wallet who pays for calls
     * @param revenue who is paid
     * @return the accounts
     * @throws IllegalArgumentException if they are of different tenants
     */
    public static SubscriptionAccounts of(AccountId wallet, AccountId revenue) {
        return new SubscriptionAccounts(wallet, revenue, Optional.empty(), Optional.empty());
    }

    /**
     * The same, with credit each month.
     *
     * @param source where it comes from, a clearing or promotion account
     * @param expired what becomes of it when it expires, a breakage account
     * @return the accounts
     * @throws IllegalArgumentException if one is of another tenant
     */
    public SubscriptionAccounts granting(AccountId source, AccountId expired) {
        return new SubscriptionAccounts(wallet, revenue, Optional.of(source), Optional.of(expired));
    }

    private static void require(AccountId wallet, String name, AccountId account) {
        if (!account.tenant().equals(wallet.tenant())) {
            throw new IllegalArgumentException("must be of one tenant: wallet=" + wallet + ' ' + name + '=' + account);
        }
    }
}
