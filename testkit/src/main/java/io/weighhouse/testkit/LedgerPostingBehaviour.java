// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Decline.AccountUnknown;
import io.weighhouse.ledger.Decline.BalanceOverflow;
import io.weighhouse.ledger.Decline.InsufficientFunds;
import io.weighhouse.ledger.Decline.OperationConflict;
import io.weighhouse.ledger.Decline.WrongKind;
import io.weighhouse.ledger.Decline.WrongUnit;
import io.weighhouse.ledger.Entry;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import java.time.Duration;
import org.junit.jupiter.api.Test;

abstract class LedgerPostingBehaviour extends LedgerBehaviour {

    @Test
    void grant_fromClearing_isATopUp() {
        Note note = Note.NONE.actor("stripe").reference("pi_1").label("country", "NL");
        OperationId id = op("pi_1");
        Transaction topUp = done(
                ledger.grant(GrantCredit.of(id, PAYMENTS, ALICE, credits("10")).note(note)));
        assertThat(topUp.operation()).isEqualTo(id);
        assertThat(topUp.kind()).isEqualTo(TransactionKind.TOPUP);
        assertThat(topUp.note()).isEqualTo(note);
        assertThat(topUp.late()).isFalse();
        assertThat(topUp.effectiveAt()).isEqualTo(clock.instant());
        assertThat(topUp.entries())
                .containsExactly(new Entry(posting(PAYMENTS, ALICE, "10"), credits("0"), credits("0")));
        assertBalance(ALICE, "10", "0", "10", "0");
        assertBalance(PAYMENTS, "-10", "0", "-10", "0");
    }

    @Test
    void grant_fromPromotion_isABonus() {
        GrantCredit bonus = GrantCredit.of(op("welcome"), GIFTS, ALICE, credits("1"));
        assertThat(done(ledger.grant(bonus)).kind()).isEqualTo(TransactionKind.BONUS);
        assertBalance(ALICE, "1", "0", "1", "0");
    }

    @Test
    void grant_sameIdAgain_answersTheFirstOnly() {
        GrantCredit command = GrantCredit.of(op("pi_1"), PAYMENTS, ALICE, credits("10"));
        Transaction first = done(ledger.grant(command));
        for (int i = 0; i < 100; i++) {
            assertThat(replayed(ledger.grant(command.note(Note.NONE.reason("again")))))
                    .isEqualTo(first);
        }
        assertBalance(ALICE, "10", "0", "10", "0");
    }

    @Test
    void grant_sameIdForSomethingElse_isAConflict() {
        OperationId id = op("pi_1");
        done(ledger.grant(GrantCredit.of(id, PAYMENTS, ALICE, credits("10"))));
        OperationConflict conflict = new OperationConflict(id);
        declined(ledger.grant(GrantCredit.of(id, PAYMENTS, BOB, credits("10"))), conflict);
        declined(ledger.grant(GrantCredit.of(id, GIFTS, ALICE, credits("10"))), conflict);
        declined(ledger.grant(GrantCredit.of(id, PAYMENTS, ALICE, credits("11"))), conflict);
        assertBalance(ALICE, "10", "0", "10", "0");
        assertBalance(BOB, "0", "0", "2", "0");
    }

    @Test
    void grant_betweenTheWrongAccounts_isDeclined() {
        OperationId id = op("pi_1");
        Amount ten = credits("10");
        declined(ledger.grant(GrantCredit.of(id, NOWHERE, ALICE, ten)), new AccountUnknown(NOWHERE));
        declined(ledger.grant(GrantCredit.of(id, PAYMENTS, NOWHERE, ten)), new AccountUnknown(NOWHERE));
        declined(ledger.grant(GrantCredit.of(id, REVENUE, ALICE, ten)), new WrongKind(REVENUE, AccountKind.REVENUE));
        declined(ledger.grant(GrantCredit.of(id, BOB, ALICE, ten)), new WrongKind(BOB, AccountKind.WALLET));
        declined(ledger.grant(GrantCredit.of(id, PAYMENTS, REVENUE, ten)), new WrongKind(REVENUE, AccountKind.REVENUE));
        declined(
                ledger.grant(GrantCredit.of(id, PAYMENTS, ALICE, Amount.of("10", USD))),
                new WrongUnit(PAYMENTS, CREDIT, USD));
        done(ledger.grant(GrantCredit.of(id, PAYMENTS, ALICE, ten)));
    }

