// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The lines of the table that a race gives. */
final class RaceLines {

    private static final double NANOS_PER_MICRO = 1_000;

    private final Throughput race;
    private final List<Race.Result> results;
    private final List<Line> lines = new ArrayList<>();

    private RaceLines(Throughput race, List<Race.Result> results) {
        this.race = race;
        this.results = results;
    }

    /** Operations a second, then latencies, then CPU time where it is asked for; results are ours and then the rivals'. */
    static List<Line> of(Throughput race, List<Race.Result> results) {
        RaceLines table = new RaceLines(race, results);
        table.perSecond();
        table.micros(", p50", Race.Result::p50Nanos, Optional.empty());
        Optional<Figure.Goal> goal =
                race.goals().percentile99AtMost().map(most -> new Figure.Goal(most.toNanos() / NANOS_PER_MICRO, true));
        table.micros(", p99", Race.Result::p99Nanos, goal);
        if (race.goals().processCpu()) {
            table.micros(", CPU of the process", Race.Result::cpuNanosPerOp, Optional.empty());
        }
        return table.lines;
    }

    private void perSecond() {
        double ours = results.get(0).perSecond();
        race.goals()
                .perSecondAtLeast()
                .ifPresent(least ->
                        lines.add(Line.figure(race.name(), "/s", ours, Optional.of(new Figure.Goal(least, false)))));
        for (int i = 0; i < race.rivals().size(); i++) {
            lines.add(Line.perSecond(
                    race.name(), ours, race.rivals().get(i), results.get(i + 1).perSecond()));
        }
        if (lines.isEmpty()) {
            lines.add(Line.figure(race.name(), "/s", ours, Optional.empty()));
        }
    }

    private void micros(String what, ToDoubleFunction<Race.Result> nanos, Optional<Figure.Goal> goal) {
        String name = race.name() + what;
        double ours = nanos.applyAsDouble(results.get(0)) / NANOS_PER_MICRO;
        if (goal.isPresent() || race.rivals().isEmpty()) {
            lines.add(Line.figure(name, "us", ours, goal));
        }
        for (int i = 0; i < race.rivals().size(); i++) {
            double theirs = nanos.applyAsDouble(results.get(i + 1)) / NANOS_PER_MICRO;
            lines.add(Line.figures(name, "us", ours, race.rivals().get(i).name(), theirs));
        }
    }
}
