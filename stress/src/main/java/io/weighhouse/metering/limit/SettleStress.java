// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** What is given back and what is taken are both counted, in whichever order. */
public final class SettleStress {

    private static final Quota QUOTA = Quota.of(Limit.tokens("tpm", 100, Limits.MINUTE));

    private SettleStress() {}

    /** 40 of 100 are reserved and settled at 10, while another call takes 20. */
    @JCStressTest
    @State
    @Outcome(id = "true, 70", expect = ACCEPTABLE, desc = "10 and 20 are used.")
    @Outcome(expect = FORBIDDEN, desc = "What was taken or given back is lost.")
    public static class SettleTake {

        private final LocalRateLimiter limiter = Limits.limiter().build();
        private final Subjects subjects = Subjects.of("s", QUOTA);
        private final Permit permit =
                limiter.acquire(subjects, Cost.of(1, 40, 0)).permit();

        @Actor
        public void settle() {
            permit.settle(Cost.of(1, 10, 0));
        }

        @Actor
        public void take(ZJ_Result result) {
            result.r1 = limiter.tryAcquire(subjects, Cost.of(1, 20, 0));
        }

        @Arbiter
        public void look(ZJ_Result result) {
            result.r2 = Limits.left(limiter, subjects);
        }
    }

    /** Two permits of 40 are settled at 10 and 50: one gives back, the other one owes. */
    @JCStressTest
    @State
    @Outcome(id = "40", expect = ACCEPTABLE, desc = "10 and 50 are used.")
    @Outcome(expect = FORBIDDEN, desc = "What was given back or overrun is lost, or counted twice.")
    public static class SettleSettle {

        private final LocalRateLimiter limiter = Limits.limiter().build();
        private final Subjects subjects = Subjects.of("s", QUOTA);
        private final Permit saving =
                limiter.acquire(subjects, Cost.of(1, 40, 0)).permit();
        private final Permit owing =
                limiter.acquire(subjects, Cost.of(1, 40, 0)).permit();

        @Actor
        public void settle() {
            saving.settle(Cost.of(1, 10, 0));
        }

        @Actor
        public void settleToo() {
            owing.settle(Cost.of(1, 50, 0));
        }

        @Arbiter
        public void look(J_Result result) {
            result.r1 = Limits.left(limiter, subjects);
        }
    }

    /** One permit of 40 is ended twice. */
    @JCStressTest
    @State
    @Outcome(
            id = {"90", "100"},
            expect = ACCEPTABLE,
            desc = "It was settled at 10, or released.")
    @Outcome(expect = FORBIDDEN, desc = "It ended twice, or not at all.")
    public static class SettleRelease {

        private final LocalRateLimiter limiter = Limits.limiter().build();
        private final Subjects subjects = Subjects.of("s", QUOTA);
        private final Permit permit =
                limiter.acquire(subjects, Cost.of(1, 40, 0)).permit();

        @Actor
        public void settle() {
            permit.settle(Cost.of(1, 10, 0));
        }

        @Actor
        public void release() {
            permit.release();
        }

        @Arbiter
        public void look(J_Result result) {
            result.r1 = Limits.left(limiter, subjects);
        }
    }
}
