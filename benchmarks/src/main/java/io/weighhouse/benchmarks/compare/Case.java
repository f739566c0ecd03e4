// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One piece of work, done by us and by rivals, and the goals we set ourselves for it.
 *
 * <pre>
 * Case.of("admit, two limits", ours)
 *         .against("Bucket4j", bucket4j, 0.5)        // at most half of its CPU time
 *         .against("Guava", guava)                   // for information
 *         .nanosAtMost(20, "clock", ClockSuite::nanoTime)  // above what a read of the clock costs
 *         .bytesAtMost(0)
 * </pre>
 *
 * <p>Each rival gives one line of the table, and each goal of our own one more. This class is immutable.
 */
public final class Case implements Measured {

    /** One who takes part, and how much of its time ours may take: empty for one that is there for information. */
    record Rival(String name, Body body, OptionalDouble ratioAtMost) {}

    /** What ours may take in itself, above what a baseline takes where there is one. */
    record NanosGoal(double nanosAtMost, Optional<Rival> baseline) {}

    private final String name;
    private final Body ours;
    private final List<Rival> rivals;
    private final Optional<NanosGoal> nanosGoal;
    private final OwnGoals own;

    private record OwnGoals(OptionalDouble bytesAtMost, boolean acrossThreads) {
        private OwnGoals {
            if (acrossThreads && bytesAtMost.isPresent()) {
                throw new IllegalArgumentException(
                        "bytes are counted on one thread: acrossThreads with bytesAtMost=" + bytesAtMost.getAsDouble());
            }
        }
    }

    private Case(String name, Body ours, List<Rival> rivals, Optional<NanosGoal> nanosGoal, OwnGoals own) {
        this.name = name;
        this.ours = ours;
        this.rivals = rivals;
        this.nanosGoal = nanosGoal;
        this.own = own;
    }

    /**
     * A case without rivals and goals as yet.
     *
     * @param name what is done, unique in its suite
     * @param ours how we do it
     * @return the case
     */
    public static Case of(String name, Body ours) {
        return new Case(name, ours, List.of(), Optional.empty(), new OwnGoals(OptionalDouble.empty(), false));
    }

    /**
     * Adds a rival for information.
     *
     * @param rival who
     * @param body how the rival does the same
     * @return a case with it
     */
    public Case against(String rival, Body body) {
        return with(new Rival(rival, body, OptionalDouble.empty()));
    }

    /**
     * Adds a rival and a goal.
     *
     * @param rival who
     * @param body how the rival does the same
     * @param ratioAtMost largest part of the rival's CPU time that ours may take, above 0; 0.5 is half
     * @return a case with it
     */
    public Case against(String rival, Body body, double ratioAtMost) {
        return with(new Rival(rival, body, OptionalDouble.of(positive("ratioAtMost", ratioAtMost))));
    }

    /**
     * Sets how much CPU time ours may take.
     *
     * @param nanosAtMost nanoseconds an iteration, above 0
     * @return a case with it
     */
    public Case nanosAtMost(double nanosAtMost) {
        return withNanos(new NanosGoal(positive("nanosAtMost", nanosAtMost), Optional.empty()));
    }

    /**
     * Sets how much CPU time ours may take above a part that nobody can avoid.
     *
     * @param nanosAtMost nanoseconds an iteration, above 0
     * @param baseline the name of that part
     * @param body that part alone
     * @return a case with it
     */
    public Case nanosAtMost(double nanosAtMost, String baseline, Body body) {
        Rival part = new Rival(baseline, body, OptionalDouble.empty());
        return withNanos(new NanosGoal(positive("nanosAtMost", nanosAtMost), Optional.of(part)));
    }

    /**
     * Sets how many bytes ours may allocate.
     *
     * @param bytesAtMost bytes an iteration, 0 or more
     * @return a case with it
     */
    public Case bytesAtMost(double bytesAtMost) {
        if (!(bytesAtMost >= 0)) {
            throw new IllegalArgumentException("must be >= 0: bytesAtMost=" + bytesAtMost);
        }
        return with(new OwnGoals(OptionalDouble.of(bytesAtMost), own.acrossThreads));
    }

    /**
     * Counts the CPU time of the whole process instead of the measuring thread's, for bodies that use other threads too.
     *
     * @return a case that does
     */
    public Case acrossThreads() {
        return with(new OwnGoals(own.bytesAtMost, true));
    }

    @Override
    public String name() {
        return name;
    }

    Body ours() {
        return ours;
    }

    List<Rival> rivals() {
        return rivals;
    }

    Optional<NanosGoal> nanosGoal() {
        return nanosGoal;
    }

    OptionalDouble bytesGoal() {
        return own.bytesAtMost;
    }

    boolean countsAllThreads() {
        return own.acrossThreads;
    }

    private Case with(Rival rival) {
        List<Rival> more = new ArrayList<>(rivals);
        more.add(rival);
        return new Case(name, ours, List.copyOf(more), nanosGoal, own);
    }

    private Case withNanos(NanosGoal goal) {
        return new Case(name, ours, rivals, Optional.of(goal), own);
    }

    private Case with(OwnGoals goals) {
        return new Case(name, ours, rivals, nanosGoal, goals);
    }

    private static double positive(String what, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("must be > 0: " + what + "=" + value);
        }
        return value;
    }
}
