// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.plan.SubscriptionAccounts;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.TenantId;

/** The accounts of each customer: a tenant of its own, with a wallet and the accounts that stand against it. */
final class Customers {

    private final Ledger ledger;

    Customers(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * A customer's accounts.
     *
     * @param wallet what it can spend
     * @param clearing where paid credit comes from
     * @param promotion where gifts come from
     * @param revenue what it has paid for usage
     * @param breakage what expired unspent
     */
    record Accounts(AccountId wallet, AccountId clearing, AccountId promotion, AccountId revenue, AccountId breakage) {

        static Accounts of(TenantId tenant) {
            return new Accounts(
                    tenant.account("wallet:" + tenant.value()),
                    tenant.account("clearing"),
                    tenant.account("promotion"),
                    tenant.account("revenue"),
                    tenant.account("breakage"));
        }

        SubscriptionAccounts ofSubscription() {
            // From clearing: what a plan gives is paid for by its price, and repays debt.
            return SubscriptionAccounts.of(wallet, revenue).granting(clearing, breakage);
        }

        TenantId tenant() {
            return wallet.tenant();
        }
    }

    /** Opens a customer's accounts; those that are open stay as they are. */
    Accounts open(TenantId tenant) {
        Accounts accounts = Accounts.of(tenant);
        ledger.open(Account.wallet(accounts.wallet, House.CREDIT)).orThrow();
        ledger.open(Account.of(accounts.clearing, AccountKind.CLEARING, House.CREDIT))
                .orThrow();
        ledger.open(Account.of(accounts.promotion, AccountKind.PROMOTION, House.CREDIT))
                .orThrow();
        ledger.open(Account.of(accounts.revenue, AccountKind.REVENUE, House.CREDIT))
                .orThrow();
        ledger.open(Account.of(accounts.breakage, AccountKind.BREAKAGE, House.CREDIT))
                .orThrow();
        return accounts;
    }

    /** Whether a customer has a wallet. */
    boolean known(Accounts accounts) {
        return ledger.balance(accounts.wallet).isPresent();
    }
}
