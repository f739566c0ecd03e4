// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Any number with its unit, read once or a few times, and the goal we set ourselves for it.
 *
 * <pre>
 * Figure.of("bytes per transfer", "B", () -&gt; ledger.bytesOnDisk() / 100_000.0).atMost(64)
 * Figure.of("replay", "transfers/s", () -&gt; 100_000 / replaySeconds()).times(5).atLeast(1_000_000)
 * </pre>
 *
 * <p>This class is immutable.
 */
public final class Figure implements Measured {

    /** Reads the number off whatever is measured. */
    @FunctionalInterface
    public interface Reading {

        /**
         * Reads it.
         *
         * @return the number
         * @throws Exception if it cannot be read; the comparison ends there
         */
        double read() throws Exception;
    }

    /** What ours must keep to, and on which side of it. */
    record Goal(double limit, boolean isMost) {}

    /** One who is there for information. */
    record Rival(String name, Reading reading) {}

    private final String name;
    private final String unit;
    private final Reading ours;
    private final Terms terms;

    private record Terms(int times, Optional<Goal> goal, List<Rival> rivals) {}

    private Figure(String name, String unit, Reading ours, Terms terms) {
        this.name = name;
        this.unit = unit;
        this.ours = ours;
        this.terms = terms;
    }

    /**
     * A number that is read once, without a goal as yet.
     *
     * @param name what it is, unique in its suite
     * @param unit what it counts
     * @param ours reads it
     * @return the figure
     */
    public static Figure of(String name, String unit, Reading ours) {
        return new Figure(name, unit, ours, new Terms(1, Optional.empty(), List.of()));
    }

    /**
     * Adds a rival for information.
     *
     * @param rival who
     * @param reading the same number of the rival
     * @return a figure with it
     */
    public Figure against(String rival, Reading reading) {
        List<Rival> more = new ArrayList<>(terms.rivals);
        more.add(new Rival(rival, reading));
        return with(new Terms(terms.times, terms.goal, List.copyOf(more)));
    }

    /**
     * Reads it several times and takes the median; the readings of ours and of the rivals take turns.
     *
     * @param times how often, 1 or more
     * @return a figure that is
     */
    public Figure times(int times) {
        if (times <= 0) {
            throw new IllegalArgumentException("must be > 0: times=" + times);
        }
        return with(new Terms(times, terms.goal, terms.rivals));
    }

    /**
     * Sets what ours may not exceed.
     *
     * @param most in its unit
     * @return a figure with it
     */
    public Figure atMost(double most) {
        return with(new Terms(terms.times, Optional.of(new Goal(most, true)), terms.rivals));
    }

    /**
     * Sets what ours must reach.
     *
     * @param least in its unit
     * @return a figure with it
     */
    public Figure atLeast(double least) {
        return with(new Terms(terms.times, Optional.of(new Goal(least, false)), terms.rivals));
    }

    @Override
    public String name() {
        return name;
    }

    /** Reads everyone's; a line for ours and its goal, or else for each rival. */
    List<Line> lines() throws Exception {
        List<List<Double>> readings = new ArrayList<>();
        for (int i = 0; i <= terms.rivals.size(); i++) {
            readings.add(new ArrayList<>());
        }
        for (int time = 0; time < terms.times; time++) {
            readings.get(0).add(ours.read());
            for (int i = 0; i < terms.rivals.size(); i++) {
                readings.get(i + 1).add(terms.rivals.get(i).reading.read());
            }
        }
        double figure = Contest.median(readings.get(0));
        List<Line> lines = new ArrayList<>();
        if (terms.goal.isPresent() || terms.rivals.isEmpty()) {
            lines.add(Line.figure(name, unit, figure, terms.goal));
        }
        for (int i = 0; i < terms.rivals.size(); i++) {
            lines.add(Line.figures(name, unit, figure, terms.rivals.get(i).name, Contest.median(readings.get(i + 1))));
        }
        return lines;
    }

    private Figure with(Terms changed) {
        return new Figure(name, unit, ours, changed);
    }
}
