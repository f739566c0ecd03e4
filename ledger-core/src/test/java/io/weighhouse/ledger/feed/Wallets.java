// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.feed;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger with an account that pays wallets, and takes from them. */
final class Wallets {

    static final Unit CREDIT = Unit.of("CREDIT", 0);
    static final TenantId ACME = TenantId.of("acme");
    static final AccountId BANK = ACME.account("bank");
    static final AccountId ALICE = ACME.account("alice");
    static final AccountId BOB = ACME.account("bob");

    final Ledger ledger;
    private final AtomicInteger operations = new AtomicInteger();

    Wallets(Ledger ledger) {
        this.ledger = ledger;
    }

    /** With three accounts: events 1 to 3. */
    Wallets open() {
        ledger.open(Account.of(BANK, AccountKind.CLEARING, CREDIT)).orThrow();
        ledger.open(Account.wallet(ALICE, CREDIT)).orThrow();
        ledger.open(Account.wallet(BOB, CREDIT)).orThrow();
        return this;
    }

    static Amount credits(long count) {
        return Amount.ofMinor(count, CREDIT);
    }

    /** Gives, or takes if it is less than zero. */
    void give(AccountId wallet, long count) {
        Posting posting =
                count >= 0 ? new Posting(BANK, wallet, credits(count)) : new Posting(wallet, BANK, credits(-count));
        ledger.post(PostTransaction.of(ACME.operation("op-" + operations.incrementAndGet()), posting))
                .orThrow();
    }
}
