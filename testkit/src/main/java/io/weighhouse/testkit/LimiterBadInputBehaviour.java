// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import org.junit.jupiter.api.Test;

/** What a limiter does with mistakes: it names them, and takes nothing. */
abstract class LimiterBadInputBehaviour extends LimiterBehaviour {

    private static final Counted IMAGES = Counted.named("images");
    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final Quota WITH_IMAGES = Quota.of(RPM, Limit.rate("images", IMAGES, 10, MINUTE));

    private Subjects subjects() {
        return team(WITH_IMAGES);
    }

    private void assertNothingTaken() {
        assertThat(limiter.peek(subjects(), Cost.request().and(IMAGES, 0)).states())
                .containsExactly(state(WITH_IMAGES, 0, 60, 0), state(WITH_IMAGES, 1, 10, 0));
    }

    @Test
    void acquire_ofACostThatDoesNotStateWhatIsCounted_namesIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limiter.acquire(subjects(), Cost.request()))
                .withMessageContaining("images");
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(subjects(), Cost.request()));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.peek(subjects(), Cost.request()));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.awaitAcquire(subjects(), Cost.request(), MINUTE));
        assertNothingTaken();
    }

    @Test
    void acquire_ofACostInAnotherUnit_namesTheOneThatIsMissing() {
        Quota quota = Quota.of(RPM, Limit.rate("spend", Counted.money(CREDIT), 1_000_000, MINUTE));
        Cost other = Cost.request().and(Amount.of("1", Unit.of("CREDIT", 9)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limiter.acquire(team(quota), other))
                .withMessageContaining("CREDIT/6");
        Cost right = other.and(Amount.of("1", CREDIT));
        assertThat(limiter.acquire(team(quota), right).allowed()).isTrue();
    }

    @Test
    void acquire_withOneSubjectWhoseCountIsNotStated_takesNothingFromTheOthers() {
        Subjects both =
                contract().and(subjects(), "8", Quota.of(Limit.rate("pages", Counted.named("pages"), 1, MINUTE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limiter.acquire(both, Cost.request().and(IMAGES, 1)))
                .withMessageContaining("pages");
        assertNothingTaken();
    }

    @Test
    void tryAcquire_ofACallInFlight_isAMistake() {
        Quota quota = Quota.of(RPM, Limit.inFlight("parallel", 8, TEN_MINUTES));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> take(quota, Cost.request()))
                .withMessageContaining("parallel");
        assertThat(remaining(quota)).containsExactly(60L, 8L);
    }

    @Test
    void settle_atACostThatDoesNotStateWhatIsCounted_leavesThePermitOpen() {
        Permit permit =
                limiter.acquire(subjects(), Cost.request().and(IMAGES, 10)).permit();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> permit.settle(Cost.none()))
                .withMessageContaining("images");
        permit.settle(Cost.none().and(IMAGES, 0));
        assertNothingTaken();
    }
}
