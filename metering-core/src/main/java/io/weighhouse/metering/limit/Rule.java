// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * One limit of a quota, ready to be decided: where its word is, and what the word means.
 *
 * <p>{@code words} and {@code at} are a subject's words and the place of the first of them. {@code now} is a reading of the
 * limiter's ticker. Whatever writes has the lock.
 *
 * <p>This class is immutable and thread-safe.
 */
abstract sealed class Rule permits RateRule, CalendarRule, RollingRule {

    private final Limit limit;
    private final Counted counted;
    private final int kind;
    private final Place place;

    /**
     * Where a rule's state is.
     *
     * @param word the rule's word, counted from the subject's first one
     * @param ring the rule's ring among the rings, or -1 if it never has one
     * @param firstRing where the rings begin, counted from the subject's first word
     */
    record Place(int word, int ring, int firstRing) {}

    Rule(Limit limit, Place place) {
        this.limit = limit;
        this.counted = limit.counted();
        this.kind = counted.kind();
        this.place = place;
    }

    final Limit limit() {
        return limit;
    }

    /** What the call takes from this limit. */
    final long permits(Cost cost) {
        return cost.quantity(kind, counted);
    }

    /** Whether a clock that was far ahead wrote what would outlast the time in which it counts. */
    boolean isAhead(long[] words, int at) {
        return false;
    }

    /** Makes what is ahead end in time. */
    void turnBack(long[] words, int at) {
        // Only a calendar can be ahead.
    }

    /** Whether its ring is needed even where no permit is open. */
    boolean alwaysHasRing() {
        return false;
    }

    /** Writes a word that says that nothing was used. */
    abstract void clear(long[] words, int at, long now);

    /** Says in a new ring, to be found by {@link #ring}, what the word says as of now. */
    abstract void clearRing(long[] words, long now);

    /** Whether so many permits fit. */
    abstract boolean admits(long[] words, int at, long permits, long now);

    /** Takes them; returns a mark by which {@link #settle} will know them. */
    abstract long take(long[] words, int at, long permits, long now);

    /** Puts right what was taken. */
    abstract void settle(long[] words, int at, Settling settling);

    /** Whether the word says the same as one of a subject that was never there. */
    abstract boolean isDrained(long[] words, int at, long now);

    /** Goes on from what another rule of the same kind and counting the same thing has kept. */
    abstract void carry(Rule before, long[] from, long[] to, long now);

    /** How much is used, in a measure that only {@link #remaining} understands. */
    abstract long level(long[] words, int at, long now);

    /** What is left at a level, in permits. */
    abstract long remaining(long level);

    /** Nanoseconds until nothing is used any more. */
    abstract long resetNanos(long[] words, int at, long now);

    /** Nanoseconds until so many permits fit; {@link Long#MAX_VALUE} if they never do. */
    abstract long waitNanos(long[] words, int at, long permits, long now);

    /** Whether what this rule has kept means something to the other. */
    final boolean continues(Rule before) {
        return getClass() == before.getClass()
                && limit.id().equals(before.limit.id())
                && counted.equals(before.counted);
    }

    final int word(int at) {
        return at + place.word();
    }

    /** Where its ring begins, or -1 if it has none now; words with rings are never in the middle of an array. */
    final int ring(long[] words, int at) {
        if (place.ring() < 0 || at != 0 || words.length <= place.firstRing()) {
            return -1;
        }
        return place.firstRing() + place.ring() * Ring.words(Ring.capacity(words, place.firstRing()));
    }
}