    @Test
    void grant_intoAWalletOfAnotherUnit_isDeclined() {
        AccountId dollars = ACME.account("wallet:usd");
        done(ledger.open(Account.wallet(dollars, USD)));
        declined(
                ledger.grant(GrantCredit.of(op("pi_1"), PAYMENTS, dollars, credits("10"))),
                new WrongUnit(dollars, USD, CREDIT));
        assertBalance(PAYMENTS, "0", "0", "0", "0");
    }

    @Test
    void post_severalPostings_areBookedTogetherWithTheBalancesBetween() {
        grant(ALICE, "10");
        Transaction transaction = done(ledger.post(PostTransaction.of(
                op("fix"), posting(ALICE, BOB, "4"), posting(BOB, REVENUE, "1"), posting(GIFTS, ALICE, "0"))));
        assertThat(transaction.kind()).isEqualTo(TransactionKind.ADJUSTMENT);
        assertThat(transaction.entries())
                .containsExactly(
                        new Entry(posting(ALICE, BOB, "4"), credits("10"), credits("0")),
                        new Entry(posting(BOB, REVENUE, "1"), credits("4"), credits("0")),
                        new Entry(posting(GIFTS, ALICE, "0"), credits("0"), credits("6")));
        assertThat(transaction.entries().get(0).fromAfter()).isEqualTo(credits("6"));
        assertThat(transaction.entries().get(0).toAfter()).isEqualTo(credits("4"));
        assertBalance(ALICE, "6", "0", "6", "0");
        assertBalance(BOB, "3", "0", "5", "0");
        assertBalance(REVENUE, "1", "0", "1", "0");
    }

    @Test
    void post_severalUnits_balanceEachByItself() {
        AccountId cost = ACME.account("cost");
        AccountId payable = ACME.account("payable");
        done(ledger.open(Account.of(cost, AccountKind.PROVIDER_COST, USD)));
        done(ledger.open(Account.of(payable, AccountKind.CLEARING, USD)));
        grant(ALICE, "10");
        Amount dollars = Amount.of("0.000000001", USD);
        done(ledger.post(
                PostTransaction.of(op("mixed"), posting(ALICE, REVENUE, "1"), new Posting(payable, cost, dollars))));
        assertThat(balance(cost).posted()).isEqualTo(dollars);
        assertThat(ledger.trialBalance(ACME).totals()).hasSize(2);
    }

