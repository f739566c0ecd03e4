// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What looking changes, which is nothing, and what a reset changes, which is everything. */
abstract class LimiterResetBehaviour extends LimiterBehaviour {

    private static final Quota EVERY_KIND = Quota.of(
            RPM,
            Limit.calendar("per-day", Counted.REQUESTS, 100, CalendarPeriod.day(ZoneOffset.UTC)),
            Limit.rolling("per-hour", Counted.REQUESTS, 80, TEN_MINUTES),
            Limit.inFlight("parallel", 4, TEN_MINUTES));

    @Test
    void peek_tellsWhatWouldBeDecidedAndTakesNothing() {
        assertThat(limiter.peek(team(RPM_AND_TPM), requests(60)).allowed()).isTrue();
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        Decision peeked = assertLimited(limiter.peek(team(RPM_AND_TPM), Cost.request()));
        assertThat(peeked.retryAfterNanos()).isEqualTo(SECOND);
        assertThat(bindingLimit(peeked)).isEqualTo(RPM);
        ticker.advanceNanos(SECOND);
        assertThat(limiter.peek(team(RPM_AND_TPM), Cost.request()).allowed()).isTrue();
        assertThat(take(RPM_AND_TPM, Cost.request())).isTrue();
    }

    @Test
    void peek_ofASubjectThatNeverCalled_tellsOfOneThatHasUsedNothing() {
        assertThat(remaining(EVERY_KIND)).containsExactly(60L, 100L, 80L, 4L);
        assertThat(resets(EVERY_KIND)).containsOnly(0L);
    }

    @Test
    void peek_ofEveryKind_takesNothing() {
        admitted(EVERY_KIND, requests(5));
        List<LimitState> before = states(EVERY_KIND);
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.peek(team(EVERY_KIND), requests(50)).states()).isEqualTo(before);
        }
        admitted(EVERY_KIND, requests(55));
    }

    @Test
    void peek_withAnotherQuota_doesNotChangeIt() {
        assertThat(take(RPM_AND_TPM, requests(30))).isTrue();
        assertThat(remaining(Quota.of(Limit.requests("other", 7, MINUTE)))).containsExactly(7L);
        assertThat(remaining(Quota.of(RPM.burst(45)))).containsExactly(15L);
        assertThat(remaining(RPM_AND_TPM)).containsExactly(30L, 6_000L);
    }

    @Test
    void reset_ofEveryKind_isAsIfTheSubjectHadNeverCalled() {
        admitted(EVERY_KIND, requests(60));
        ticker.advanceNanos(SECOND);
        limiter.reset(team(EVERY_KIND));
        assertThat(remaining(EVERY_KIND)).containsExactly(60L, 100L, 80L, 4L);
        assertThat(resets(EVERY_KIND)).containsOnly(0L);
        for (int i = 0; i < 4; i++) {
            admitted(EVERY_KIND, requests(15));
        }
        assertThat(acquire(EVERY_KIND, Cost.none()).allowed()).isFalse();
    }

    @Test
    void reset_forgetsDebt() {
        admitted(RPM_AND_TPM, requests(60)).permit().settle(requests(1_000));
        assertThat(take(RPM_AND_TPM, Cost.none())).isFalse();
        limiter.reset(team(RPM_AND_TPM));
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
    }

    @Test
    void reset_ofOneSubject_leavesOthers() {
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        assertThat(limiter.tryAcquire(another("8", RPM_AND_TPM), requests(60))).isTrue();
        limiter.reset(team(Quota.unlimited()));
        assertThat(take(RPM_AND_TPM, Cost.request())).isTrue();
        assertThat(limiter.tryAcquire(another("8", RPM_AND_TPM), Cost.request()))
                .isFalse();
    }

    @Test
    void reset_ofASubjectThatNeverCalled_doesNothing() {
        limiter.reset(another("9", RPM_AND_TPM));
        assertThat(limiter.tryAcquire(another("9", RPM_AND_TPM), requests(60))).isTrue();
        assertThat(limiter.tryAcquire(another("9", RPM_AND_TPM), Cost.request()))
                .isFalse();
    }

    @Test
    void permit_thatWasOpenAtAReset_givesNothingBackAndStillOwes() {
        Permit below = admitted(EVERY_KIND, requests(20)).permit();
        Permit beyond = admitted(EVERY_KIND, requests(20)).permit();
        limiter.reset(team(EVERY_KIND));
        Permit after = admitted(EVERY_KIND, requests(10)).permit();
        below.release();
        assertThat(remaining(EVERY_KIND)).containsExactly(50L, 90L, 70L, 3L);
        beyond.settle(requests(25));
        assertThat(remaining(EVERY_KIND)).containsExactly(45L, 85L, 65L, 3L);
        after.release();
        assertThat(remaining(EVERY_KIND)).containsExactly(55L, 95L, 75L, 4L);
    }
}
