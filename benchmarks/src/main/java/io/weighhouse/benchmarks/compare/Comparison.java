// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

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
        c.baseline().ifPresent(baseline -> bodies.add(baseline.body()));
        List<Contest.Figure> figures =
                new Contest(gauges, budget.turnNanos(c), c.turn() == Case.Turn.ACROSS_THREADS, bodies).run(shareNanos);
        return CaseLines.of(c, figures);
    }
}
