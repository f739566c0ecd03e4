// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatermarkTest {

    private static CompletableFuture<Long> after(Watermark watermark, long sequence) {
        return watermark.after(sequence).toCompletableFuture();
    }

    private static void raise(Watermark watermark, long to) {
        watermark.raise(to);
        watermark.tell();
    }

    @Test
    void after_whatIsThere_isComplete() {
        Watermark watermark = new Watermark(7);
        assertThat(after(watermark, 0)).isCompletedWithValue(7L);
        assertThat(after(watermark, 6)).isCompletedWithValue(7L);
        assertThat(watermark.awaited()).isFalse();
    }

    @Test
    void after_whatIsToCome_completesOnceItIsPassed() {
        Watermark watermark = new Watermark(7);
        CompletableFuture<Long> next = after(watermark, 7);
        CompletableFuture<Long> later = after(watermark, 9);
        assertThat(watermark.awaited()).isTrue();
        raise(watermark, 9);
        assertThat(next).isCompletedWithValue(9L);
        assertThat(later).isNotDone();
        raise(watermark, 10);
        assertThat(later).isCompletedWithValue(10L);
        assertThat(watermark.awaited()).isFalse();
    }

    @Test
    void end_failsWhoWaitsAndWhoComes() {
        Watermark watermark = new Watermark(7);
        CompletableFuture<Long> next = after(watermark, 7);
        LedgerStoreException why = new LedgerStoreException("store is closed", true, null);
        watermark.end(why);
        watermark.end(new LedgerStoreException("another", true, null));
        for (CompletableFuture<Long> failed : List.of(next, after(watermark, 0))) {
            assertThatThrownBy(failed::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(why);
        }
    }

    @Test
    void waiters_areBounded_andThoseWhoLeftMakeRoom() {
        Watermark watermark = new Watermark(0, 100);
        List<CompletableFuture<Long>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(after(watermark, i));
        }
        assertThat(after(watermark, 0))
                .failsWithin(0, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .withMessage("too many wait for events: waiters=100");
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        waiting.get(50).cancel(false);
        assertThat(after(watermark, 0)).isNotDone();
        assertThat(after(watermark, 0)).isCompletedExceptionally();
    }

    @Test
    void waiters_whoComeAndGo_leaveNothingBehind() {
        Watermark watermark = new Watermark(0, 10);
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<Long> gone = after(watermark, 0);
            assertThat(gone).isNotDone();
            gone.cancel(false);
        }
        CompletableFuture<Long> last = after(watermark, 0);
        raise(watermark, 1);
        assertThat(last).isCompletedWithValue(1L);
    }
}
