// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;

/**
 * A ledger in memory with one hot wallet or many, each with more than anybody spends.
 *
 * <p>This class is for one thread.
 */
public final class Wallets {

    /**
     * How many calls a ledger sees before a new one takes its place: so many that the room for their ids, which is at least
     * four megabytes, is a small part of each.
     */
    public static final int CALLS_BETWEEN_LEDGERS = 1 << 17;

    private static final TenantId TENANT = TenantId.of("acme");
    private static final AccountId REVENUE = TENANT.account("revenue");
    private static final AccountId CLEARING = TENANT.account("clearing");
    private static final Amount HELD = Amount.ofMinor(5, PricedCalls.CREDIT);
    private static final Amount TAKEN = Amount.ofMinor(3, PricedCalls.CREDIT);

    private static final OperationId[] IDS = ids();

    private final AccountId[] wallets;
    private Ledger ledger;
    private int calls;

    /**
     * A ledger with that many wallets, used in turn.
     *
     * @param count a power of two
     */
    public Wallets(int count) {
        wallets = new AccountId[count];
        for (int i = 0; i < count; i++) {
            wallets[i] = TENANT.account("wallet:" + i);
        }
        ledger = newLedger(wallets);
    }

    /** {@return what came of holding 5 credits and capturing 3 of them} */
    public Outcome<Transaction> holdAndCapture() {
        OperationId id = nextId();
        ledger.hold(PlaceHold.of(id, wallets[calls & wallets.length - 1], HELD)).orThrow();
        return ledger.capture(CaptureHold.of(id, REVENUE, TAKEN));
    }

    /** {@return what came of moving 3 credits} */
    public Outcome<Transaction> post() {
        OperationId id = nextId();
        return ledger.post(PostTransaction.of(id, new Posting(wallets[calls & wallets.length - 1], REVENUE, TAKEN)));
    }

    /** A ledger in which each of these wallets of one tenant has a trillion credits. */
    static Ledger newLedger(AccountId... wallets) {
        Ledger ledger = Ledger.inMemory();
        fund(ledger, wallets);
        return ledger;
    }

    /** Opens these wallets of one tenant in a ledger without accounts, and gives each a trillion credits. */
    static void fund(Ledger ledger, AccountId... wallets) {
        TenantId tenant = wallets[0].tenant();
        AccountId clearing = tenant.account(CLEARING.name());
        ledger.open(Account.of(clearing, AccountKind.CLEARING, PricedCalls.CREDIT))
                .orThrow();
        ledger.open(Account.of(tenant.account(REVENUE.name()), AccountKind.REVENUE, PricedCalls.CREDIT))
                .orThrow();
        for (AccountId wallet : wallets) {
            ledger.open(Account.wallet(wallet, PricedCalls.CREDIT)).orThrow();
            Amount credit = Amount.ofMinor(1_000_000_000_000L, PricedCalls.CREDIT);
            ledger.grant(GrantCredit.of(tenant.operation(wallet.name()), clearing, wallet, credit))
                    .orThrow();
        }
    }

    private OperationId nextId() {
        if (calls == CALLS_BETWEEN_LEDGERS) {
            ledger = newLedger(wallets);
            calls = 0;
        }
        return IDS[calls++];
    }

    private static OperationId[] ids() {
        OperationId[] ids = new OperationId[CALLS_BETWEEN_LEDGERS];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = TENANT.operation("call-" + i);
        }
        return ids;
    }
}
