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
 *         .netOf("clock", ClockSuite::nanoTime)      // times and ratios are of what remains above a read of the clock
 *         .against("Bucket4j", bucket4j, 0.5)        // at most half of its CPU time
 *         .against("Guava", guava)                   // for information
 *         .nanosAtMost(20)
 *         .bytesAtMost(0)
 * </pre>
 *
 * <p>Each rival gives one line of the table, and so does each goal of our own, and the part that is taken off. This class
 * is immutable.
 */
public final class Case implements Measured {

    /**
     * One who takes part.
     *
     * @param ratioAtMost how much of its time ours may take: empty for one that is there for information
     * @param whole whether its whole time counts even where the others' is net of a baseline
     */
    record Rival(String name, Body body, OptionalDouble ratioAtMost, boolean whole) {}

    /** Whether allocated bytes are told, and how many ours may be. */
    record Bytes(boolean areTold, OptionalDouble atMost) {}

    /** A part of the work that nobody can avoid. */
    record Baseline(String name, Body body) {}

    private final String name;
    private final Body ours;
    private final List<Rival> rivals;
    private final Terms terms;

    /** How long a turn is, and whose time counts. */
    enum Turn {
        USUAL,
        LONG,
        ACROSS_THREADS
    }

    private record Terms(OptionalDouble nanosAtMost, Bytes bytes, Optional<Baseline> baseline, Turn turn) {

        private Terms {
            if (turn == Turn.ACROSS_THREADS && bytes.atMost.isPresent()) {
                throw new IllegalArgumentException("bytes are counted on one thread: acrossThreads with bytesAtMost="
                        + bytes.atMost.getAsDouble());
            }
        }
    }

    private Case(String name, Body ours, List<Rival> rivals, Terms terms) {
        this.name = name;
        this.ours = ours;
        this.rivals = rivals;
        this.terms = terms;
    }

    /**
     * A case without rivals and goals as yet.
     *
     * @param name what is done, unique in its suite
     * @param ours how we do it
     * @return the case
     */
    public static Case of(String name, Body ours) {
        Terms none = new Terms(
                OptionalDouble.empty(), new Bytes(false, OptionalDouble.empty()), Optional.empty(), Turn.USUAL);
        return new Case(name, ours, List.of(), none);
    }

    /**
     * Adds a rival for information.
     *
     * @param rival who
     * @param body how the rival does the same
     * @return a case with it
     */
    public Case against(String rival, Body body) {
        return with(new Rival(rival, body, OptionalDouble.empty(), false));
    }

    /**
     * Adds a rival for information whose whole time is compared with the whole of ours, because it does without the part
     * that {@link #netOf} takes off.
     *
     * @param rival who
     * @param body how the rival does the same
     * @return a case with it
     */
    public Case againstWhole(String rival, Body body) {
        return with(new Rival(rival, body, OptionalDouble.empty(), true));
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
        return with(new Rival(rival, body, OptionalDouble.of(positive("ratioAtMost", ratioAtMost)), false));
    }

    /**
     * Takes a part that nobody can avoid off everybody's time, ours and the rivals', before times and ratios are told.
     *
     * @param baseline the name of that part
     * @param body that part alone
     * @return a case that does
     */
    public Case netOf(String baseline, Body body) {
        Optional<Baseline> part = Optional.of(new Baseline(baseline, body));
        return with(new Terms(terms.nanosAtMost, terms.bytes, part, terms.turn));
    }

    /**
     * Sets how much CPU time ours may take, {@link #netOf} the baseline if there is one.
     *
     * @param nanosAtMost nanoseconds an iteration, above 0
     * @return a case with it
     */
    public Case nanosAtMost(double nanosAtMost) {
        OptionalDouble most = OptionalDouble.of(positive("nanosAtMost", nanosAtMost));
        return with(new Terms(most, terms.bytes, terms.baseline, terms.turn));
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
        return with(new Bytes(true, OptionalDouble.of(bytesAtMost)));
    }

    /**
     * Tells the bytes that ours allocates, for information.
     *
     * @return a case that does
     */
    public Case tellingBytes() {
        return with(new Bytes(true, terms.bytes.atMost));
    }

    /**
     * Counts the CPU time of the whole process instead of the measuring thread's, for bodies that use other threads too.
     *
     * @return a case that does
     */
    public Case acrossThreads() {
        return with(new Terms(terms.nanosAtMost, terms.bytes, terms.baseline, Turn.ACROSS_THREADS));
    }

    /**
     * Takes turns that are eight times as long, for work that needs more memory than the processor keeps near while others
     * have their turn.
     *
     * @return a case that does
     */
    public Case withLongTurns() {
        return with(new Terms(terms.nanosAtMost, terms.bytes, terms.baseline, Turn.LONG));
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

    Optional<Baseline> baseline() {
        return terms.baseline;
    }

    OptionalDouble nanosGoal() {
        return terms.nanosAtMost;
    }

    Bytes bytes() {
        return terms.bytes;
    }

    Turn turn() {
        return terms.turn;
    }

    private Case with(Rival rival) {
        List<Rival> more = new ArrayList<>(rivals);
        more.add(rival);
        return new Case(name, ours, List.copyOf(more), terms);
    }

    private Case with(Bytes bytes) {
        return with(new Terms(terms.nanosAtMost, bytes, terms.baseline, terms.turn));
    }

    private Case with(Terms changed) {
        return new Case(name, ours, rivals, changed);
    }

    private static double positive(String what, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("must be > 0: " + what + "=" + value);
        }
        return value;
    }
}
