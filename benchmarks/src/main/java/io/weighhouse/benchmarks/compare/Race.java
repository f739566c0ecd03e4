// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/** Measures everyone who takes part in one case of throughput. */
final class Race {

    /*
     * 1. Calibrate: double each load's operations until a turn takes long enough, which warms it up as well; fit them twice.
     * 2. Measure in rounds until the time is gone: five at least, 31 at most, fitting the operations to the turn. Round r
     *    begins with load r, so that nobody always runs after the same neighbour.
     */
    private static final int LEAST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 31;
    private static final int MOST_OPERATIONS = 1 << 24;

    /** What one of them did, by the medians over all rounds. */
    record Result(double perSecond, double p50Nanos, double p99Nanos, double cpuNanosPerOp) {}

    private final Gauges gauges;
    private final long turnNanos;
    private final List<Entrant> entrants;

    Race(Gauges gauges, long turnNanos, List<Load> loads) {
        this.gauges = gauges;
        this.turnNanos = turnNanos;
        this.entrants = loads.stream().map(Entrant::new).toList();
    }

    /** Runs it within the time, as far as five rounds allow, and gives the results in the order of the loads. */
    List<Result> run(long shareNanos) throws Exception {
        long start = gauges.wallNanos();
        for (Entrant one : entrants) {
            while (turn(one) < turnNanos / 2 && one.operations < MOST_OPERATIONS) {
                one.operations *= 2;
            }
            one.fitTo(turnNanos, turn(one)); // the first turns were cold, and threads were started in them
            one.fitTo(turnNanos, turn(one));
            one.results.clear();
        }
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (round >= LEAST_ROUNDS && gauges.wallNanos() - start >= shareNanos) {
                break;
            }
            for (int i = 0; i < entrants.size(); i++) {
                Entrant one = entrants.get((round + i) % entrants.size());
                one.fitTo(turnNanos, turn(one));
            }
        }
        return entrants.stream().map(Entrant::median).toList();
    }

    /** One turn; how long it took. */
    private long turn(Entrant one) throws Exception {
        Latencies latencies = new Latencies();
        long cpu = gauges.processCpuNanos();
        long start = gauges.wallNanos();
        one.load.run(one.operations, latencies);
        long nanos = Math.max(1, gauges.wallNanos() - start);
        cpu = gauges.processCpuNanos() - cpu;
        double count = latencies.count();
        one.results.add(new Result(count * 1e9 / nanos, latencies.atPercent(50), latencies.atPercent(99), cpu / count));
        return nanos;
    }

    private static final class Entrant {

        private final Load load;
        private final List<Result> results = new ArrayList<>();
        private int operations = 1;

        Entrant(Load load) {
            this.load = load;
        }

        /** Half of the way, so that one turn that was disturbed does not make the next one very short. */
        void fitTo(long turnNanos, long tookNanos) {
            double fitting = (double) operations * turnNanos / tookNanos;
            operations = (int) Math.max(1, Math.min(MOST_OPERATIONS, (operations + fitting) / 2));
        }

        Result median() {
            return new Result(
                    Contest.median(results.stream().map(Result::perSecond).toList()),
                    Contest.median(results.stream().map(Result::p50Nanos).toList()),
                    Contest.median(results.stream().map(Result::p99Nanos).toList()),
                    Contest.median(results.stream().map(Result::cpuNanosPerOp).toList()));
        }
    }
}
