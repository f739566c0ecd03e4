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

/** A call is counted although its subject moves to other words, with room for permits, at the same time. */
public final class GrowStress {

    private static final Quota QUOTA = Quota.of(Limit.requests("rpm", 10, Limits.MINUTE));

    private GrowStress() {}

    /** The first permit of a known subject, against a call without one. */
    @JCStressTest
    @State
    @Outcome(id = "true, true, 7", expect = ACCEPTABLE, desc = "All three calls are counted.")
    @Outcome(expect = FORBIDDEN, desc = "A call is lost on the way, or counted twice.")
    public static class AcquireTry {

        private final LocalRateLimiter limiter = Limits.limiter().build();
        private final Subjects subjects = Subjects.of("s", QUOTA);

        public AcquireTry() {
            limiter.tryAcquire(subjects, Cost.request());
        }

        @Actor
        public void acquire(ZZJ_Result result) {
            result.r1 = limiter.acquire(subjects, Cost.request()).allowed();
        }

        @Actor
        public void take(ZZJ_Result result) {
            result.r2 = limiter.tryAcquire(subjects, Cost.request());
        }

        @Arbiter
        public void look(ZZJ_Result result) {
            result.r3 = Limits.left(limiter, subjects);
        }
    }

    /** The same where subjects are in an array, which one with permits leaves. */
    @JCStressTest
    @State
    @Outcome(id = "true, true, 7", expect = ACCEPTABLE, desc = "All three calls are counted.")
    @Outcome(expect = FORBIDDEN, desc = "A call is lost on the way, or counted twice.")
    public static class AcquireTrySlab {

        private final LocalRateLimiter limiter =
                Limits.limiter().slab(1).maximumSubjects(4).build();
        private final Subjects subjects = Subjects.of(7, QUOTA);

        public AcquireTrySlab() {
            limiter.tryAcquire(subjects, Cost.request());
        }

        @Actor
        public void acquire(ZZJ_Result result) {
            result.r1 = limiter.acquire(subjects, Cost.request()).allowed();
        }

        @Actor
        public void take(ZZJ_Result result) {
            result.r2 = limiter.tryAcquire(subjects, Cost.request());
        }

        @Arbiter
        public void look(ZZJ_Result result) {
            result.r3 = Limits.left(limiter, subjects);
        }
    }
}
