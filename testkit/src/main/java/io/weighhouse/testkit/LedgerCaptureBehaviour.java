// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline.AccountUnknown;
import io.weighhouse.ledger.Decline.BalanceOverflow;
import io.weighhouse.ledger.Decline.HoldEnded;
import io.weighhouse.ledger.Decline.HoldUnknown;
import io.weighhouse.ledger.Decline.InsufficientFunds;
import io.weighhouse.ledger.Decline.OperationConflict;
import io.weighhouse.ledger.Decline.OverCapture;
import io.weighhouse.ledger.Decline.WrongKind;
import io.weighhouse.ledger.Decline.WrongUnit;
import io.weighhouse.ledger.Entry;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import org.junit.jupiter.api.Test;

abstract class LedgerCaptureBehaviour extends LedgerBehaviour {

    @Test
    void capture_lessThanTheHold_givesBackTheRest() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        Note note = Note.NONE.label("sku", "gpt").receipt("{}");
        Transaction usage = done(
                ledger.capture(CaptureHold.of(op("call"), REVENUE, credits("3")).note(note)));
        assertThat(usage.kind()).isEqualTo(TransactionKind.USAGE);
        assertThat(usage.late()).isFalse();
        assertThat(usage.note()).isEqualTo(note);
        assertThat(usage.entries())
                .containsExactly(new Entry(new Posting(ALICE, REVENUE, credits("3")), credits("10"), credits("0")));
        assertBalance(ALICE, "7", "0", "7", "0");
        assertBalance(REVENUE, "3", "0", "3", "0");
        assertThat(stateOf("call")).isEqualTo(HoldState.CAPTURED);
        assertThat(found("call").captured()).isEqualTo(credits("3"));
        assertThat(found("call").note()).isEqualTo(note);
    }

    @Test
    void capture_ofNothing_isAMemo() {
        done(hold("call", ALICE, "0"));
        Transaction memo = done(capture("call", "0"));
        assertThat(memo.kind()).isEqualTo(TransactionKind.MEMO);
        assertThat(memo.entries()).hasSize(1);
        assertBalance(ALICE, "0", "0", "0", "0");
        assertThat(stateOf("call")).isEqualTo(HoldState.CAPTURED);
    }

    @Test
    void capture_sameIdAgain_answersTheFirst_whateverTheAmount() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        Transaction first = done(capture("call", "3"));
        for (int i = 0; i < 100; i++) {
            assertThat(replayed(capture("call", "3"))).isEqualTo(first);
        }
        assertThat(replayed(capture("call", "4"))).isEqualTo(first);
        assertThat(replayed(capture("call", "99", Overrun.DEBT))).isEqualTo(first);
        assertBalance(ALICE, "7", "0", "7", "0");
    }

    @Test
    void capture_sameIdToAnotherAccount_isAConflict() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        done(capture("call", "3"));
        declined(ledger.capture(CaptureHold.of(op("call"), GIFTS, credits("3"))), new OperationConflict(op("call")));
        assertBalance(GIFTS, "0", "0", "0", "0");
    }

    @Test
    void capture_withoutAHold_isDeclined() {
        grant(ALICE, "10");
        declined(capture("never", "1"), new HoldUnknown(op("never")));
    }

    @Test
    void capture_afterRelease_isDeclined() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        done(ledger.release(ReleaseHold.of(op("call"))));
        declined(capture("call", "3"), new HoldEnded(op("call"), HoldState.RELEASED));
        assertBalance(ALICE, "10", "0", "10", "0");
    }

    @Test
    void capture_toTheWrongAccount_isDeclinedAndTheHoldStaysOpen() {
        AccountId dollars = ACME.account("revenue:usd");
        done(ledger.open(Account.of(dollars, AccountKind.REVENUE, USD)));
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        declined(ledger.capture(CaptureHold.of(op("call"), NOWHERE, credits("3"))), new AccountUnknown(NOWHERE));
        declined(ledger.capture(CaptureHold.of(op("call"), BOB, credits("3"))), new WrongKind(BOB, AccountKind.WALLET));
        declined(
                ledger.capture(CaptureHold.of(op("call"), dollars, credits("3"))), new WrongUnit(dollars, USD, CREDIT));
        declined(
                ledger.capture(CaptureHold.of(op("call"), dollars, Amount.of("3", USD))),
                new WrongUnit(ALICE, CREDIT, USD));
        assertThat(stateOf("call")).isEqualTo(HoldState.OPEN);
        assertBalance(ALICE, "10", "4", "6", "0");
        done(capture("call", "3"));
    }

    @Test
    void overrun_reject_isDeclinedAndTheHoldStaysOpen() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        declined(capture("call", "7"), new OverCapture(op("call"), credits("7"), credits("4")));
        assertThat(stateOf("call")).isEqualTo(HoldState.OPEN);
        assertBalance(ALICE, "10", "4", "6", "0");
        done(capture("call", "4"));
    }

    @Test
    void overrun_clamp_takesTheHoldOnly() {
        assertTaken(Overrun.CLAMP, "7", "4");
        assertBalance(ALICE, "6", "3", "3", "0");
    }

    @Test
    void overrun_takeAvailable_takesWhatCanBePaidBesideOtherHolds() {
        assertTaken(Overrun.TAKE_AVAILABLE, "8", "7");
        assertBalance(ALICE, "3", "3", "0", "0");
    }

    @Test
    void overrun_takeAvailableWithRoom_takesAll() {
        assertTaken(Overrun.TAKE_AVAILABLE, "6", "6");
        assertBalance(ALICE, "4", "3", "1", "0");
    }

    @Test
    void overrun_debt_takesAllAndTheWalletOwesTheRest() {
        assertTaken(Overrun.DEBT, "12", "12");
        assertBalance(ALICE, "-2", "3", "0", "5");
    }

    @Test
    void overrun_withinTheHold_playsNoPart() {
        grant(ALICE, "12");
        for (Overrun overrun : Overrun.values()) {
            done(hold("call-" + overrun, ALICE, "3"));
            done(capture("call-" + overrun, "3", overrun));
            assertThat(found("call-" + overrun).captured()).isEqualTo(credits("3"));
        }
        assertBalance(ALICE, "0", "0", "0", "0");
    }

    @Test
    void overrun_takeAvailableInDebt_stillTakesTheWholeHold() {
        assertTaken(Overrun.DEBT, "12", "12");
        done(capture("other", "9", Overrun.TAKE_AVAILABLE));
        assertThat(found("other").captured()).isEqualTo(credits("3"));
        assertBalance(ALICE, "-5", "0", "0", "5");
    }

    @Test
    void overrun_debtBeyondTheLargestBalance_isDeclinedAndTheHoldStaysOpen() {
        done(hold("call", ALICE, "0"));
        declined(
                ledger.capture(CaptureHold.of(op("call"), REVENUE, Amount.ofMinor(Long.MAX_VALUE, CREDIT))
                        .overrun(Overrun.DEBT)),
                new BalanceOverflow(ALICE));
        assertThat(stateOf("call")).isEqualTo(HoldState.OPEN);
        assertBalance(ALICE, "0", "0", "0", "0");
    }

    @Test
    void debt_blocksHoldsUntilItIsRepaid_butNotHoldsOfNothing() {
        assertTaken(Overrun.DEBT, "12", "12");
        declined(hold("next", ALICE, "1"), new InsufficientFunds(ALICE, credits("1"), credits("0")));
        done(hold("free", ALICE, "0"));
        grant(ALICE, "5");
        assertBalance(ALICE, "3", "3", "0", "0");
        grant(ALICE, "2");
        assertBalance(ALICE, "5", "3", "2", "0");
    }

    @Test
    void debt_isRepaidByAReleasedHold() {
        assertTaken(Overrun.DEBT, "12", "12");
        done(ledger.release(ReleaseHold.of(op("other"))));
        assertBalance(ALICE, "-2", "0", "0", "2");
    }

    /** Of 10 posted, 4 are held by the call and 3 by another. */
    private void assertTaken(Overrun overrun, String used, String taken) {
        grant(ALICE, "10");
        done(hold("other", ALICE, "3"));
        done(hold("call", ALICE, "4"));
        Transaction transaction = done(capture("call", used, overrun));
        assertThat(transaction.entries().get(0).posting().amount()).isEqualTo(credits(taken));
        assertThat(found("call").captured()).isEqualTo(credits(taken));
        assertBalance(REVENUE, taken, "0", taken, "0");
    }
}
