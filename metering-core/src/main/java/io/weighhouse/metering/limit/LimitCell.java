// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import org.jspecify.annotations.Nullable;

/**
 * What one subject has used: the backlogs of all limits of its quota, in one array.
 *
 * <p><b>The rule.</b> Each limit is a leaky bucket that holds time. A call adds {@code cost * period / permits} to the
 * backlog, the clock drains one nanosecond of it per nanosecond, and a call passes if the backlog stays within the time
 * of the burst. This is the generic cell rate algorithm in its second form, the continuous-state leaky bucket (ITU-T
 * I.371, annex A); its theoretical arrival time is {@code last + backlog}. Keeping the backlog rather than that time
 * leaves no sum of clock readings that could overflow.
 *
 * <p><b>The words.</b> {@code [last, (nanos, parts, shift) for each limit]}, backlogs being as of the clock reading
 * {@code last}, under the sequence lock of {@link VersionedWords}. All limits are read at one version; a refusal writes
 * nothing; an admission locks that version, which proves that what it decided on still stands, and writes every limit.
 *
 * <p><b>The end.</b> Who ends the words, alone removes or replaces the cell in the map; everybody else looks the subject
 * up again. Only a cell without backlog is removed, and such a cell answers like one that was never there.
 *
 * <p><b>The clock.</b> A reading below {@code last} is taken again after the version was read, when a clock that does not
 * go back cannot be below it any more. One that still is has gone back: then time is said to have stood still, by moving
 * {@code last}. So a step back grants nothing, and locks nobody out either.
 *
 * <p><b>Giving back.</b> An admission occupied a slot of time that ended at {@code now + backlog}. Taking r out of the
 * backlog moves all later slots r earlier, and none of them may get to start before its own call was made. It cannot, if
 * r is at most the part of the own slot that is still in the future: a later slot starts no earlier than the own one
 * ends, so after the move no earlier than now. But earlier refunds have moved the own slot too, or may have. {@code
 * shift} counts all of them, and the slot is taken to end that much earlier; when it was never moved that is too strict,
 * and gives back less than it might, never more. A slot that still ends where the backlog ends is the newest: taking from
 * it moves no other, so it is not counted, and a chain of calls undone in reverse is undone without trace. Clock steps
 * back count as shifts of all slots.
 */
final class LimitCell extends VersionedWords {

    /** Answers of {@link #take}. */
    enum Taken {
        ADMITTED,
        REFUSED,
        /** The cell has ended: look the subject up again. */
        CELL_GONE
    }

    private static final int LAST = 0;
    private static final int FIRST_WINDOW = 1;
    private static final int WORDS_PER_WINDOW = 3;
    private static final int PARTS = 1;
    private static final int SHIFT = 2;

    private static final long serialVersionUID = 1L;

    private final String subject;
    private final Quota quota;

    private LimitCell(String subject, Quota quota, long[] snapshot) {
        super(snapshot);
        this.subject = subject;
        this.quota = quota;
    }

    /** A cell without backlog. */
    static LimitCell fresh(String subject, Quota quota, long now) {
        long[] snapshot = newSnapshot(quota);
        snapshot[LAST] = now;
        return new LimitCell(subject, quota, snapshot);
    }

    /** Room for what {@link #take} notes: the words of a cell without its version. */
    static long[] newSnapshot(Quota quota) {
        return new long[wordOf(quota.size())];
    }

    /** Backlog of a window in a snapshot, whole nanoseconds. */
    static long nanos(long[] snapshot, int window) {
        return snapshot[wordOf(window)];
    }

    /** Backlog of a window in a snapshot, parts of a nanosecond. */
    static long parts(long[] snapshot, int window) {
        return snapshot[wordOf(window) + PARTS];
    }

    String subject() {
        return subject;
    }

    Quota quota() {
        return quota;
    }

    boolean serves(Quota asked) {
        return quota.equals(asked);
    }

