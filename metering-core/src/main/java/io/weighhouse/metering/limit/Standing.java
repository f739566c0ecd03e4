// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How all limits of a call stood when it was decided, to be told when it is asked for.
 *
 * <p>For each limit it has four numbers: the level, the time until it is reset, the wait that it asks for, and the mark of
 * what was taken. Where one subject has nothing but rates, as is usual, it has a copy of the words instead, and works out
 * what is asked for. It can be used again for the next call; what was told of the last one is then lost.
 *
 * <p>This class is for one thread while it is written, and thread-safe afterwards.
 */
class Standing {

    private static final int LEVEL = 0;
    private static final int RESET = 1;
    private static final int WAIT = 2;
    private static final int MARK = 3;
    private static final int WORDS = 4;

    /** Not at the start of an array, where words may have rings. */
    private static final int COPY = 1;

    private final boolean wantsPermit;

    private @Nullable Subjects subjects;
    private Cost cost = Cost.none();
    private long now;
    private Taken taken = Taken.AGAIN;
    private long roomAfterNanos;
    private @Nullable Seat[] seats = new Seat[1];
    private int[] births = new int[1];
    private int[] firsts = new int[1];
    private long[] words = {};
    private int size;

    /** Whose words were copied; null if the four numbers hold. */
    private @Nullable Seat copied;

    private long[] copy = {};

    Standing(boolean wantsPermit) {
        this.wantsPermit = wantsPermit;
    }

    /** Begins with a call. */
    final void begin(Subjects who, Cost what, long when) {
        subjects = who;
        cost = what;
        now = when;
        taken = Taken.AGAIN;
        roomAfterNanos = 0;
        copied = null;
        if (seats.length < who.size()) {
            seats = new Seat[who.size()];
            births = new int[who.size()];
            firsts = new int[who.size()];
        }
        Arrays.fill(seats, null);
        int limits = 0;
        for (int i = 0; i < who.size(); i++) {
            firsts[i] = limits;
            limits += who.get(i).quota().limits().size();
        }
        size = limits;
        if (words.length < WORDS * limits) {
            words = new long[WORDS * limits];
        }
    }

    /** Begins with a call on a subject that has nothing but rates; its words are those that the call will be decided on. */
    final void beginPlain(Subjects who, Cost what, long when, Seat seat) {
        subjects = who;
        cost = what;
        now = when;
        taken = Taken.AGAIN;
        copied = seat;
        seats[0] = seat;
        size = seat.layout().size();
        int length = seat.layout().compactWords();
        if (copy.length < COPY + length) {
            copy = new long[COPY + length];
        }
        System.arraycopy(seat.words(), seat.at(), copy, COPY, length);
    }

    final void endPlain(Taken as) {
        taken = as;
        for (int i = 0; i < size && as == Taken.ADMITTED; i++) {
            Rule rule = rule(i);
            rule.take(copy, COPY, rule.permits(cost), now);
        }
    }

    final boolean wantsPermit() {
        return wantsPermit;
    }

    final Cost cost() {
        return cost;
    }

    final long now() {
        return now;
    }

    final void end(Taken as) {
        taken = as;
        for (int i = 1; i < subjects().size() && as == Taken.ADMITTED; i++) {
            int with = chargedWith(i);
            if (with >= 0) {
                int words = WORDS * subjects().get(i).quota().limits().size();
                System.arraycopy(this.words, place(with, 0), this.words, place(i, 0), words);
            }
        }
    }

    /** Ends a look at what would be decided. */
    final void endPeek() {
        end(isAnybodyWaiting() ? Taken.REFUSED : Taken.ADMITTED);
    }

    final void endFull(long nanosUntilRoom) {
        taken = Taken.FULL;
        roomAfterNanos = nanosUntilRoom;
    }

    /** Takes the cost from a subject's limits and notes how they stand then. */
    final void take(int subject, Seat seat) {
        Layout layout = seat.layout();
        for (int i = 0; i < layout.size(); i++) {
            int place = place(subject, i);
            boolean takes = layout.takes(i, seat.words(), seat.at(), cost, now);
            words[place + WAIT] = takes ? 0 : 1;
            words[place + MARK] = takes ? layout.take(i, seat.words(), seat.at(), cost, now) : 0;
            noteLevel(place, layout.rule(i), seat);
        }
        seats[subject] = seat;
        births[subject] = wantsPermit ? layout.open(seat.words()) : 0;
    }

    /** Notes that a subject shares its words with an earlier one, which is charged for both. */
    final void share(int subject, Seat seat) {
        seats[subject] = seat;
    }

    /** The first subject, before this one, that has the same words and was charged for both; -1 if it has its own. */
    final int chargedWith(int subject) {
        Seat seat = seats[subject];
        if (seat != null && !seat.isOwn()) {
            for (int i = 0; i < subject; i++) {
                Seat earlier = seats[i];
                if (earlier != null && earlier.words() == seat.words()) {
                    return i;
                }
            }
        }
        return -1;
    }

