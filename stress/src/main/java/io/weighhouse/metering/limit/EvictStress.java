// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/** Of the only place that there is, a call that was admitted is never forgotten. */
public final class EvictStress {

    private static final Quota QUOTA = Quota.of(Limit.requests("rpm", 2, Limits.MINUTE));

    private EvictStress() {}

    /** A newcomer wants the place of a subject that is as if it had never called, while that one calls. */
    @JCStressTest
    @State
    @Outcome(
            id = "true, false, 1, 2",
            expect = ACCEPTABLE,
            desc = "The subject kept its place, and the newcomer has none.")
    @Outcome(
            id = "false, true, 2, 1",
            expect = ACCEPTABLE,
            desc = "The newcomer has the place, and the subject has none.")
    @Outcome(expect = FORBIDDEN, desc = "Both were admitted, or neither, or a call that was admitted is forgotten.")
    public static class NewcomerTake {

        private final LocalRateLimiter limiter =
                Limits.limiter().maximumSubjects(1).build();
        private final Subjects drained = Subjects.of("drained", QUOTA);
        private final Subjects newcomer = Subjects.of("newcomer", QUOTA);

        public NewcomerTake() {
            limiter.acquire(drained, Cost.request()).permit().release();
        }

        @Actor
        public void take(LLLL_Result result) {
            result.r1 = limiter.tryAcquire(drained, Cost.request());
        }

        @Actor
        public void come(LLLL_Result result) {
            result.r2 = limiter.tryAcquire(newcomer, Cost.request());
        }

        @Arbiter
        public void look(LLLL_Result result) {
            result.r3 = Limits.left(limiter, drained);
            result.r4 = Limits.left(limiter, newcomer);
        }
    }
}
