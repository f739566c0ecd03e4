// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Entry;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Lot;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The setting of the ledger's contract: a tenant with a few accounts, a clock, and an audit after every test. */
abstract class LedgerBehaviour {

    static final Unit CREDIT = Unit.of("CREDIT", 6);
    static final Unit USD = Unit.of("USD", 9);

    static final TenantId ACME = TenantId.of("acme");
    static final TenantId GLOBEX = TenantId.of("globex");
    static final AccountId ALICE = ACME.account("wallet:alice");
    static final AccountId BOB = ACME.account("wallet:bob");
    static final AccountId REVENUE = ACME.account("revenue");
    static final AccountId PAYMENTS = ACME.account("payments");
    static final AccountId GIFTS = ACME.account("gifts");
    static final AccountId NOWHERE = ACME.account("nowhere");

    final ManualClock clock = new ManualClock();
    Ledger ledger;

    @RegisterExtension
    final LedgerAudit audit = LedgerAudit.afterEach(() -> ledger, ACME, GLOBEX);

    abstract LedgerStore newStore();

    @BeforeEach
    void openAccounts() {
        ledger = Ledger.builder().store(newStore()).clock(clock).build();
        done(ledger.open(Account.wallet(ALICE, CREDIT)));
        done(ledger.open(Account.wallet(BOB, credits("2"))));
        done(ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)));
        done(ledger.open(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)));
        done(ledger.open(Account.of(GIFTS, AccountKind.PROMOTION, CREDIT)));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }

    static OperationId op(String value) {
        return ACME.operation(value);
    }

    static <T> T done(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Done.class);
        assertThat(((Done<T>) outcome).replayed()).as("replayed").isFalse();
        return outcome.orThrow();
    }

    static <T> T replayed(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Done.class);
        assertThat(((Done<T>) outcome).replayed()).as("replayed").isTrue();
        return outcome.orThrow();
    }

    static void declined(Outcome<?> outcome, Decline reason) {
        assertThat(outcome).isEqualTo(new Declined<>(reason));
    }

    Transaction grant(AccountId wallet, String amount) {
        OperationId id = op("grant-" + wallet.name() + '-' + amount);
        return done(ledger.grant(GrantCredit.of(id, PAYMENTS, wallet, credits(amount))));
    }

    Outcome<Hold> hold(String id, AccountId wallet, String amount) {
        return ledger.hold(PlaceHold.of(op(id), wallet, credits(amount)));
    }

    Outcome<Transaction> capture(String id, String amount) {
        return ledger.capture(CaptureHold.of(op(id), REVENUE, credits(amount)));
    }

    Outcome<Transaction> capture(String id, String amount, Overrun overrun) {
        return ledger.capture(CaptureHold.of(op(id), REVENUE, credits(amount)).overrun(overrun));
    }

    Hold found(String id) {
        return ledger.findHold(op(id)).orElseThrow();
    }

    Balance balance(AccountId account) {
        return ledger.balance(account).orElseThrow();
    }

    HoldState stateOf(String id) {
        return found(id).state();
    }

    /** The balance in four numbers: posted, held, available, debt; and a fifth, frozen, if there is something. */
    void assertBalance(AccountId account, String... expected) {
        assertThat(balance(account))
                .isEqualTo(new Balance(
                        account,
                        credits(expected[0]),
                        credits(expected[2]),
                        new Balance.Claims(
                                credits(expected[1]),
                                credits(expected.length > 4 ? expected[4] : "0"),
                                credits(expected[3]))));
    }

    /** What is left in each lot that is not spent, in burn order. */
    void assertLots(AccountId wallet, String... remaining) {
        assertThat(ledger.lots(wallet).stream().map(Lot::remaining))
                .containsExactlyElementsOf(
                        Stream.of(remaining).map(LedgerBehaviour::credits).toList());
    }

    /** What is available to a call of that kind. */
    void assertAvailable(AccountId wallet, String expected, String... tags) {
        assertThat(ledger.balance(wallet, tags).orElseThrow().available()).isEqualTo(credits(expected));
    }

    /** The last transaction of an account. */
    Transaction lastOn(AccountId account) {
        return ledger.statement(account, StatementPage.newestFirst(1))
                .lines()
                .get(0)
                .transaction();
    }

    static Posting posting(AccountId from, AccountId to, String amount) {
        return new Posting(from, to, credits(amount));
    }

    static void assertPostings(Transaction transaction, Posting... expected) {
        assertThat(transaction.entries().stream().map(Entry::posting)).containsExactly(expected);
    }
}
