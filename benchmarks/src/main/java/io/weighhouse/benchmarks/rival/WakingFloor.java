// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What no store with one writing thread can be faster than for callers who block: each asks the thread and is woken by it,
 * and nothing is done in between.
 *
 * <p>This class is thread-safe.
 */
public final class WakingFloor implements Closeable {

    private final LinkedBlockingQueue<CompletableFuture<Boolean>> asked = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::answer, "benchmarks-waking");

    /** Starts the thread. */
    public WakingFloor() {
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Asks, and waits for the answer.
     *
     * @return true
     */
    public boolean ask() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer.join();
    }

    /** Ends the thread; whoever asks afterwards waits for ever. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void answer() {
        List<CompletableFuture<Boolean>> together = new ArrayList<>();
        try {
            while (true) {
                together.add(asked.take());
                asked.drainTo(together);
                together.forEach(answer -> answer.complete(true));
                together.clear();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
