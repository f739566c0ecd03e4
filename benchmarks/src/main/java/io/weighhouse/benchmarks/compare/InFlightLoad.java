// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One thread that starts operations, as long as not too many are outstanding; it stops when one has failed. */
final class InFlightLoad implements Load {

    private final int most;
    private final Submission submission;
    private long next;

    InFlightLoad(int most, Submission submission) {
        this.most = most;
        this.submission = submission;
    }

    @Override
    public void run(int operations, Latencies latencies) throws Exception {
        Semaphore free = new Semaphore(most);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < operations && failure.get() == null; i++) {
            free.acquire();
            long start = System.nanoTime();
            submission.start(next++).whenComplete((done, failed) -> {
                latencies.record(System.nanoTime() - start, 1);
                if (failed != null) {
                    failure.compareAndSet(null, failed);
                }
                free.release();
            });
        }
        free.acquire(most);
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("an operation in flight failed: " + failed.getMessage(), failed);
        }
    }
}
