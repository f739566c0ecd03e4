// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline.AccountUnknown;
import io.weighhouse.ledger.Decline.HoldEnded;
import io.weighhouse.ledger.Decline.HoldUnknown;
import io.weighhouse.ledger.Decline.InsufficientFunds;
import io.weighhouse.ledger.Decline.OperationConflict;
import io.weighhouse.ledger.Decline.WrongKind;
import io.weighhouse.ledger.Decline.WrongUnit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.money.Amount;
import java.time.Duration;
import org.junit.jupiter.api.Test;

abstract class LedgerHoldBehaviour extends LedgerBehaviour {

    @Test
    void hold_withinAvailable_setsItAside() {
        grant(ALICE, "10");
        Hold hold = done(hold("call", ALICE, "4"));
        assertThat(hold.id()).isEqualTo(op("call"));
        assertThat(hold.wallet()).isEqualTo(ALICE);
        assertThat(hold.amount()).isEqualTo(credits("4"));
        assertThat(hold.placedAt()).isEqualTo(clock.instant());
        assertThat(hold.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
        assertThat(hold.state()).isEqualTo(HoldState.OPEN);
        assertThat(hold.captured()).isEqualTo(credits("0"));
        assertThat(hold.note()).isEqualTo(Note.NONE);
        assertThat(found("call")).isEqualTo(hold);
        assertBalance(ALICE, "10", "4", "6", "0");
        assertThat(ledger.statement(ALICE, StatementPage.oldestFirst(10)).lines())
                .as("a hold books nothing")
                .hasSize(1);
    }

    @Test
    void hold_toTheLastPartIsAdmitted_andOnePartMoreDeclined() {
        grant(ALICE, "10");
        done(hold("call-1", ALICE, "4"));
        declined(hold("call-2", ALICE, "6.000001"), new InsufficientFunds(ALICE, credits("6.000001"), credits("6")));
        done(hold("call-2", ALICE, "6"));
        assertBalance(ALICE, "10", "10", "0", "0");
    }

    @Test
    void hold_usesTheCreditLimit() {
        done(hold("call", BOB, "2"));
        assertBalance(BOB, "0", "2", "0", "0");
        declined(hold("more", BOB, "1"), new InsufficientFunds(BOB, credits("1"), credits("0")));
    }

    @Test
    void hold_ofZero_isAlwaysAdmitted() {
        done(hold("free", ALICE, "0"));
        assertThat(stateOf("free")).isEqualTo(HoldState.OPEN);
        assertBalance(ALICE, "0", "0", "0", "0");
    }

    @Test
    void hold_afterADecline_isDecidedAfresh() {
        declined(hold("call", ALICE, "4"), new InsufficientFunds(ALICE, credits("4"), credits("0")));
        grant(ALICE, "4");
        done(hold("call", ALICE, "4"));
    }

    @Test
    void hold_onWhatIsNoWalletOfTheUnit_isDeclined() {
        declined(hold("call", NOWHERE, "1"), new AccountUnknown(NOWHERE));
        declined(hold("call", REVENUE, "1"), new WrongKind(REVENUE, AccountKind.REVENUE));
        declined(ledger.hold(PlaceHold.of(op("call"), ALICE, Amount.of("1", USD))), new WrongUnit(ALICE, CREDIT, USD));
        assertThat(ledger.findHold(op("call"))).isEmpty();
    }

    @Test
    void hold_retriedWithAnotherAmountOrTimeToLive_answersTheFirst() {
        grant(ALICE, "10");
        Hold first = done(hold("call", ALICE, "4"));
        clock.advance(Duration.ofMinutes(1));
        assertThat(replayed(hold("call", ALICE, "4"))).isEqualTo(first);
        assertThat(replayed(hold("call", ALICE, "9"))).isEqualTo(first);
        assertThat(replayed(ledger.hold(
                        PlaceHold.of(op("call"), ALICE, credits("4")).timeToLive(Duration.ofHours(1)))))
                .isEqualTo(first);
        assertBalance(ALICE, "10", "4", "6", "0");
    }

    @Test
    void hold_sameIdWithAnotherWalletOrIntent_isAConflict() {
        grant(ALICE, "10");
        PlaceHold command = PlaceHold.of(op("call"), ALICE, credits("4")).intent("body-1");
        done(ledger.hold(command));
        OperationConflict conflict = new OperationConflict(op("call"));
        declined(ledger.hold(command.intent("body-2")), conflict);
        declined(ledger.hold(PlaceHold.of(op("call"), BOB, credits("1")).intent("body-1")), conflict);
        replayed(ledger.hold(command));
        assertBalance(ALICE, "10", "4", "6", "0");
    }

    @Test
    void hold_retriedAfterItsEnd_answersItInTheStateItReached() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        Note note = Note.NONE.receipt("{\"price\":3}");
        done(ledger.capture(CaptureHold.of(op("call"), REVENUE, credits("3")).note(note)));
        Hold again = replayed(hold("call", ALICE, "4"));
        assertThat(again.state()).isEqualTo(HoldState.CAPTURED);
        assertThat(again.captured()).isEqualTo(credits("3"));
        assertThat(again.note()).isEqualTo(note);
        assertBalance(ALICE, "7", "0", "7", "0");
    }

    @Test
    void oneId_servesEveryStep() {
        done(ledger.grant(GrantCredit.of(op("x"), PAYMENTS, ALICE, credits("10"))));
        done(ledger.post(PostTransaction.of(op("x"), new Posting(ALICE, REVENUE, credits("1")))));
        done(hold("x", ALICE, "4"));
        done(capture("x", "4"));
        assertBalance(ALICE, "5", "0", "5", "0");
    }

    @Test
    void release_givesTheHoldBack_once() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        Note note = Note.NONE.reason("client gone");
        Hold released = done(ledger.release(ReleaseHold.of(op("call")).note(note)));
        assertThat(released.state()).isEqualTo(HoldState.RELEASED);
        assertThat(released.note()).isEqualTo(note);
        assertThat(released.captured()).isEqualTo(credits("0"));
        assertBalance(ALICE, "10", "0", "10", "0");
        assertThat(replayed(ledger.release(ReleaseHold.of(op("call"))))).isEqualTo(released);
        assertThat(found("call")).isEqualTo(released);
        assertBalance(ALICE, "10", "0", "10", "0");
    }

    @Test
    void release_ofNothing_isDeclined() {
        declined(ledger.release(ReleaseHold.of(op("never"))), new HoldUnknown(op("never")));
    }

    @Test
    void release_afterCapture_isDeclined() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        done(capture("call", "3"));
        declined(ledger.release(ReleaseHold.of(op("call"))), new HoldEnded(op("call"), HoldState.CAPTURED));
        assertBalance(ALICE, "7", "0", "7", "0");
    }
}
