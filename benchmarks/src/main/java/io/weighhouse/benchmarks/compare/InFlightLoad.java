// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread that starts operations, as long as not too many are outstanding; it stops when one has failed.
 *
 * <p>When the most are outstanding it sleeps until a quarter of them is done: a caller that is woken for every single one
 * would measure the waking.
 */
final class InFlightLoad implements Load {

    private final int most;
    private final int wakeAt;
    private final Submission submission;
    private long next;

    InFlightLoad(int most, Submission submission) {
        this.most = most;
        wakeAt = most - Math.max(1, most / 4);
        this.submission = submission;
    }

    @Override
    public void run(int operations, Latencies latencies) throws Exception {
        Thread caller = Thread.currentThread();
        AtomicInteger outstanding = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < operations && failure.get() == null; i++) {
            if (outstanding.get() >= most) {
                await(outstanding, wakeAt);
            }
            outstanding.incrementAndGet();
            long start = System.nanoTime();
            submission.start(next++).whenComplete((done, failed) -> {
                latencies.record(System.nanoTime() - start, 1);
                if (failed != null) {
                    failure.compareAndSet(null, failed);
                }
                int left = outstanding.decrementAndGet();
                if (left == wakeAt || left == 0) {
                    LockSupport.unpark(caller);
                }
            });
        }
        await(outstanding, 0);
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("an operation in flight failed: " + failed.getMessage(), failed);
        }
    }

    private void await(AtomicInteger outstanding, int atMost) {
        while (outstanding.get() > atMost) {
            LockSupport.park(this);
        }
    }
}
