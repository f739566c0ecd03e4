// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.LimitedCalls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** P10: what a changed quota does. */
@PropertyDefaults(tries = 400)
class QuotaChangeProperties extends LimiterInTime {

    @Property
    void p10_afterAChange_neverMoreThanTheNewBurstAndRate(
            @ForAll("rateCalls") LimitedCalls history, @ForAll("rateQuotas") Quota changed) {
        int half = history.calls().size() / 2;
        for (LimitedCalls.Call call : history.calls().subList(0, half)) {
            ticker.advanceNanos(call.pauseNanos());
            limiter.tryAcquire(SUBJECT, history.quota(), call.reserved());
        }
        AdmittedCosts admitted = new AdmittedCosts(changed);
        for (LimitedCalls.Call call :
                history.calls().subList(half, history.calls().size())) {
            ticker.advanceNanos(call.pauseNanos());
            admitted.pass(call.pauseNanos());
            if (limiter.tryAcquire(SUBJECT, changed, call.reserved())) {
                admitted.add(call.reserved());
            }
        }
        admitted.assertWithinLimits();
    }

    @Property
    void p10_theTimeUntilALimitIsFull_isKept(
            @ForAll("rateCalls") LimitedCalls history, @ForAll("rateQuotas") Quota others) {
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            limiter.tryAcquire(SUBJECT, history.quota(), call.reserved());
        }
        List<LimitState> before = states(history.quota());
        Quota changed = atTheRatesOf(others, history.quota());
        List<LimitState> after = states(changed);
        limiter.tryAcquire(SUBJECT, changed, nothing());
        for (int i = 0; i < after.size(); i++) {
            long reset = before.get(i).resetAfterNanos();
            assertThat(after.get(i).resetAfterNanos()).isBetween(reset, reset + 1);
        }
        assertThat(states(changed)).isEqualTo(after);
    }

    /** As many limits as both have, each with the id and the count of the one and the rate of the other. */
    private static Quota atTheRatesOf(Quota others, Quota quota) {
        List<Limit> limits = new ArrayList<>();
        int size = Math.min(others.limits().size(), quota.limits().size());
        for (int i = 0; i < size; i++) {
            RateLimit rate = (RateLimit) others.limits().get(i);
            Limit limit = quota.limits().get(i);
            limits.add(new RateLimit(limit.id(), limit.counted(), rate.rate(), rate.burst(), false));
        }
        return Quota.of(limits.toArray(Limit[]::new));
    }

    @Property
    void p10_aHigherBurst_isThereAtOnce(@ForAll("exactRateCalls") LimitedCalls history) {
        List<Limit> higher = new ArrayList<>();
        for (Limit limit : history.quota().limits()) {
            RateLimit rate = (RateLimit) limit;
            higher.add(rate.burst(rate.burst() + Math.min(rate.burst(), Long.MAX_VALUE - rate.burst())));
        }
        Quota raised = Quota.of(higher.toArray(Limit[]::new));
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            limiter.tryAcquire(SUBJECT, history.quota(), call.reserved());
            List<LimitState> before = states(history.quota());
            List<LimitState> after = states(raised);
            for (int i = 0; i < after.size(); i++) {
                long more = raised.limits().get(i).most()
                        - history.quota().limits().get(i).most();
                assertThat(after.get(i).remaining()).isEqualTo(before.get(i).remaining() + more);
            }
        }
    }

    @Property
    void p10_theOrderOfLimits_doesNotMatter(@ForAll("calls") LimitedCalls history) {
        List<Limit> limits = new ArrayList<>(history.quota().limits());
        Collections.reverse(limits);
        Quota reversed = Quota.of(limits.toArray(Limit[]::new));
        Due due = new Due();
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            due.next();
            Quota quota = call.settledAfter() % 2 == 0 ? reversed : history.quota();
            Decision decision = limiter.acquire("now and then", quota, call.reserved());
            Decision expected = acquire(history.quota(), call.reserved());
            assertThat(decision.reason()).isEqualTo(expected.reason());
            assertThat(decision.retryAfterNanos()).isEqualTo(expected.retryAfterNanos());
            assertThat(nameless(decision.states())).containsExactlyInAnyOrderElementsOf(nameless(expected.states()));
            if (decision.allowed()) {
                due.in(call.settledAfter(), () -> {
                    end(decision.permit(), call);
                    end(expected.permit(), call);
                });
            }
        }
    }

    @Property
    void p10_limitsThatComeAndGo_leaveTheOthersAsTheyAre(@ForAll("calls") LimitedCalls history) {
        Quota first = Quota.of(history.quota().limits().get(0));
        Due due = new Due();
        for (LimitedCalls.Call call : history.calls()) {
            ticker.advanceNanos(call.pauseNanos());
            due.next();
            Quota quota = call.settledAfter() % 2 == 0 ? first : history.quota();
            Decision decision = limiter.acquire("now and then", quota, call.reserved());
            if (decision.allowed()) {
                Decision alone = acquire(first, call.reserved());
                assertThat(alone.allowed()).isTrue();
                due.in(call.settledAfter(), () -> {
                    end(decision.permit(), call);
                    end(alone.permit(), call);
                });
            }
            assertThat(nameless(states("now and then", first))).isEqualTo(nameless(states(first)));
        }
    }

    @Provide
    Arbitrary<LimitedCalls> calls() {
        return Generators.limitedCalls(Generators.quotas());
    }

    @Provide
    Arbitrary<LimitedCalls> rateCalls() {
        return Generators.limitedCalls(Generators.rateQuotas());
    }

    @Provide
    Arbitrary<LimitedCalls> exactRateCalls() {
        return Generators.limitedCalls(Generators.exactRateQuotas());
    }

    @Provide
    Arbitrary<Quota> rateQuotas() {
        return Generators.rateQuotas();
    }
}
