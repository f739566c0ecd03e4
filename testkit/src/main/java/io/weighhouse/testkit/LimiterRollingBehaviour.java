// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What rolling windows do: never more than the limit in any stretch of their length. */
abstract class LimiterRollingBehaviour extends LimiterBehaviour {

    private static final Quota ROLLING = Quota.of(Limit.rolling("per-minute", Counted.REQUESTS, 10, MINUTE));

    private void seconds(long seconds) {
        ticker.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void acquire_withinTheLimit_tellsWhatIsLeftAndWhenTheLastLeaves() {
        assertThat(admitted(ROLLING, requests(4)).states()).containsExactly(state(ROLLING, 0, 6, 60 * SECOND));
        seconds(20);
        assertThat(admitted(ROLLING, requests(1)).states()).containsExactly(state(ROLLING, 0, 5, 60 * SECOND));
        seconds(40);
        assertThat(states(ROLLING)).containsExactly(state(ROLLING, 0, 9, 20 * SECOND));
        seconds(20);
        assertThat(states(ROLLING)).containsExactly(state(ROLLING, 0, 10, 0));
    }

    @Test
    void acquire_beyondTheLimit_waitsUntilEnoughHasLeft() {
        for (int i = 0; i < 10; i++) {
            assertThat(take(ROLLING, Cost.request())).isTrue();
            seconds(3);
        }
        assertThat(refused(ROLLING, requests(10)).retryAfterNanos()).isEqualTo(57 * SECOND);
        assertThat(refused(ROLLING, requests(3)).retryAfterNanos()).isEqualTo(36 * SECOND);
        admittedExactlyAfter(30 * SECOND, ROLLING, Cost.request());
        admittedExactlyAfter(3 * SECOND, ROLLING, Cost.request());
    }

    @Test
    void acquire_ofAllAtOnce_isFollowedByAWindowOfNothing() {
        assertThat(take(ROLLING, requests(10))).isTrue();
        admittedExactlyAfter(60 * SECOND, ROLLING, requests(10));
        assertThat(take(ROLLING, Cost.request())).isFalse();
    }

    @Test
    void acquire_aroundTheEdgeOfAnyWindow_neverPassesTwice() {
        seconds(59);
        assertThat(take(ROLLING, requests(10))).isTrue();
        seconds(2);
        assertThat(take(ROLLING, Cost.request())).isFalse();
        seconds(57);
        assertThat(take(ROLLING, Cost.request())).isFalse();
        seconds(1);
        assertThat(take(ROLLING, requests(10))).isTrue();
    }

    @Test
    void acquire_moreThanTheLimit_isNeverAdmissible() {
        assertThat(take(ROLLING, requests(10))).isTrue();
        Decision refused = acquire(ROLLING, requests(11));
        assertThat(refused.reason()).isEqualTo(Decision.Reason.NEVER_ADMISSIBLE);
        assertThat(refused.retryAfterNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void acquire_refused_countsForNothing() {
        assertThat(take(ROLLING, requests(9))).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(take(ROLLING, requests(2))).isFalse();
        }
        assertThat(take(ROLLING, Cost.request())).isTrue();
        assertThat(take(ROLLING, Cost.none())).isTrue();
        seconds(60);
        assertThat(take(ROLLING, requests(10))).isTrue();
    }

    @Test
    void settle_withinTheWindow_countsWhatWasUsedFromWhenItWasTaken() {
        Permit permit = admitted(ROLLING, requests(8)).permit();
        seconds(30);
        assertThat(take(ROLLING, requests(2))).isTrue();
        permit.settle(requests(3));
        assertThat(states(ROLLING)).containsExactly(state(ROLLING, 0, 5, 60 * SECOND));
        seconds(30);
        assertThat(remaining(ROLLING)).containsExactly(8L);
    }

    @Test
    void settle_afterTheWindow_givesNothingBack() {
        Permit permit = admitted(ROLLING, requests(8)).permit();
        seconds(61);
        assertThat(take(ROLLING, requests(10))).isTrue();
        permit.release();
        assertThat(remaining(ROLLING)).containsExactly(0L);
    }

    @Test
    void settle_beyondWhatWasReserved_isDebtThatEvenNothingWaitsFor() {
        Permit permit = admitted(ROLLING, requests(10)).permit();
        seconds(10);
        permit.settle(requests(15));
        assertThat(remaining(ROLLING)).containsExactly(0L);
        admittedExactlyAfter(50 * SECOND, ROLLING, Cost.none());
        assertThat(remaining(ROLLING)).containsExactly(5L);
    }
}
