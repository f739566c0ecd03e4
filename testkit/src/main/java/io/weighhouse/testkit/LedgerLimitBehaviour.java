// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline.LimitReached;
import io.weighhouse.ledger.Decline.LimitUnknown;
import io.weighhouse.ledger.Decline.WrongKind;
import io.weighhouse.ledger.Decline.WrongUnit;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.LimitUse;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counters: what a hold reserves on them, and what its end counts. */
abstract class LedgerLimitBehaviour extends LedgerBehaviour {

    private static final Unit CALL = Unit.of("CALL", 0);
    private static final AccountId CALLS = ACME.account("calls:2026-01");
    private static final AccountId BUDGET = ACME.account("budget:team");

    @BeforeEach
    void openCounters() {
        done(ledger.open(Account.of(CALLS, AccountKind.COUNTER, CALL)));
        done(ledger.open(Account.of(BUDGET, AccountKind.COUNTER, CREDIT)));
        grant(ALICE, "10");
    }

    private static Amount calls(long number) {
        return Amount.ofMinor(number, CALL);
    }

    private static LimitLeg oneCallOf(long limit) {
        return new LimitLeg(CALLS, calls(1), calls(limit));
    }

    private static LimitLeg budget(String amount, String limit) {
        return new LimitLeg(BUDGET, credits(amount), credits(limit));
    }

    private Outcome<Hold> hold(String id, String amount, LimitLeg... legs) {
        PlaceHold command = PlaceHold.of(op(id), ALICE, credits(amount));
        for (LimitLeg leg : legs) {
            command = command.limit(leg);
        }
        return ledger.hold(command);
    }

    private void assertCounted(AccountId counter, Amount used, Amount reserved) {
        assertThat(balance(counter).posted()).as("used").isEqualTo(used);
        assertThat(balance(counter).held()).as("reserved").isEqualTo(reserved);
        assertThat(balance(counter).available().isZero()).isTrue();
    }

    @Test
    void limit_isReachedByWhatIsUsedAndReserved() {
        done(hold("call-1", "1", oneCallOf(2)));
        done(capture("call-1", "1"));
        done(hold("call-2", "1", oneCallOf(2)));
        assertCounted(CALLS, calls(1), calls(1));
        declined(hold("call-3", "1", oneCallOf(2)), new LimitReached(CALLS, calls(1), calls(0), calls(2)));
        done(hold("call-3", "1", oneCallOf(3)));
        declined(hold("call-4", "1", oneCallOf(1)), new LimitReached(CALLS, calls(1), calls(0), calls(1)));
    }

    @Test
    void limits_areAllOrNothing() {
        declined(
                hold("call", "1", oneCallOf(100), budget("3", "2")),
                new LimitReached(BUDGET, credits("3"), credits("2"), credits("2")));
        assertCounted(CALLS, calls(0), calls(0));
        assertBalance(ALICE, "10", "0", "10", "0");
    }

    @Test
    void capture_countsWhatWasTakenInTheWalletsUnit_elseWhatWasReserved() {
        done(hold("call", "4", oneCallOf(100), budget("4", "5")));
        assertCounted(BUDGET, credits("0"), credits("4"));
        done(capture("call", "2.5"));
        assertCounted(BUDGET, credits("2.5"), credits("0"));
        assertCounted(CALLS, calls(1), calls(0));
    }

    @Test
    void capture_countsWhatItNames() {
        done(hold("call", "4", oneCallOf(100), budget("4", "5")));
        done(ledger.capture(CaptureHold.of(op("call"), REVENUE, credits("2"))
                .use(new LimitUse(CALLS, calls(3)))
                .use(new LimitUse(BUDGET, credits("0")))));
        assertCounted(CALLS, calls(3), calls(0));
        assertCounted(BUDGET, credits("0"), credits("0"));
    }

    @Test
    void capture_thatNamesAnotherCounter_isDeclined() {
        done(hold("call", "4", budget("4", "5")));
        declined(
                ledger.capture(CaptureHold.of(op("call"), REVENUE, credits("2")).use(new LimitUse(CALLS, calls(1)))),
                new LimitUnknown(op("call"), CALLS));
        declined(
                ledger.capture(CaptureHold.of(op("call"), REVENUE, credits("2")).use(new LimitUse(BUDGET, calls(1)))),
                new WrongUnit(BUDGET, CREDIT, CALL));
        assertCounted(BUDGET, credits("0"), credits("4"));
    }

    @Test
    void release_countsNothing_unlessSomethingWasTaken() {
        done(hold("call-1", "4", oneCallOf(9), budget("4", "9")));
        done(ledger.release(ReleaseHold.of(op("call-1"))));
        assertCounted(CALLS, calls(0), calls(0));
        assertCounted(BUDGET, credits("0"), credits("0"));
        done(hold("call-2", "4", oneCallOf(9), budget("4", "9")));
        done(ledger.capture(CaptureHold.of(op("call-2"), REVENUE, credits("1")).checkpoint(1)));
        done(ledger.release(ReleaseHold.of(op("call-2"))));
        assertCounted(CALLS, calls(1), calls(0));
        assertCounted(BUDGET, credits("1"), credits("0"));
    }

    @Test
    void expiry_givesTheReserveBack_andALateCaptureCountsAfterAll() {
        done(hold("call", "4", oneCallOf(1), budget("4", "4")));
        clock.advance(Duration.ofMinutes(15));
        assertCounted(CALLS, calls(0), calls(0));
        done(hold("next", "4", oneCallOf(1), budget("4", "4")));
        done(capture("call", "3"));
        assertCounted(CALLS, calls(1), calls(1));
        assertCounted(BUDGET, credits("3"), credits("4"));
    }

    @Test
    void expiry_ofAnothersHold_makesRoomAtOnce() {
        grant(BOB, "10");
        done(ledger.hold(PlaceHold.of(op("bobs"), BOB, credits("1")).limit(oneCallOf(1))));
        clock.advance(Duration.ofMinutes(15));
        done(hold("call", "1", oneCallOf(1)));
    }

    @Test
    void counter_takesNoPostings_andIsInNoTrialBalance() {
        declined(
                ledger.post(PostTransaction.of(op("fix"), new Posting(GIFTS, BUDGET, credits("1")))),
                new WrongKind(BUDGET, AccountKind.COUNTER));
        declined(
                hold("call", "1", new LimitLeg(REVENUE, credits("1"), credits("1"))),
                new WrongKind(REVENUE, AccountKind.REVENUE));
        declined(
                hold("call", "1", new LimitLeg(CALLS, credits("1"), credits("1"))), new WrongUnit(CALLS, CALL, CREDIT));
        assertThat(ledger.trialBalance(ACME).rows())
                .noneMatch(row -> row.account().kind() == AccountKind.COUNTER);
    }
}
