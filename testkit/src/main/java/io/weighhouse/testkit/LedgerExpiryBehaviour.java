// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline.HoldEnded;
import io.weighhouse.ledger.Decline.InsufficientFunds;
import io.weighhouse.ledger.Decline.OperationConflict;
import io.weighhouse.ledger.Decline.OverCapture;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

abstract class LedgerExpiryBehaviour extends LedgerBehaviour {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration NANO = Duration.ofNanos(1);

    private void holdForAMinute(String id, String amount) {
        done(ledger.hold(PlaceHold.of(op(id), ALICE, credits(amount)).timeToLive(MINUTE)));
    }

    @Test
    void expiry_isAtItsInstant_andReadsNeedNoSweep() {
        grant(ALICE, "10");
        holdForAMinute("call", "4");
        clock.advance(MINUTE.minus(NANO));
        assertBalance(ALICE, "10", "4", "6", "0");
        assertThat(stateOf("call")).isEqualTo(HoldState.OPEN);
        clock.advance(NANO);
        assertBalance(ALICE, "10", "0", "10", "0");
        assertThat(stateOf("call")).isEqualTo(HoldState.EXPIRED);
        assertThat(found("call").captured()).isEqualTo(credits("0"));
    }

    @Test
    void expiry_showsInTheHoldWhenNothingElseWasRead() {
        grant(ALICE, "10");
        holdForAMinute("call", "4");
        clock.advance(MINUTE);
        assertThat(stateOf("call")).isEqualTo(HoldState.EXPIRED);
    }

    @Test
    void expiry_countsInAdmissionAndInPosting() {
        grant(ALICE, "10");
        holdForAMinute("call-1", "10");
        declined(hold("call-2", ALICE, "1"), new InsufficientFunds(ALICE, credits("1"), credits("0")));
        clock.advance(MINUTE);
        done(hold("call-2", ALICE, "1"));
        done(ledger.post(PostTransaction.of(op("fix"), new Posting(ALICE, REVENUE, credits("9")))));
        assertBalance(ALICE, "1", "1", "0", "0");
    }

    @Test
    void expiry_ofManyHolds_endsEachInItsOwnTime() {
        grant(ALICE, "100");
        for (int i = 1; i <= 50; i++) {
            int minutes = 1 + i * 37 % 50; // out of order, each minute once
            done(ledger.hold(
                    PlaceHold.of(op("call-" + minutes), ALICE, credits("1")).timeToLive(Duration.ofMinutes(minutes))));
        }
        for (int minute = 1; minute <= 50; minute++) {
            if (minute % 10 == 0) {
                done(ledger.release(ReleaseHold.of(op("call-" + minute))));
            }
            clock.advance(MINUTE);
            String held = String.valueOf(50 - minute);
            assertBalance(ALICE, "100", held, String.valueOf(50 + minute), "0");
        }
    }

    @Test
    void retry_afterExpiry_answersTheExpiredHold() {
        grant(ALICE, "10");
        holdForAMinute("call", "4");
        clock.advance(MINUTE);
        assertThat(replayed(hold("call", ALICE, "4")).state()).isEqualTo(HoldState.EXPIRED);
        assertBalance(ALICE, "10", "0", "10", "0");
    }

    @Test
    void release_afterExpiry_isDeclined_andTheCaptureMayStillCome() {
        grant(ALICE, "10");
        holdForAMinute("call", "4");
        clock.advance(MINUTE);
        declined(ledger.release(ReleaseHold.of(op("call"))), new HoldEnded(op("call"), HoldState.EXPIRED));
        done(capture("call", "3"));
        assertBalance(ALICE, "7", "0", "7", "0");
    }

    @Test
    void lateCapture_isBookedFromUnreservedCredit_once() {
        grant(ALICE, "10");
        holdForAMinute("call", "4");
        clock.advance(MINUTE);
        Transaction late = done(capture("call", "3"));
        assertThat(late.late()).isTrue();
        assertThat(late.kind()).isEqualTo(TransactionKind.USAGE);
        assertThat(stateOf("call")).isEqualTo(HoldState.SETTLED_LATE);
        assertThat(found("call").captured()).isEqualTo(credits("3"));
        assertThat(replayed(capture("call", "3"))).isEqualTo(late);
        declined(ledger.capture(CaptureHold.of(op("call"), GIFTS, credits("3"))), new OperationConflict(op("call")));
        declined(ledger.release(ReleaseHold.of(op("call"))), new HoldEnded(op("call"), HoldState.SETTLED_LATE));
        assertBalance(ALICE, "7", "0", "7", "0");
    }

    @Test
    void lateCapture_withoutCreditLeft_becomesDebt() {
        grant(ALICE, "10");
        holdForAMinute("call-1", "4");
        clock.advance(MINUTE);
        done(hold("call-2", ALICE, "8"));
        done(capture("call-1", "4"));
        assertBalance(ALICE, "6", "8", "0", "2");
        done(capture("call-2", "8"));
        assertBalance(ALICE, "-2", "0", "0", "2");
        assertBalance(REVENUE, "12", "0", "12", "0");
    }

    @Test
    void lateCapture_aboveTheHold_takesAllWhateverThePolicy() {
        grant(ALICE, "10");
        for (Overrun overrun : Overrun.values()) {
            holdForAMinute("call-" + overrun, "1");
        }
        clock.advance(MINUTE);
        for (Overrun overrun : Overrun.values()) {
            done(capture("call-" + overrun, "4", overrun));
        }
        assertBalance(ALICE, "-6", "0", "0", "6");
    }

    @Test
    void lateCapture_ofNothing_isALateMemo() {
        holdForAMinute("call", "0");
        clock.advance(MINUTE);
        Transaction memo = done(capture("call", "0"));
        assertThat(memo.kind()).isEqualTo(TransactionKind.MEMO);
        assertThat(memo.late()).isTrue();
    }

    @Test
    void time_neverRunsBackwards_soWhatWasSeenToExpireStaysExpired() {
        grant(ALICE, "10");
        holdForAMinute("call", "4");
        clock.advance(MINUTE);
        assertBalance(ALICE, "10", "0", "10", "0");
        clock.advance(MINUTE.negated());
        assertBalance(ALICE, "10", "0", "10", "0");
        assertThat(stateOf("call")).isEqualTo(HoldState.EXPIRED);
        assertThat(done(hold("next", ALICE, "1")).placedAt())
                .isEqualTo(found("call").expiresAt());
    }

    @Test
    void capture_inTimeAboveTheHold_isJudgedByThePolicyUntilItIsLate() {
        grant(ALICE, "10");
        holdForAMinute("call", "4");
        clock.advance(MINUTE.minus(NANO));
        declined(capture("call", "5"), new OverCapture(op("call"), credits("5"), credits("4")));
        clock.advance(NANO);
        assertThat(done(capture("call", "5")).late()).isTrue();
    }
}
