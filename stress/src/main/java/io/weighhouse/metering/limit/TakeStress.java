// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** Of two who take the last one, one gets it. */
public final class TakeStress {

    private static final Quota QUOTA = Quota.of(Limit.requests("rpm", 2, Limits.MINUTE));

    private TakeStress() {}

    /** Two calls without permits, of a subject that is known. */
    @JCStressTest
    @State
    @Outcome(
            id = {"true, false, 0", "false, true, 0"},
            expect = ACCEPTABLE,
            desc = "One of them was admitted.")
    @Outcome(expect = FORBIDDEN, desc = "Both were admitted, or neither, or the count is wrong.")
    public static class TryTry {

        private final LocalRateLimiter limiter = Limits.limiter().build();
        private final Subjects subjects = Subjects.of("s", QUOTA);

        public TryTry() {
            limiter.acquire(subjects, Cost.request()).permit().close();
        }

        @Actor
        public void take(ZZJ_Result result) {
            result.r1 = limiter.tryAcquire(subjects, Cost.request());
        }

        @Actor
        public void takeToo(ZZJ_Result result) {
            result.r2 = limiter.tryAcquire(subjects, Cost.request());
        }

        @Arbiter
        public void look(ZZJ_Result result) {
            result.r3 = Limits.left(limiter, subjects);
        }
    }

    /** Two calls of the same two subjects, of which one has the last one, named in either order. */
    @JCStressTest
    @State
    @Outcome(
            id = {"true, false, 1", "false, true, 1"},
            expect = ACCEPTABLE,
            desc = "One of them was admitted, and the other one took nothing.")
    @Outcome(expect = FORBIDDEN, desc = "Both were admitted, or neither, or a refusal took something.")
    public static class BothBoth {

        private final LocalRateLimiter limiter = Limits.limiter().build();
        private final Subjects full = Subjects.of("a", QUOTA);

        public BothBoth() {
            limiter.acquire("b", QUOTA, Cost.request()).permit().close();
        }

        @Actor
        public void take(ZZJ_Result result) {
            result.r1 = limiter.acquire(full.and("b", QUOTA), Cost.request()).allowed();
        }

        @Actor
        public void takeToo(ZZJ_Result result) {
            result.r2 = limiter.acquire(Subjects.of("b", QUOTA).and("a", QUOTA), Cost.request())
                    .allowed();
        }

        @Arbiter
        public void look(ZZJ_Result result) {
            result.r3 = Limits.left(limiter, full);
        }
    }
}
