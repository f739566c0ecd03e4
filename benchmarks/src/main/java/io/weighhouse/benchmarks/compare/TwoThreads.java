// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

/** Two bodies at once, half of the iterations each, and the CPU time that the second took on its own thread. */
final class TwoThreads implements Body {

    private final Body here;
    private final Body there;
    private long otherCpuNanos;

    TwoThreads(Body here, Body there) {
        this.here = here;
        this.there = there;
    }

    @Override
    public long run(int iterations) throws Exception {
        OtherThread other = new OtherThread(there, iterations / 2);
        other.start();
        long sum = here.run(iterations - iterations / 2);
        other.join();
        otherCpuNanos += other.cpuNanos();
        return sum + other.sum();
    }

    /** CPU time of the other threads, in all runs so far. */
    long otherCpuNanos() {
        return otherCpuNanos;
    }
}
