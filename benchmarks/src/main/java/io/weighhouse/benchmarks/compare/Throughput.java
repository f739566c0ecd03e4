// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Operations a second of elapsed time, by us and by rivals, and the goals we set ourselves.
 *
 * <pre>
 * Throughput.of("transfers, 64 callers", Load.callers(64, ours))
 *         .against("SQLite", Load.callers(64, sqlite), 10)   // at least ten times as many
 *         .against("bare force", Load.batches(64, floor))    // for information
 *         .perSecondAtLeast(50_000)
 *         .percentile99AtMost(Duration.ofMillis(5))
 *         .withProcessCpu()
 * </pre>
 *
 * <p>Each rival gives a line for operations a second, for the median latency and for the one that 99 % keep to. This class
 * is immutable.
 */
public final class Throughput implements Measured {

    /** One who takes part, and how many times its operations ours must do: empty for one that is there for information. */
    record Rival(String name, Load load, OptionalDouble ratioAtLeast) {}

    /** What ours must keep to in itself. */
    record Goals(OptionalDouble perSecondAtLeast, Optional<Duration> percentile99AtMost, boolean processCpu) {}

    private final String name;
    private final Load ours;
    private final List<Rival> rivals;
    private final Goals goals;

    private Throughput(String name, Load ours, List<Rival> rivals, Goals goals) {
        this.name = name;
        this.ours = ours;
        this.rivals = rivals;
        this.goals = goals;
    }

    /**
     * A case without rivals and goals as yet.
     *
     * @param name what is done, unique in its suite
     * @param ours how we do it
     * @return the case
     */
    public static Throughput of(String name, Load ours) {
        return new Throughput(name, ours, List.of(), new Goals(OptionalDouble.empty(), Optional.empty(), false));
    }

    /**
     * Adds a rival for information.
     *
     * @param rival who
     * @param load how the rival does the same
     * @return a case with it
     */
    public Throughput against(String rival, Load load) {
        return with(new Rival(rival, load, OptionalDouble.empty()));
    }

    /**
     * Adds a rival and a goal.
     *
     * @param rival who
     * @param load how the rival does the same
     * @param ratioAtLeast how many times the rival's operations a second ours must do, above 0; 0.5 is half
     * @return a case with it
     */
    public Throughput against(String rival, Load load, double ratioAtLeast) {
        return with(new Rival(rival, load, OptionalDouble.of(positive("ratioAtLeast", ratioAtLeast))));
    }

    /**
     * Sets how many operations ours must do.
     *
     * @param perSecondAtLeast a second, above 0
     * @return a case with it
     */
    public Throughput perSecondAtLeast(double perSecondAtLeast) {
        double least = positive("perSecondAtLeast", perSecondAtLeast);
        return with(new Goals(OptionalDouble.of(least), goals.percentile99AtMost, goals.processCpu));
    }

    /**
     * Sets what 99 % of our operations must keep to.
     *
     * @param most from beginning to answer, above 0
     * @return a case with it
     */
    public Throughput percentile99AtMost(Duration most) {
        positive("percentile99AtMost nanoseconds", (double) most.toNanos());
        return with(new Goals(goals.perSecondAtLeast, Optional.of(most), goals.processCpu));
    }

    /**
     * Adds lines with the CPU time of the whole process, the collector's and the compiler's included, for information.
     *
     * @return a case with them
     */
    public Throughput withProcessCpu() {
        return with(new Goals(goals.perSecondAtLeast, goals.percentile99AtMost, true));
    }

    @Override
    public String name() {
        return name;
    }

    Load ours() {
        return ours;
    }

    List<Rival> rivals() {
        return rivals;
    }

    Goals goals() {
        return goals;
    }

    private Throughput with(Rival rival) {
        List<Rival> more = new ArrayList<>(rivals);
        more.add(rival);
        return new Throughput(name, ours, List.copyOf(more), goals);
    }

    private Throughput with(Goals changed) {
        return new Throughput(name, ours, rivals, changed);
    }

    private static double positive(String what, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("must be > 0: " + what + "=" + value);
        }
        return value;
    }
}