    /**
     * Takes the cost from every window, or nothing from any.
     *
     * @param snapshot where to note how things stand now, with the cost if it was taken; null if nobody wants to know
     */
    Taken take(Cost cost, Ticker ticker, long @Nullable [] snapshot) {
        long now = ticker.nanos();
        while (true) {
            long version = awaitVersion();
            if (version == ENDED) {
                return Taken.CELL_GONE;
            }
            now = notBeforeLast(now, version, ticker);
            if (!admits(cost, now)) {
                copyTo(snapshot, now);
                if (isStill(version)) {
                    return Taken.REFUSED;
                }
            } else if (lock(version)) {
                add(cost, now);
                copyTo(snapshot, now);
                unlock(version);
                return Taken.ADMITTED;
            }
        }
    }

    /**
     * Replaces a reserved cost by the actual one.
     *
     * @param snapshot what {@link #take} noted when it took the reserved cost from this cell; null if it did so from
     *     another one, and then nothing is given back
     * @return false if the cell has ended and nothing was done
     */
    boolean settle(Cost reserved, Cost actual, Ticker ticker, long @Nullable [] snapshot) {
        long now = ticker.nanos();
        while (true) {
            long version = awaitVersion();
            if (version == ENDED) {
                return false;
            }
            now = notBeforeLast(now, version, ticker);
            if (lock(version)) {
                add(Cost.NOTHING, now);
                for (int window = 0; window < quota.size(); window++) {
                    long used = quota.window(window).permits(actual);
                    long held = quota.window(window).permits(reserved);
                    if (used > held) {
                        int word = wordOf(window);
                        put(window, getPlain(word), getPlain(word + PARTS), used - held);
                    } else if (used < held && snapshot != null) {
                        giveBack(window, held - used, snapshot);
                    }
                }
                unlock(version);
                return true;
            }
        }
    }

    /** Whether a cost exceeds another in any window. */
    boolean exceeds(Cost reserved, Cost actual) {
        for (int window = 0; window < quota.size(); window++) {
            if (quota.window(window).permits(actual) > quota.window(window).permits(reserved)) {
                return true;
            }
        }
        return false;
    }

    /** How things stand now under a quota, read without a trace; null if the cell has ended. */
    long @Nullable [] read(Ticker ticker, Quota asked) {
        long[] snapshot = newSnapshot(quota);
        while (true) {
            long version = awaitVersion();
            if (version == ENDED) {
                return null;
            }
            long now = ticker.nanos();
            long last = getPlain(LAST);
            copyTo(snapshot, now - last < 0 ? last : now);
            if (isStill(version)) {
                return serves(asked) ? snapshot : carriedOver(snapshot, asked);
            }
        }
    }

    /** The backlogs that a snapshot of this cell's quota becomes under another quota, matched by the limits' ids. */
    private long[] carriedOver(long[] snapshot, Quota next) {
        long[] carried = newSnapshot(next);
        carried[LAST] = snapshot[LAST];
        for (int to = 0; to < next.size(); to++) {
            for (int from = 0; from < quota.size(); from++) {
                Window before = quota.window(from);
                Window after = next.window(to);
                if (before.limit().id().equals(after.limit().id())) {
                    boolean sameParts = before.denominator() == after.denominator();
                    long parts = parts(snapshot, from);
                    carried[wordOf(to)] = nanos(snapshot, from) + (sameParts || parts == 0 ? 0 : 1);
                    carried[wordOf(to) + PARTS] = sameParts ? parts : 0;
                }
            }
        }
        return carried;
    }

    /** Ends this cell and returns the one that goes on under another quota; null if this one has ended already. */
    @Nullable
    LimitCell endFor(Quota next) {
        long[] snapshot = newSnapshot(quota);
        while (true) {
            long version = awaitVersion();
            if (version == ENDED) {
                return null;
            }
            copyTo(snapshot, getPlain(LAST));
            if (end(version)) {
                return new LimitCell(subject, next, carriedOver(snapshot, next));
            }
        }
    }

    /** Ends this cell if it has no backlog; tells whether it did. */
    boolean endIfDrained(Ticker ticker) {
        long version = awaitVersion();
        return version != ENDED && nanosUntilDrained(ticker.nanos()) == 0 && end(version);
    }

    /** Nanoseconds until no window has a backlog, if nothing more is taken; a guess while another thread writes. */
    long nanosUntilDrained(long now) {
        long elapsed = Math.max(0, now - getPlain(LAST));
        long longest = 0;
        for (int window = 0; window < quota.size(); window++) {
            int word = wordOf(window);
            long partial = getPlain(word + PARTS) > 0 ? 1 : 0;
            longest = Math.max(longest, getPlain(word) + partial - elapsed);
        }
        return longest;
    }

