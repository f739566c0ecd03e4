// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Operations that are due at fixed times, whether or not those before have been answered.
 *
 * <p>What an operation took is counted from when it was due, so that one that is slow does not keep the later ones from being
 * seen to wait.
 */
final class PacedLoad implements Load {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Load callers;
    private final long interval;
    private final Operation operation;
    private final AtomicLong next = new AtomicLong();
    private volatile Turn turn = new Turn(0, new Latencies());

    private record Turn(long start, Latencies latencies) {}

    PacedLoad(int perSecond, int callers, Operation operation) {
        interval = NANOS_PER_SECOND / perSecond;
        this.operation = operation;
        this.callers = Load.callers(callers, sequence -> runWhenDue());
    }

    @Override
    public void run(int operations, Latencies latencies) throws Exception {
        next.set(0);
        turn = new Turn(System.nanoTime(), latencies);
        // What the callers themselves count begins when they ask, and would hide how late that is.
        callers.run(operations, new Latencies());
    }

    private void runWhenDue() throws Exception {
        Turn now = turn;
        long number = next.getAndIncrement();
        long due = now.start + number * interval;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        operation.run(number);
        now.latencies.record(System.nanoTime() - due, 1);
    }
}
