// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

/** Gauges that only a test moves: a body that takes time says so here. */
final class ManualGauges implements Gauges {

    private long nanos;
    private long otherThreadsNanos;
    private long bytes;

    /** A body whose iterations take this much of the measuring thread. */
    Body taking(long nanosPerOp, long bytesPerOp) {
        return iterations -> {
            nanos += nanosPerOp * iterations;
            bytes += bytesPerOp * iterations;
            return iterations;
        };
    }

    /** A body whose iterations take this much of another thread. */
    Body takingElsewhere(long nanosPerOp) {
        return iterations -> {
            otherThreadsNanos += nanosPerOp * iterations;
            return iterations;
        };
    }

    @Override
    public long wallNanos() {
        return nanos + otherThreadsNanos;
    }

    @Override
    public long threadCpuNanos() {
        return nanos;
    }

    @Override
    public long processCpuNanos() {
        return nanos + otherThreadsNanos;
    }

    @Override
    public long threadAllocatedBytes() {
        return bytes;
    }
}