    private boolean admits(Cost cost, long now) {
        long elapsed = now - getPlain(LAST);
        for (int window = 0; window < quota.size(); window++) {
            int word = wordOf(window);
            long nanos = getPlain(word) - elapsed;
            long parts = nanos < 0 ? 0 : getPlain(word + PARTS);
            Window rule = quota.window(window);
            if (!rule.admits(Math.max(0, nanos), parts, rule.permits(cost))) {
                return false;
            }
        }
        return true;
    }

    /** Brings all backlogs to what they are now, and adds a cost. */
    private void add(Cost cost, long now) {
        long elapsed = now - getPlain(LAST);
        setPlain(LAST, now);
        for (int window = 0; window < quota.size(); window++) {
            int word = wordOf(window);
            long nanos = getPlain(word) - elapsed;
            long parts = nanos < 0 ? 0 : getPlain(word + PARTS);
            Window rule = quota.window(window);
            put(window, Math.max(0, nanos), parts, rule.permits(cost));
        }
    }

    /** Writes a window's backlog with permits added. */
    private void put(int window, long nanos, long parts, long permits) {
        int word = wordOf(window);
        setPlain(word, quota.window(window).nanosWith(nanos, parts, permits));
        setPlain(word + PARTS, quota.window(window).partsWith(parts, permits));
    }

    /** Takes permits out of a window's drained backlog, as far as their slot is still in the future. */
    private void giveBack(int window, long permits, long[] snapshot) {
        int word = wordOf(window);
        long shift = getPlain(word + SHIFT);
        long moved = shift - snapshot[word + SHIFT];
        long slotNanos = nanos(snapshot, window) - (getPlain(LAST) - snapshot[LAST]) - moved;
        long slotParts = parts(snapshot, window);
        if (slotNanos < 0 || shift == Window.MAX_NANOS) {
            return;
        }
        long nanos = quota.window(window).nanos(permits);
        long parts = quota.window(window).parts(permits);
        if (nanos > slotNanos || (nanos == slotNanos && parts > slotParts)) {
            nanos = slotNanos;
            parts = slotParts;
        }
        long backlogNanos = getPlain(word);
        long backlogParts = getPlain(word + PARTS);
        boolean newest = slotNanos == backlogNanos && slotParts == backlogParts;
        if (!newest) {
            setPlain(word + SHIFT, moved(shift, nanos + (parts > 0 ? 1 : 0)));
        }
        boolean borrow = parts > backlogParts;
        setPlain(word, backlogNanos - nanos - (borrow ? 1 : 0));
        setPlain(
                word + PARTS,
                backlogParts - parts + (borrow ? quota.window(window).denominator() : 0));
    }

    /** Once 146 years have been given back the counter stays, and nothing is given back any more. */
    private static long moved(long shift, long nanos) {
        return nanos > Window.MAX_NANOS - shift ? Window.MAX_NANOS : shift + nanos;
    }

    /** A reading of the clock that is not before that of the cell at the given version. */
    private long notBeforeLast(long now, long version, Ticker ticker) {
        if (now - getPlain(LAST) >= 0) {
            return now;
        }
        long again = ticker.nanos();
        if (again - getPlain(LAST) < 0 && lock(version)) {
            long back = getPlain(LAST) - again;
            setPlain(LAST, again);
            for (int window = 0; window < quota.size(); window++) {
                int word = wordOf(window) + SHIFT;
                setPlain(word, moved(getPlain(word), back));
            }
            unlock(version);
        }
        return again;
    }

    private void copyTo(long @Nullable [] snapshot, long now) {
        if (snapshot == null) {
            return;
        }
        long elapsed = now - getPlain(LAST);
        snapshot[LAST] = now;
        for (int window = 0; window < quota.size(); window++) {
            int word = wordOf(window);
            long nanos = getPlain(word) - elapsed;
            snapshot[word] = Math.max(0, nanos);
            snapshot[word + PARTS] = nanos < 0 ? 0 : getPlain(word + PARTS);
            snapshot[word + SHIFT] = getPlain(word + SHIFT);
        }
    }

    private static int wordOf(int window) {
        return FIRST_WINDOW + WORDS_PER_WINDOW * window;
    }
}