    @Test
    void post_whatLeavesAWalletOnBalance_mustBeAvailable() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        declined(
                ledger.post(PostTransaction.of(op("fix"), posting(ALICE, REVENUE, "7"))),
                new InsufficientFunds(ALICE, credits("7"), credits("6")));
        assertBalance(ALICE, "10", "4", "6", "0");
        assertBalance(REVENUE, "0", "0", "0", "0");
        done(ledger.post(PostTransaction.of(op("fix"), posting(ALICE, REVENUE, "7"), posting(GIFTS, ALICE, "1"))));
        assertBalance(ALICE, "4", "4", "0", "0");
    }

    @Test
    void post_downToTheCreditLimit_isBookedAndNoFurther() {
        done(ledger.post(PostTransaction.of(op("fix-1"), posting(BOB, REVENUE, "2"))));
        declined(
                ledger.post(PostTransaction.of(op("fix-2"), posting(BOB, REVENUE, "0.000001"))),
                new InsufficientFunds(BOB, credits("0.000001"), credits("0")));
        assertBalance(BOB, "-2", "0", "0", "0");
    }

    @Test
    void post_withOneBadPosting_booksNone() {
        grant(ALICE, "10");
        Posting good = posting(ALICE, REVENUE, "1");
        declined(
                ledger.post(PostTransaction.of(op("fix"), good, posting(ALICE, NOWHERE, "1"))),
                new AccountUnknown(NOWHERE));
        declined(
                ledger.post(PostTransaction.of(op("fix"), good, posting(NOWHERE, ALICE, "1"))),
                new AccountUnknown(NOWHERE));
        declined(
                ledger.post(PostTransaction.of(op("fix"), good, new Posting(ALICE, REVENUE, Amount.of("1", USD)))),
                new WrongUnit(ALICE, CREDIT, USD));
        assertBalance(ALICE, "10", "0", "10", "0");
        assertBalance(REVENUE, "0", "0", "0", "0");
    }

    @Test
    void post_sameIdAgain_answersTheFirst_andOtherPostingsAreAConflict() {
        grant(ALICE, "10");
        PostTransaction command = PostTransaction.of(op("fix"), posting(ALICE, REVENUE, "1"));
        Transaction first = done(ledger.post(command));
        assertThat(replayed(ledger.post(command.note(Note.NONE.actor("ops"))))).isEqualTo(first);
        OperationConflict conflict = new OperationConflict(op("fix"));
        declined(ledger.post(PostTransaction.of(op("fix"), posting(ALICE, REVENUE, "2"))), conflict);
        declined(
                ledger.post(PostTransaction.of(op("fix"), posting(ALICE, REVENUE, "1"), posting(ALICE, REVENUE, "1"))),
                conflict);
        assertBalance(ALICE, "9", "0", "9", "0");
    }

    @Test
    void post_afterADecline_isDecidedAfresh() {
        PostTransaction command = PostTransaction.of(op("fix"), posting(ALICE, REVENUE, "1"));
        declined(ledger.post(command), new InsufficientFunds(ALICE, credits("1"), credits("0")));
        grant(ALICE, "1");
        done(ledger.post(command));
    }

    @Test
    void post_beyondTheLargestBalance_isDeclinedOnEitherSide() {
        Amount most = Amount.ofMinor(Account.MAX_BALANCE_MINOR, CREDIT);
        Amount least = Amount.ofMinor(1, CREDIT);
        done(ledger.grant(GrantCredit.of(op("most"), PAYMENTS, ALICE, most)));
        declined(ledger.grant(GrantCredit.of(op("more"), GIFTS, ALICE, least)), new BalanceOverflow(ALICE));
        declined(ledger.grant(GrantCredit.of(op("more"), PAYMENTS, BOB, least)), new BalanceOverflow(PAYMENTS));
        declined(
                ledger.post(PostTransaction.of(
                        op("huge"), new Posting(GIFTS, REVENUE, Amount.ofMinor(Long.MAX_VALUE, CREDIT)))),
                new BalanceOverflow(GIFTS));
        assertThat(balance(ALICE).available()).isEqualTo(most);
    }

    @Test
    void transactions_areNumberedAmongTheEvents_atEverLaterInstants() {
        Transaction first = grant(ALICE, "1");
        declined(
                ledger.post(PostTransaction.of(op("no"), posting(ALICE, REVENUE, "9"))),
                new InsufficientFunds(ALICE, credits("9"), credits("1")));
        Transaction second = grant(ALICE, "2");
        clock.advance(Duration.ofHours(-1));
        Transaction third = grant(ALICE, "3");
        assertThat(second.sequence()).as("a decline has no number").isEqualTo(first.sequence() + 1);
        assertThat(third.sequence()).isEqualTo(first.sequence() + 2);
        assertThat(second.bookedAt()).isAfter(first.bookedAt());
        assertThat(third.bookedAt()).isAfter(second.bookedAt());
    }
}
