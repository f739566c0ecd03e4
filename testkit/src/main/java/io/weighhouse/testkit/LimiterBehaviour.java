// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.opentest4j.AssertionFailedError;

/** The setting of the limiter's contract: a limiter, a ticker that takes its clock along, and a team with limits. */
abstract class LimiterBehaviour {

    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    static final long SECOND = 1_000_000_000L;

    static final RateLimit RPM = Limit.requests("rpm", 60, MINUTE);
    static final RateLimit TPM = Limit.tokens("tpm", 6_000, MINUTE);
    static final Quota RPM_AND_TPM = Quota.of(RPM, TPM);

    final ManualClock clock = new ManualClock();
    final ManualTicker ticker = new ManualTicker(clock);
    RateLimiter limiter;

    abstract RateLimiterContract contract();

    @BeforeEach
    final void makeLimiter() {
        limiter = contract().newLimiter(ticker, clock);
    }

    final Subjects team(Quota quota) {
        return contract().subjects("7", quota);
    }

    final Subjects another(String name, Quota quota) {
        return contract().subjects(name, quota);
    }

    static Cost requests(long number) {
        return Cost.of(number, 0, 0);
    }

    final boolean take(Quota quota, Cost cost) {
        return limiter.tryAcquire(team(quota), cost);
    }

    final Decision acquire(Quota quota, Cost cost) {
        return limiter.acquire(team(quota), cost);
    }

    /** Takes a cost that must pass, with its permit. */
    final Decision admitted(Quota quota, Cost cost) {
        return assertAdmitted(acquire(quota, cost));
    }

    /** Asks for a cost that must not pass now. */
    final Decision refused(Quota quota, Cost cost) {
        return assertLimited(acquire(quota, cost));
    }

    static Decision assertAdmitted(Decision decision) {
        assertThat(decision.reason()).as("%s", decision).isEqualTo(Decision.Reason.ADMITTED);
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.binding()).isNull();
        assertThat(decision.retryAfterNanos()).isZero();
        return decision;
    }

    static Decision assertLimited(Decision decision) {
        assertThat(decision.reason()).as("%s", decision).isEqualTo(Decision.Reason.LIMITED);
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.neverAdmissible()).isFalse();
        assertThat(decision.retryAfterNanos()).isPositive();
        assertThat(decision.states()).contains(binding(decision));
        return decision;
    }

    static LimitState binding(Decision decision) {
        LimitState binding = decision.binding();
        if (binding == null) {
            throw new AssertionFailedError("must have a binding limit: " + decision);
        }
        return binding;
    }

    static Limit bindingLimit(Decision decision) {
        return binding(decision).limit();
    }

    /** Waits as long as a refusal says; the call passes then, and a nanosecond before it does not. */
    final Decision admittedExactlyAfter(long nanos, Quota quota, Cost cost) {
        assertThat(refused(quota, cost).retryAfterNanos()).isEqualTo(nanos);
        ticker.advanceNanos(nanos - 1);
        assertThat(refused(quota, cost).retryAfterNanos()).isEqualTo(1);
        ticker.advanceNanos(1);
        return admitted(quota, cost);
    }

    /** How the team's limits stand; quotas are of limits that every cost has. */
    final List<LimitState> states(Quota quota) {
        return limiter.peek(team(quota), Cost.none()).states();
    }

    final List<Long> remaining(Quota quota) {
        return states(quota).stream().map(LimitState::remaining).toList();
    }

    final List<Long> resets(Quota quota) {
        return states(quota).stream().map(LimitState::resetAfterNanos).toList();
    }

    final LimitState state(Quota quota, int index, long remaining, long resetAfterNanos) {
        String subject = team(quota).names().get(0);
        return new LimitState(subject, quota.limits().get(index), remaining, resetAfterNanos);
    }
}
