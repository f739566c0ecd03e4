// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline.HoldEnded;
import io.weighhouse.ledger.Decline.HoldUnknown;
import io.weighhouse.ledger.Decline.InsufficientFunds;
import io.weighhouse.ledger.Decline.OperationConflict;
import io.weighhouse.ledger.Decline.OverCapture;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long calls: a hold that grows, is captured on the way, and does something when it expires. */
abstract class LedgerCheckpointBehaviour extends LedgerBehaviour {

    private static final Duration QUARTER = Duration.ofMinutes(15);

    @BeforeEach
    void holdFour() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
    }

    private Outcome<Transaction> checkpoint(int step, String amount) {
        return ledger.capture(
                CaptureHold.of(op("call"), REVENUE, credits(amount)).checkpoint(step));
    }

    private Outcome<Hold> extend(int step, String amount) {
        return ledger.extend(ExtendHold.of(op("call"), step, credits(amount)));
    }

    private void holdThat(String id, ExpiryAction action) {
        done(ledger.hold(PlaceHold.of(op(id), ALICE, credits("4")).onExpiry(action)));
    }

    @Test
    void extend_setsMoreAside_andStartsItsTimeAgain() {
        clock.advance(Duration.ofMinutes(10));
        Hold extended = done(extend(1, "6"));
        assertThat(extended.amount()).isEqualTo(credits("6"));
        assertThat(extended.expiresAt()).isEqualTo(clock.instant().plus(QUARTER));
        assertBalance(ALICE, "10", "6", "4", "0");
        assertThat(replayed(extend(1, "9"))).isEqualTo(extended);
        declined(extend(2, "11"), new InsufficientFunds(ALICE, credits("5"), credits("4")));
        assertBalance(ALICE, "10", "6", "4", "0");
    }

    @Test
    void extend_neverShrinks_andNeverEndsSooner() {
        Instant end = found("call").expiresAt();
        Hold extended =
                done(ledger.extend(ExtendHold.of(op("call"), 1, credits("3")).timeToLive(Duration.ofSeconds(1))));
        assertThat(extended.amount()).isEqualTo(credits("4"));
        assertThat(extended.expiresAt()).isEqualTo(end);
    }

    @Test
    void extend_ofWhatIsNotOpen_isDeclined() {
        declined(ledger.extend(ExtendHold.of(op("never"), 1, credits("5"))), new HoldUnknown(op("never")));
        done(extend(1, "5"));
        clock.advance(QUARTER);
        declined(extend(2, "6"), new HoldEnded(op("call"), HoldState.EXPIRED));
        assertThat(replayed(extend(1, "5")).state()).isEqualTo(HoldState.EXPIRED);
    }

    @Test
    void checkpoints_areCumulative_andTheLastCaptureFreesTheRest() {
        assertPostings(done(checkpoint(1, "1")), posting(ALICE, REVENUE, "1"));
        assertBalance(ALICE, "9", "3", "6", "0");
        assertPostings(done(checkpoint(2, "2.5")), posting(ALICE, REVENUE, "1.5"));
        assertThat(stateOf("call")).isEqualTo(HoldState.OPEN);
        assertThat(found("call").captured()).isEqualTo(credits("2.5"));
        assertPostings(done(capture("call", "3")), posting(ALICE, REVENUE, "0.5"));
        assertBalance(ALICE, "7", "0", "7", "0");
        assertThat(found("call").captured()).isEqualTo(credits("3"));
        assertThat(stateOf("call")).isEqualTo(HoldState.CAPTURED);
    }

    @Test
    void checkpoint_sentAgain_answersTheFirst_alsoWhenALaterOneIsDone() {
        Transaction first = done(checkpoint(1, "1"));
        Transaction third = done(checkpoint(3, "2"));
        assertThat(replayed(checkpoint(1, "9"))).isEqualTo(first);
        assertThat(replayed(checkpoint(2, "9"))).as("the first at or after it").isEqualTo(third);
        declined(
                ledger.capture(CaptureHold.of(op("call"), GIFTS, credits("1")).checkpoint(1)),
                new OperationConflict(op("call")));
        done(capture("call", "2"));
        assertThat(replayed(checkpoint(1, "1"))).isEqualTo(first);
        declined(checkpoint(4, "2"), new HoldEnded(op("call"), HoldState.CAPTURED));
    }

    @Test
    void checkpoint_belowTheOneBefore_isAMemo() {
        done(checkpoint(1, "2"));
        Transaction memo = done(checkpoint(2, "1"));
        assertThat(memo.kind()).isEqualTo(TransactionKind.MEMO);
        assertPostings(memo, posting(ALICE, REVENUE, "0"));
        assertThat(found("call").captured()).isEqualTo(credits("2"));
    }

    @Test
    void capture_belowTheCheckpoints_givesTheDifferenceBackIntoItsLots() {
        done(ledger.grant(GrantCredit.of(op("gift"), GIFTS, BOB, credits("1"))));
        done(ledger.grant(GrantCredit.of(op("paid"), PAYMENTS, BOB, credits("5"))));
        done(hold("bobs", BOB, "4"));
        done(ledger.capture(CaptureHold.of(op("bobs"), REVENUE, credits("3")).checkpoint(1)));
        assertLots(BOB, "3");
        Transaction refund = done(capture("bobs", "0.5"));
        assertThat(refund.kind()).isEqualTo(TransactionKind.REFUND);
        assertPostings(refund, posting(REVENUE, BOB, "2.5"));
        assertLots(BOB, "0.5", "5");
        assertBalance(REVENUE, "0.5", "0", "0.5", "0");
    }

    @Test
    void checkpoint_aboveTheHold_isJudgedByThePolicy() {
        declined(checkpoint(1, "5"), new OverCapture(op("call"), credits("5"), credits("4")));
        Transaction over = done(ledger.capture(CaptureHold.of(op("call"), REVENUE, credits("12"))
                .overrun(Overrun.DEBT)
                .checkpoint(1)));
        assertPostings(over, posting(ALICE, REVENUE, "12"));
        assertBalance(ALICE, "-2", "0", "0", "2");
        assertThat(stateOf("call")).isEqualTo(HoldState.OPEN);
    }

    @Test
    void release_afterACheckpoint_keepsWhatWasTaken() {
        done(checkpoint(1, "1"));
        Hold released = done(ledger.release(ReleaseHold.of(op("call"))));
        assertThat(released.captured()).isEqualTo(credits("1"));
        assertBalance(ALICE, "9", "0", "9", "0");
    }

    @Test
    void expiry_withRelease_keepsOnlyWhatCheckpointsTook() {
        done(checkpoint(1, "1"));
        clock.advance(QUARTER);
        assertBalance(ALICE, "9", "0", "9", "0");
        assertThat(found("call").captured()).isEqualTo(credits("1"));
    }

    @Test
    void expiry_withAFloor_takesWhatIsMissingOfIt() {
        done(ledger.release(ReleaseHold.of(op("call"))));
        holdThat("long", new ExpiryAction.CaptureFloor(REVENUE, credits("2")));
        done(ledger.capture(CaptureHold.of(op("long"), REVENUE, credits("1.5")).checkpoint(1)));
        Instant end = found("long").expiresAt();
        clock.advance(Duration.ofHours(1));
        assertBalance(ALICE, "8", "0", "8", "0");
        Transaction floor = lastOn(ALICE);
        assertThat(floor.kind()).isEqualTo(TransactionKind.USAGE);
        assertThat(floor.operation()).isEqualTo(op("long"));
        assertThat(floor.effectiveAt()).isEqualTo(end);
        assertThat(floor.late()).isFalse();
        assertThat(floor.note()).isEqualTo(Note.NONE);
        assertPostings(floor, posting(ALICE, REVENUE, "0.5"));
        assertThat(found("long").captured()).isEqualTo(credits("2"));
    }

    @Test
    void expiry_withAll_takesAll_andALateCaptureBelowGivesBack() {
        done(ledger.release(ReleaseHold.of(op("call"))));
        holdThat("long", new ExpiryAction.CaptureAll(REVENUE));
        clock.advance(QUARTER);
        assertBalance(ALICE, "6", "0", "6", "0");
        assertThat(stateOf("long")).isEqualTo(HoldState.EXPIRED);
        Transaction late = done(capture("long", "3"));
        assertThat(late.kind()).isEqualTo(TransactionKind.REFUND);
        assertThat(late.late()).isTrue();
        assertPostings(late, posting(REVENUE, ALICE, "1"));
        assertBalance(ALICE, "7", "0", "7", "0");
        assertThat(stateOf("long")).isEqualTo(HoldState.SETTLED_LATE);
    }

    @Test
    void lateCapture_afterAFloor_takesTheDifference() {
        done(ledger.release(ReleaseHold.of(op("call"))));
        holdThat("long", new ExpiryAction.CaptureFloor(REVENUE, credits("2")));
        clock.advance(QUARTER);
        Transaction late = done(capture("long", "5"));
        assertThat(late.late()).isTrue();
        assertPostings(late, posting(ALICE, REVENUE, "3"));
        assertBalance(ALICE, "5", "0", "5", "0");
        assertThat(found("long").captured()).isEqualTo(credits("5"));
    }

    @Test
    void holds_openAndExpired_canBeListed() {
        done(ledger.hold(PlaceHold.of(op("short"), ALICE, credits("1")).timeToLive(Duration.ofMinutes(1))));
        assertThat(ledger.openHolds(ALICE, 10)).extracting(Hold::id).containsExactly(op("short"), op("call"));
        clock.advance(Duration.ofMinutes(1));
        assertThat(ledger.openHolds(ALICE, 10)).extracting(Hold::id).containsExactly(op("call"));
        assertThat(ledger.expiredHolds(ALICE, 10)).extracting(Hold::id).containsExactly(op("short"));
        done(capture("short", "1"));
        assertThat(ledger.expiredHolds(ALICE, 10)).isEmpty();
    }
}
