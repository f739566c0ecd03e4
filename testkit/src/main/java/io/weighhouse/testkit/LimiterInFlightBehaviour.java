// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What limits of calls in flight do: so many at once, and a call that is lost counts until it expires. */
abstract class LimiterInFlightBehaviour extends LimiterBehaviour {

    private static final Limit PARALLEL = Limit.inFlight("parallel", 2, TEN_MINUTES);
    private static final Quota TWO = Quota.of(PARALLEL);
    private static final long TEN = TEN_MINUTES.toNanos();

    @Test
    void acquire_ofMoreThanAtOnce_isRefusedUntilOneEnds() {
        Permit first = admitted(TWO, Cost.request()).permit();
        Permit second = admitted(TWO, Cost.of(7, 1_000, 0)).permit();
        Decision refused = refused(TWO, Cost.request());
        assertThat(refused.binding()).isEqualTo(state(TWO, 0, 0, TEN));
        second.settle(Cost.request());
        Permit third = admitted(TWO, Cost.none()).permit();
        assertThat(acquire(TWO, Cost.none()).allowed()).isFalse();
        first.release();
        third.close();
        assertThat(states(TWO)).containsExactly(state(TWO, 0, 2, 0));
    }

    @Test
    void acquire_withCallsThatNeverEnd_waitsUntilTheFirstExpires() {
        admitted(TWO, Cost.request());
        ticker.advanceNanos(SECOND);
        assertThat(admitted(TWO, Cost.request()).states()).containsExactly(state(TWO, 0, 0, TEN));
        ticker.advanceNanos(SECOND);
        admittedExactlyAfter(TEN - 2 * SECOND, TWO, Cost.request());
        admittedExactlyAfter(SECOND, TWO, Cost.request());
        ticker.advanceNanos(TEN);
        assertThat(states(TWO)).containsExactly(state(TWO, 0, 2, 0));
    }

    @Test
    void close_atTheEndOfATry_endsTheCallAlsoWhenItFailed() {
        assertThatIllegalStateException().isThrownBy(() -> {
            try (Permit call = admitted(TWO, Cost.request()).permit()) {
                assertThat(remaining(TWO)).containsExactly(1L);
                throw new IllegalStateException("the call failed: " + call);
            }
        });
        assertThat(remaining(TWO)).containsExactly(2L);
    }

    @Test
    void permit_endedAgain_freesNothingOfOthers() {
        Permit first = admitted(TWO, Cost.request()).permit();
        admitted(TWO, Cost.request());
        first.release();
        first.release();
        first.settle(Cost.request());
        first.close();
        assertThat(remaining(TWO)).containsExactly(1L);
    }

    @Test
    void permit_endedAfterItExpired_freesNothingOfOthers() {
        Permit first = admitted(TWO, Cost.request()).permit();
        ticker.advanceNanos(TEN);
        admitted(TWO, Cost.request());
        admitted(TWO, Cost.request());
        first.release();
        assertThat(acquire(TWO, Cost.request()).allowed()).isFalse();
    }

    @Test
    void permit_ofALongCall_freesItsPlaceHoweverLate() {
        Quota longCalls = Quota.of(Limit.inFlight("parallel", 1, Duration.ofHours(6)));
        Permit call = admitted(longCalls, Cost.request()).permit();
        ticker.advance(Duration.ofHours(5));
        assertThat(acquire(longCalls, Cost.request()).allowed()).isFalse();
        call.settle(Cost.request());
        admitted(longCalls, Cost.request());
    }

    @Test
    void acquire_refusedByAnotherLimit_isNotInFlight() {
        Quota quota = Quota.of(RPM, PARALLEL);
        admitted(quota, requests(60)).permit().close();
        assertThat(bindingLimit(refused(quota, Cost.request()))).isEqualTo(RPM);
        assertThat(remaining(quota)).containsExactly(0L, 2L);
    }

    @Test
    void acquire_refusedForItsPlace_takesNothingOfOtherLimits() {
        Quota quota = Quota.of(RPM, PARALLEL);
        admitted(quota, Cost.request());
        admitted(quota, Cost.request());
        assertThat(bindingLimit(refused(quota, Cost.request()))).isEqualTo(PARALLEL);
        assertThat(remaining(quota)).containsExactly(58L, 0L);
    }

    @Test
    void quota_thatIsLowered_drainsAndNeverOwes() {
        Quota three = Quota.of(Limit.inFlight("parallel", 3, TEN_MINUTES));
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            permits.add(admitted(three, Cost.request()).permit());
            ticker.advanceNanos(SECOND);
        }
        Quota one = Quota.of(Limit.inFlight("parallel", 1, TEN_MINUTES));
        Decision refused = refused(one, Cost.request());
        assertThat(refused.binding()).isEqualTo(state(one, 0, 0, TEN - SECOND));
        assertThat(refused.retryAfterNanos()).isEqualTo(TEN - SECOND);
        permits.get(0).release();
        permits.get(1).release();
        assertThat(acquire(one, Cost.request()).allowed()).isFalse();
        permits.get(2).release();
        assertThat(remaining(one)).containsExactly(1L);
        admitted(one, Cost.request());
    }

    @Test
    void acquire_ofManyAtOnce_countsEveryOne() {
        Quota many = Quota.of(Limit.inFlight("parallel", 500, TEN_MINUTES));
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            permits.add(admitted(many, Cost.request()).permit());
            ticker.advanceNanos(1_000_000);
        }
        assertThat(acquire(many, Cost.request()).allowed()).isFalse();
        for (int i = 0; i < 500; i += 2) {
            permits.get(i).close();
        }
        assertThat(remaining(many)).containsExactly(250L);
        permits.forEach(Permit::release);
        assertThat(states(many)).containsExactly(state(many, 0, 500, 0));
    }
}
