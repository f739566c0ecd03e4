// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.LimitedCalls;
import java.time.Duration;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/**
 * A limiter in memory and the plain model of one, side by side: whatever is done to both, they tell the same.
 *
 * <p>That is so for rates of which a permit is a whole number of 16ths of a nanosecond or of something coarser, and as long
 * as each call is remembered for itself.
 */
@PropertyDefaults(tries = 400)
class LimiterModelProperties extends LimiterInTime {

    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofSeconds(30);

    @Property
    void p2_everyKindOfLimit_isDecidedToldAndSettledAsByTheModel(
            @ForAll("calls") LimitedCalls history, @ForAll("quotas") Quota another) {
        new Pair(LONG).run(history, another);
    }

    @Property
    void p2_permitsOfAShortLife_areSettledAsByTheModel(
            @ForAll("calls") LimitedCalls history, @ForAll("quotas") Quota another) {
        new Pair(SHORT).run(history, another);
    }

    /** Both limiters, and the calls that are open in both. */
    private final class Pair {

        private final Roster roster = new Roster();
        private final RateLimiter model;
        private final RateLimiter tested;
        private final Due due = new Due();

        Pair(Duration permitTimeToLive) {
            model = new NaiveRateLimiter(roster, ticker, clock).permitTimeToLive(permitTimeToLive);
            tested = RateLimiter.local()
                    .ticker(ticker)
                    .clock(clock)
                    .permitTimeToLive(permitTimeToLive)
                    .nonDurable()
                    .build();
        }

        void run(LimitedCalls history, Quota another) {
            for (LimitedCalls.Call call : history.calls()) {
                ticker.advanceNanos(call.pauseNanos());
                due.next();
                Subjects subjects = subjects(call, history.quota(), another);
                assertSame(tested.peek(subjects, call.actual()), model.peek(subjects, call.actual()));
                take(subjects, call);
                assertSame(tested.peek(subjects, nothing()), model.peek(subjects, nothing()));
            }
            for (int i = 0; i < 13; i++) {
                due.next();
                Subjects both = roster.and(roster.subjects(SUBJECT, history.quota()), "org", another);
                assertSame(tested.peek(both, nothing()), model.peek(both, nothing()));
            }
        }

        private Subjects subjects(LimitedCalls.Call call, Quota quota, Quota another) {
            Subjects one = roster.subjects(SUBJECT, quota);
            return call.settledAfter() % 3 == 0 ? roster.and(one, "org", another) : one;
        }

        private void take(Subjects subjects, LimitedCalls.Call call) {
            if (call.settledAfter() == 12 && call.pauseNanos() == 0) {
                tested.reset(subjects);
                model.reset(subjects);
            }
            Cost cost = call.reserved();
            Decision decision = tested.acquire(subjects, cost);
            Decision expected = model.acquire(subjects, cost);
            assertSame(decision, expected);
            if (decision.allowed()) {
                Permit permit = decision.permit();
                Permit modelled = expected.permit();
                due.in(call.settledAfter() % 7, () -> {
                    end(permit, call);
                    end(modelled, call);
                });
            }
        }
    }

    @Provide
    Arbitrary<LimitedCalls> calls() {
        return Generators.limitedCalls(Generators.exactQuotas());
    }

    @Provide
    Arbitrary<Quota> quotas() {
        return Generators.exactQuotas();
    }
}
