// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Nobody waits for an event that is there. */
public final class WatermarkStress {

    private static final long NOT_TOLD = -1;
    private static final long FAILED = -2;

    private WatermarkStress() {}

    /** As the journal's writer does it: who waits is told only if somebody may wait. */
    private static void raise(Watermark watermark, long to) {
        watermark.raise(to);
        if (watermark.awaited()) {
            watermark.tell();
        }
    }

    private static long told(CompletionStage<Long> stage) {
        CompletableFuture<Long> future = stage.toCompletableFuture();
        return future.isCompletedExceptionally() ? FAILED : future.getNow(NOT_TOLD);
    }

    /** Somebody asks for the next event while it comes. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Who asked for the event was told.")
    @Outcome(id = "-1", expect = FORBIDDEN, desc = "Who asked waits for an event that is there.")
    @Outcome(expect = FORBIDDEN, desc = "Who asked was told something else.")
    public static class RaiseAfter {

        private final Watermark watermark = new Watermark(0);
        private CompletionStage<Long> asked = CompletableFuture.completedFuture(NOT_TOLD);

        @Actor
        public void raise() {
            WatermarkStress.raise(watermark, 1);
        }

        @Actor
        public void ask() {
            asked = watermark.after(0);
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = told(asked);
        }
    }

    /** Somebody asks for the next event, and for the one after it, while both come. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Each was told of its event as it came.")
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Both were told when both events were there.")
    @Outcome(expect = FORBIDDEN, desc = "Who asked waits for an event that is there, or was told something else.")
    public static class RaiseTwiceAfterTwice {

        private final Watermark watermark = new Watermark(0);
        private CompletionStage<Long> first = CompletableFuture.completedFuture(NOT_TOLD);
        private CompletionStage<Long> second = CompletableFuture.completedFuture(NOT_TOLD);

        @Actor
        public void raise() {
            WatermarkStress.raise(watermark, 1);
            WatermarkStress.raise(watermark, 2);
        }

        @Actor
        public void ask() {
            first = watermark.after(0);
            second = watermark.after(1);
        }

        @Arbiter
        public void look(LL_Result result) {
            result.r1 = told(first);
            result.r2 = told(second);
        }
    }

    /** One asks for an event that comes, another for one that was there. Needs three processors. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "Both were told, and the one with an answer at once did not hide the other.")
    @Outcome(expect = FORBIDDEN, desc = "Who asked waits for an event that is there, or was told something else.")
    public static class RaiseAfterAfter {

        private final Watermark watermark = new Watermark(0);
        private CompletionStage<Long> next = CompletableFuture.completedFuture(NOT_TOLD);
        private CompletionStage<Long> earlier = CompletableFuture.completedFuture(NOT_TOLD);

        @Actor
        public void raise() {
            WatermarkStress.raise(watermark, 1);
        }

        @Actor
        public void askForNext() {
            next = watermark.after(0);
        }

        @Actor
        public void askForEarlier() {
            earlier = watermark.after(-1);
        }

        @Arbiter
        public void look(LL_Result result) {
            result.r1 = told(next);
            result.r2 = told(earlier);
        }
    }

    /** Somebody asks while the end is told. */
    @JCStressTest
    @State
    @Outcome(id = "-2", expect = ACCEPTABLE, desc = "Who asked was told that there will be no more.")
    @Outcome(expect = FORBIDDEN, desc = "Who asked waits although there will be no more.")
    public static class EndAfter {

        private final Watermark watermark = new Watermark(0);
        private CompletionStage<Long> asked = CompletableFuture.completedFuture(NOT_TOLD);

        @Actor
        public void end() {
            watermark.end(new LedgerStoreException("store is closed", true, null));
        }

        @Actor
        public void ask() {
            asked = watermark.after(0);
        }

        @Arbiter
        public void look(L_Result result) {
            result.r1 = told(asked);
        }
    }
}
