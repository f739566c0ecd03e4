// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Runs all cases of a suite within a budget. */
final class Comparison {

    private final Gauges gauges;
    private final Budget budget;

    Comparison(Gauges gauges, Budget budget) {
        this.gauges = gauges;
        this.budget = budget;
    }

    /** The lines of a suite's cases, in their order. */
    List<Line> run(Suite suite) throws Exception {
        long start = gauges.wallNanos();
        List<Line> lines = new ArrayList<>();
        try {
            List<? extends Measured> cases = suite.cases();
            for (int i = 0; i < cases.size(); i++) {
                long left = budget.total().toNanos() - (gauges.wallNanos() - start);
                lines.addAll(run(cases.get(i), budget.shareNanos(left, cases.size() - i)));
            }
        } finally {
            suite.close();
        }
        return lines;
    }

    private List<Line> run(Measured measured, long shareNanos) throws Exception {
        if (measured instanceof Case c) {
            return run(c, shareNanos);
        }
        return measured instanceof Figure figure ? figure.lines() : run((Throughput) measured, shareNanos);
    }

    private List<Line> run(Throughput t, long shareNanos) throws Exception {
        List<Load> loads = new ArrayList<>();
        loads.add(t.ours());
        t.rivals().forEach(rival -> loads.add(rival.load()));
        List<Race.Result> results = new Race(gauges, budget.raceTurnNanos(), loads).run(shareNanos);
        return RaceLines.of(t, results);
    }

    private List<Line> run(Case c, long shareNanos) throws Exception {
        List<Body> bodies = new ArrayList<>();
        bodies.add(c.ours());
        c.rivals().forEach(rival -> bodies.add(rival.body()));
        c.nanosGoal().flatMap(Case.NanosGoal::baseline).ifPresent(baseline -> bodies.add(baseline.body()));

        List<Contest.Figure> figures =
                new Contest(gauges, budget.turnNanos(c), c.countsAllThreads(), bodies).run(shareNanos);
        Contest.Figure ours = figures.get(0);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < c.rivals().size(); i++) {
            double rivalNanos = figures.get(i + 1).nanosPerOp();
            lines.add(Line.ratio(c.name(), ours.nanosPerOp(), c.rivals().get(i), rivalNanos));
        }
        c.nanosGoal().ifPresent(goal -> {
            if (goal.baseline().isPresent()) {
                double baselineNanos = figures.get(figures.size() - 1).nanosPerOp();
                lines.add(Line.nanosAbove(c.name(), ours.nanosPerOp(), goal, baselineNanos));
            } else {
                lines.add(Line.nanos(c.name(), ours.nanosPerOp(), OptionalDouble.of(goal.nanosAtMost())));
            }
        });
        if (c.bytesGoal().isPresent()) {
            lines.add(Line.bytes(c.name(), ours.bytesPerOp(), c.bytesGoal()));
        }
        if (lines.isEmpty()) {
            lines.add(Line.nanos(c.name(), ours.nanosPerOp(), OptionalDouble.empty()));
        }
        return lines;
    }
}
