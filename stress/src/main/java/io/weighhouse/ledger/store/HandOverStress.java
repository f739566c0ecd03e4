// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** No ticket is lost or turned round on its way to the taker, and the taker is never asleep with one there. */
public final class HandOverStress {

    private HandOverStress() {}

    /** Two threads leave, and all is taken afterwards. */
    @JCStressTest
    @State
    @Outcome(
            id = {"123", "132", "312"},
            expect = ACCEPTABLE,
            desc = "All three are there, and 1 is before 2, which the same thread left later.")
    @Outcome(expect = FORBIDDEN, desc = "A ticket is lost, is there twice, or overtook another of its thread.")
    public static class LeaveLeave {

        private final HandOver handOver = new HandOver();

        @Actor
        public void leaveTwo() {
            handOver.leave(Taker.ticket(1));
            handOver.leave(Taker.ticket(2));
        }

        @Actor
        public void leaveOne() {
            handOver.leave(Taker.ticket(3));
        }

        @Arbiter
        public void takeAll(L_Result result) {
            result.r1 = Taker.taken(handOver);
        }
    }

    /** One thread leaves while another takes twice; the rest is taken afterwards. */
    @JCStressTest
    @State
    @Outcome(id = "-, -, 12", expect = ACCEPTABLE, desc = "The taker was before both.")
    @Outcome(
            id = {"-, 1, 2", "1, -, 2"},
            expect = ACCEPTABLE,
            desc = "The taker took the first one, the second came later.")
    @Outcome(id = "1, 2, -", expect = ACCEPTABLE, desc = "The taker took one each time.")
    @Outcome(
            id = {"-, 12, -", "12, -, -"},
            expect = ACCEPTABLE,
            desc = "The taker took both at once, the first one first.")
    @Outcome(expect = FORBIDDEN, desc = "A ticket is lost, is there twice, or overtook the other.")
    public static class LeaveTake {

        private final HandOver handOver = new HandOver();

        @Actor
        public void leaveTwo() {
            handOver.leave(Taker.ticket(1));
            handOver.leave(Taker.ticket(2));
        }

        @Actor
        public void takeTwice(LLL_Result result) {
            result.r1 = Taker.taken(handOver);
            result.r2 = Taker.taken(handOver);
        }

        @Arbiter
        public void takeRest(LLL_Result result) {
            result.r3 = Taker.taken(handOver);
        }
    }

    /** Two threads leave while a third takes; the rest is taken afterwards. Needs three processors. */
    @JCStressTest
    @State
    @Outcome(
            id = {"-, 123", "-, 132", "-, 312"},
            expect = ACCEPTABLE,
            desc = "The taker was before all of them.")
    @Outcome(
            id = {"1, 23", "1, 32", "3, 12"},
            expect = ACCEPTABLE,
            desc = "The taker took the first one of one thread.")
    @Outcome(
            id = {"12, 3", "13, 2", "31, 2"},
            expect = ACCEPTABLE,
            desc = "The taker took two, and the third came later.")
    @Outcome(
            id = {"123, -", "132, -", "312, -"},
            expect = ACCEPTABLE,
            desc = "The taker took all of them, and 1 before 2.")
    @Outcome(expect = FORBIDDEN, desc = "A ticket is lost, is there twice, or overtook another of its thread.")
    public static class LeaveLeaveTake {

        private final HandOver handOver = new HandOver();

        @Actor
        public void leaveTwo() {
            handOver.leave(Taker.ticket(1));
            handOver.leave(Taker.ticket(2));
        }

        @Actor
        public void leaveOne() {
            handOver.leave(Taker.ticket(3));
        }

        @Actor
        public void take(LL_Result result) {
            result.r1 = Taker.taken(handOver);
        }

        @Arbiter
        public void takeRest(LL_Result result) {
            result.r2 = Taker.taken(handOver);
        }
    }

    /** One thread leaves two while the taker sleeps, is about to, or wakes up. */
    @JCStressTest
    @State
    @Outcome(id = "12, in time", expect = ACCEPTABLE, desc = "The taker got both in order and was not left asleep.")
    @Outcome(expect = FORBIDDEN, desc = "The taker slept on although a ticket was there, or took it wrongly.")
    public static class LeaveAwait {

        private final HandOver handOver = new HandOver();

        @Actor
        public void leaveTwo() {
            handOver.leave(Taker.ticket(1));
            handOver.leave(Taker.ticket(2));
        }

        @Actor
        public void takeBoth(LL_Result result) {
            Taker taker = new Taker(handOver);
            result.r1 = taker.takeUntil(2);
            result.r2 = taker.woken();
        }
    }

    /** Two threads leave while the taker sleeps, so that one may take its mark away late. Needs three processors. */
    @JCStressTest
    @State
    @Outcome(
            id = {"12, in time", "21, in time"},
            expect = ACCEPTABLE,
            desc = "The taker got both and was not left asleep, whoever of the two woke it.")
    @Outcome(expect = FORBIDDEN, desc = "The taker slept on although a ticket was there, or took it wrongly.")
    public static class LeaveLeaveAwait {

        private final HandOver handOver = new HandOver();

        @Actor
        public void leaveOne() {
            handOver.leave(Taker.ticket(1));
        }

        @Actor
        public void leaveAnother() {
            handOver.leave(Taker.ticket(2));
        }

        @Actor
        public void takeBoth(LL_Result result) {
            Taker taker = new Taker(handOver);
            result.r1 = taker.takeUntil(2);
            result.r2 = taker.woken();
        }
    }

    /** It is closed while the taker sleeps or is about to. */
    @JCStressTest
    @State
    @Outcome(id = "-, in time", expect = ACCEPTABLE, desc = "The taker saw that it is closed and was not left asleep.")
    @Outcome(expect = FORBIDDEN, desc = "The taker slept on although it is closed.")
    public static class CloseAwait {

        private final HandOver handOver = new HandOver();

        @Actor
        public void close() {
            handOver.close();
        }

        @Actor
        public void take(LL_Result result) {
            Taker taker = new Taker(handOver);
            result.r1 = taker.takeUntilClosed();
            result.r2 = taker.woken();
        }
    }

    /** A thread leaves one and closes. */
    @JCStressTest
    @State
    @Outcome(id = "1, in time", expect = ACCEPTABLE, desc = "The taker got what was left before closing, and ended.")
    @Outcome(expect = FORBIDDEN, desc = "What was left before closing is lost, or the taker slept on.")
    public static class LeaveCloseAwait {

        private final HandOver handOver = new HandOver();

        @Actor
        public void leaveAndClose() {
            handOver.leave(Taker.ticket(1));
            handOver.close();
        }

        @Actor
        public void take(LL_Result result) {
            Taker taker = new Taker(handOver);
            result.r1 = taker.takeUntilClosed();
            result.r2 = taker.woken();
        }
    }
}
