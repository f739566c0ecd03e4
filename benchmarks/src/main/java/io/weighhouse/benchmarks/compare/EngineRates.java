// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.work.EngineTransfers;

/** Transfers straight through the engine, by the CPU time of the whole process, the collector's included. */
final class EngineRates {

    private static final int TURN = 1_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    /** So that the processor is in the same mood for both of a ratio, and the steps of its clock do not count. */
    private static final int TURNS_OF_A_RATIO = 4;

    private final Gauges gauges;

    EngineRates(Gauges gauges) {
        this.gauges = gauges;
    }

    /** For a second of one processor. */
    Figure.Reading perSecond(EngineTransfers work) {
        return () -> TURN * NANOS_PER_SECOND / nanosFor(work);
    }

    /** The first one's rate by the second one's. */
    Figure.Reading ratio(EngineTransfers one, EngineTransfers other) {
        return () -> {
            long nanosOfOne = 0;
            long nanosOfOther = 0;
            for (int i = 0; i < TURNS_OF_A_RATIO; i++) {
                nanosOfOne += nanosFor(one);
                nanosOfOther += nanosFor(other);
            }
            return (double) nanosOfOther / nanosOfOne;
        };
    }

    /** What a transfer leaves for the collector, once log and index have the room that they keep. */
    Figure.Reading garbage(EngineTransfers rememberingFew) {
        return () -> {
            rememberingFew.settle();
            long bytes = gauges.threadAllocatedBytes();
            rememberingFew.run(TURN);
            return (double) (gauges.threadAllocatedBytes() - bytes) / TURN;
        };
    }

    private long nanosFor(EngineTransfers work) {
        long start = gauges.processCpuNanos();
        work.run(TURN);
        return Math.max(1, gauges.processCpuNanos() - start);
    }
}