    final boolean isAnybodySharing() {
        for (int i = 0; i < subjects().size(); i++) {
            Seat seat = seats[i];
            if (seat != null && !seat.isOwn()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a limit that refuses asks for a wait. */
    final boolean isAnybodyWaiting() {
        for (int i = 0; i < size; i++) {
            if (waitNanos(i) > 0 && !limit(i).isShadow()) {
                return true;
            }
        }
        return false;
    }

    private void noteLevel(int place, Rule rule, Seat seat) {
        words[place + LEVEL] = rule.level(seat.words(), seat.at(), now);
        words[place + RESET] = rule.resetNanos(seat.words(), seat.at(), now);
    }

    /** Notes how a subject's limits stand. */
    final void note(int subject, Seat seat) {
        Layout layout = seat.layout();
        for (int i = 0; i < layout.size(); i++) {
            int place = place(subject, i);
            Rule rule = layout.rule(i);
            noteLevel(place, rule, seat);
            words[place + WAIT] = rule.waitNanos(seat.words(), seat.at(), rule.permits(cost), now);
        }
        seats[subject] = seat;
    }

    public final Decision.Reason reason() {
        return switch (taken) {
            case ADMITTED -> Decision.Reason.ADMITTED;
            case FULL -> Decision.Reason.OVERFLOW;
            default -> retryAfterNanos() == Long.MAX_VALUE ? Decision.Reason.NEVER_ADMISSIBLE : Decision.Reason.LIMITED;
        };
    }

    public final long retryAfterNanos() {
        if (taken == Taken.FULL) {
            return roomAfterNanos;
        }
        if (taken == Taken.ADMITTED) {
            return 0;
        }
        int binding = bindingIndex();
        // A calendar may have turned its page since the call was refused.
        return binding < 0 ? 1 : waitNanos(binding);
    }

    /** The first limit with the longest wait, or -1 if there is none to wait for. */
    final int bindingIndex() {
        int binding = -1;
        long longest = 0;
        for (int i = 0; i < size && taken == Taken.REFUSED; i++) {
            long wait = waitNanos(i);
            if (wait > longest && !limit(i).isShadow()) {
                longest = wait;
                binding = i;
            }
        }
        return binding;
    }

    final int size() {
        return size;
    }

    final Limit limit(int index) {
        int subject = subjectOf(index);
        return subjects().get(subject).quota().limits().get(index - firsts[subject]);
    }

    final long remaining(int index) {
        // Without a seat there was no room, and so nothing that was used.
        return hasSeat(index)
                ? rule(index).remaining(level(index))
                : limit(index).most();
    }

    final long resetAfterNanos(int index) {
        if (!hasSeat(index)) {
            return 0;
        }
        return copied == null ? words[WORDS * index + RESET] : rule(index).resetNanos(copy, COPY, now);
    }

    private long level(int index) {
        return copied == null ? words[WORDS * index + LEVEL] : rule(index).level(copy, COPY, now);
    }

    private long waitNanos(int index) {
        if (copied == null) {
            return words[WORDS * index + WAIT];
        }
        Rule rule = rule(index);
        return rule.waitNanos(copy, COPY, rule.permits(cost), now);
    }

    final LimitState state(int index) {
        return new LimitState(
                subjects().get(subjectOf(index)).name(), limit(index), remaining(index), resetAfterNanos(index));
    }

    public final List<LimitState> states() {
        List<LimitState> states = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            states.add(state(i));
        }
        return Collections.unmodifiableList(states);
    }

    public final List<LimitState> shadowRefusals() {
        List<LimitState> refusals = new ArrayList<>(0);
        for (int i = 0; i < size; i++) {
            if (wouldRefuse(i)) {
                refusals.add(state(i));
            }
        }
        return Collections.unmodifiableList(refusals);
    }

    /** Whether a limit only watches and would have refused the call. */
    final boolean wouldRefuse(int index) {
        if (!limit(index).isShadow() || taken == Taken.FULL) {
            return false;
        }
        return waitNanos(index) > 0;
    }

    /** The seat where a subject's cost was taken. */
    final @Nullable Seat seat(int subject) {
        return seats[subject];
    }

    final int birth(int subject) {
        return births[subject];
    }

    /** Whether an admitted call took its cost from a limit. */
    final boolean isTaken(int subject, int rule) {
        return words[place(subject, rule) + WAIT] == 0;
    }

    final long mark(int subject, int rule) {
        return words[place(subject, rule) + MARK];
    }

    final Subjects subjects() {
        Subjects who = subjects;
        if (who == null) {
            throw new IllegalStateException("must have been used for a call before it can tell about one");
        }
        return who;
    }

    private boolean hasSeat(int index) {
        return seats[subjectOf(index)] != null;
    }

    /** The rule of a limit that has a seat. */
    private Rule rule(int index) {
        Seat only = copied;
        if (only != null) {
            return only.layout().rule(index);
        }
        int subject = subjectOf(index);
        return Objects.requireNonNull(seats[subject]).layout().rule(index - firsts[subject]);
    }

    private int place(int subject, int rule) {
        return WORDS * (firsts[subject] + rule);
    }

    private int subjectOf(int index) {
        int subject = subjects().size() - 1;
        while (firsts[subject] > index) {
            subject--;
        }
        return subject;
    }
}
