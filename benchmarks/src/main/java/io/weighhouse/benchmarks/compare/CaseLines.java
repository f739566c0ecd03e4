// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What a case's figures say: a line for each rival, for the baseline, and for each goal of our own. */
final class CaseLines {

    private CaseLines() {}

    /** Of figures in the order of the bodies: ours, the rivals', and the baseline's if there is one. */
    static List<Line> of(Case c, List<Contest.Figure> figures) {
        Contest.Figure ours = figures.get(0);
        double baseline =
                c.baseline().isPresent() ? figures.get(figures.size() - 1).nanosPerOp() : 0;
        String name = c.name()
                + c.baseline().map(part -> ", above the " + part.name()).orElse("");
        double above = above(ours.nanosPerOp(), baseline);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < c.rivals().size(); i++) {
            Case.Rival rival = c.rivals().get(i);
            double theirs = figures.get(i + 1).nanosPerOp();
            lines.add(
                    rival.whole()
                            ? Line.ratio(c.name(), ours.nanosPerOp(), rival, theirs)
                            : Line.ratio(name, above, rival, above(theirs, baseline)));
        }
        if (c.baseline().isPresent()) {
            String part = c.baseline().get().name();
            lines.add(Line.nanosAbove(name, above, part, baseline, c.nanosGoal()));
        } else if (c.nanosGoal().isPresent()) {
            lines.add(Line.nanos(name, above, c.nanosGoal()));
        }
        if (c.bytes().areTold()) {
            lines.add(Line.bytes(c.name(), ours.bytesPerOp(), c.bytes().atMost()));
        }
        if (lines.isEmpty()) {
            lines.add(Line.nanos(c.name(), ours.nanosPerOp(), OptionalDouble.empty()));
        }
        return lines;
    }

    private static double above(double nanos, double baseline) {
        return Math.max(0, nanos - baseline);
    }
}
