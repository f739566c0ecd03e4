// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/** Measures everyone who takes part in one case. */
final class Contest {

    /*
     * 1. Calibrate: double each body's iterations until a turn takes long enough to be read.
     * 2. Warm up in rounds, fitting the iterations to the turn as the code gets faster, until nobody's figure has moved by
     *    more than 5 % for three rounds, or 40 % of the time is gone.
     * 3. Measure in rounds until the time is gone: five at least, 101 at most. Round r begins with body r, so that nobody
     *    always runs after the same neighbour.
     */
    private static final int STEADY_ROUNDS = 3;
    private static final double STEADY_CHANGE = 0.05;
    private static final int LEAST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 101;
    private static final double WARM_UP_PART = 0.4;
    private static final int MOST_ITERATIONS = 1 << 30;

    /** What one of them took, by the medians over all rounds. */
    record Figure(double nanosPerOp, double bytesPerOp) {}

    private final Gauges gauges;
    private final long turnNanos;
    private final boolean allThreads;
    private final List<Contestant> contestants;

    /** Everything returned by a body goes in here, so that the compiler cannot leave the work out. */
    private volatile long checksum;

    Contest(Gauges gauges, long turnNanos, boolean allThreads, List<Body> bodies) {
        this.gauges = gauges;
        this.turnNanos = turnNanos;
        this.allThreads = allThreads;
        this.contestants = bodies.stream().map(Contestant::new).toList();
    }

    /** Runs it within the time, as far as five rounds allow, and gives the figures in the order of the bodies. */
    List<Figure> run(long shareNanos) throws Exception {
        long start = gauges.wallNanos();
        for (Contestant one : contestants) {
            calibrate(one);
        }
        warmUp(start, (long) (shareNanos * WARM_UP_PART));
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (round >= LEAST_ROUNDS && gauges.wallNanos() - start >= shareNanos) {
                break;
            }
            for (int i = 0; i < contestants.size(); i++) {
                Contestant one = contestants.get((round + i) % contestants.size());
                Figure figure = turn(one);
                one.nanos.add(figure.nanosPerOp);
                one.bytes.add(figure.bytesPerOp);
            }
        }
        return contestants.stream()
                .map(one -> new Figure(median(one.nanos), median(one.bytes)))
                .toList();
    }

    /** The middle value, or the mean of the two in the middle. */
    static double median(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("must not be empty: values");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private void calibrate(Contestant one) throws Exception {
        while (turn(one).nanosPerOp * one.iterations < turnNanos / 2.0 && one.iterations < MOST_ITERATIONS) {
            one.iterations *= 2;
        }
    }

    private void warmUp(long start, long warmUpNanos) throws Exception {
        int steady = 0;
        while (steady < STEADY_ROUNDS && gauges.wallNanos() - start < warmUpNanos) {
            boolean moved = false;
            for (Contestant one : contestants) {
                double before = one.lastNanosPerOp;
                double now = turn(one).nanosPerOp;
                one.lastNanosPerOp = now;
                one.fitTo(turnNanos);
                moved |= Math.abs(now - before) > STEADY_CHANGE * before;
            }
            steady = moved ? 0 : steady + 1;
        }
    }

    private Figure turn(Contestant one) throws Exception {
        int iterations = one.iterations;
        long bytes = gauges.threadAllocatedBytes();
        long nanos = cpuNanos(one.body);
        long sum = one.body.run(iterations);
        nanos = cpuNanos(one.body) - nanos;
        bytes = gauges.threadAllocatedBytes() - bytes;
        checksum = sum;
        return new Figure((double) nanos / iterations, (double) bytes / iterations);
    }

    /** The sum that the last body returned. */
    long lastChecksum() {
        return checksum;
    }

    private long cpuNanos(Body body) {
        if (allThreads) {
            return gauges.processCpuNanos();
        }
        return gauges.threadCpuNanos() + (body instanceof TwoThreads two ? two.otherCpuNanos() : 0);
    }

    private static final class Contestant {

        private final Body body;
        private final List<Double> nanos = new ArrayList<>();
        private final List<Double> bytes = new ArrayList<>();
        private int iterations = 1;
        private double lastNanosPerOp;

        Contestant(Body body) {
            this.body = body;
        }

        void fitTo(long turnNanos) {
            if (lastNanosPerOp > 0) {
                iterations = (int) Math.max(1, Math.min(MOST_ITERATIONS, turnNanos / lastNanosPerOp));
            }
        }
    }
}
