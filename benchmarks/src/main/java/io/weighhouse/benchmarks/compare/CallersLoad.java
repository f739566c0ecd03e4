// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that take the next batch of operations until none is left; the first to fail stops all. */
final class CallersLoad implements Load {

    /** Threads stay for the next turn, so that starting them is in no figure, and go when there is none. */
    private static final int IDLE_SECONDS = 120;

    private final int callers;
    private final int size;
    private final Batch batch;
    private final ExecutorService threads;
    private final AtomicLong next = new AtomicLong();

    CallersLoad(int callers, int size, Batch batch) {
        this.callers = callers;
        this.size = size;
        this.batch = batch;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                callers, callers, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), CallersLoad::daemon);
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
    }

    @Override
    public void run(int operations, Latencies latencies) throws Exception {
        Turn turn = new Turn(next.get() + operations, latencies, new AtomicBoolean());
        if (callers == 1) {
            call(turn);
            return;
        }
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            calls.add(() -> call(turn));
        }
        for (Future<Boolean> call : threads.invokeAll(calls)) {
            try {
                call.get();
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof Exception cause ? cause : failed;
            }
        }
    }

    private record Turn(long end, Latencies latencies, AtomicBoolean failed) {}

    private boolean call(Turn turn) throws Exception {
        boolean done = false;
        try {
            for (long first = take(turn); first >= 0 && !turn.failed.get(); first = take(turn)) {
                long start = System.nanoTime();
                batch.run(first, size);
                turn.latencies.record(System.nanoTime() - start, size);
            }
            done = true;
        } finally {
            if (!done) {
                turn.failed.set(true);
            }
        }
        return done;
    }

    /** The first number of a batch, or -1 when there is no more to do. */
    private long take(Turn turn) {
        long first = next.get();
        while (first < turn.end) {
            if (next.compareAndSet(first, first + size)) {
                return first;
            }
            first = next.get();
        }
        return -1;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "benchmarks-caller");
        thread.setDaemon(true);
        return thread;
    }
}
