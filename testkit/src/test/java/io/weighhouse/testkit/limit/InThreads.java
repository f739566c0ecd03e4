// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work in several threads that begin together. */
final class InThreads {

    /** What one thread does. */
    @FunctionalInterface
    interface Work {

        void run(int thread, SplittableRandom random) throws Exception;
    }

    private InThreads() {}

    /** Runs it and waits for all; fails as the first thread that did. */
    static void run(int threads, Work work) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier begin = new CyclicBarrier(threads);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                ends.add(pool.submit(() -> {
                    begin.await();
                    work.run(thread, new SplittableRandom(thread));
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError("a thread failed", failed.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
