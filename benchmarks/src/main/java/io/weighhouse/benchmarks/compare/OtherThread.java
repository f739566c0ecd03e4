// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import org.jspecify.annotations.Nullable;

/** Runs a body once on a thread of its own and keeps what came of it; read after {@link #join()}. */
final class OtherThread extends Thread {

    private static final Gauges GAUGES = Gauges.ofThisProcess();

    private final Body body;
    private final int iterations;
    private long sum;
    private long cpuNanos;
    private @Nullable Exception failure;

    OtherThread(Body body, int iterations) {
        super("benchmarks-other");
        this.body = body;
        this.iterations = iterations;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            sum = iterations > 0 ? body.run(iterations) : 0;
            cpuNanos = GAUGES.threadCpuNanos();
        } catch (Exception failed) {
            failure = failed;
        }
    }

    long sum() throws Exception {
        if (failure != null) {
            throw failure;
        }
        return sum;
    }

    /** CPU time of the whole thread. */
    long cpuNanos() {
        return cpuNanos;
    }
}
