// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The words of subjects by number, side by side in one array that never grows.
 *
 * <p>A slot is the subject's number, its first word and a word for each limit. A subject is within {@link #WINDOW} slots
 * from where its number, mixed, points to. A slot that was used once is never empty again; it is given to another number
 * when its subject is as if it had never called. Its version goes on, so whoever has read it for the old number finds out.
 *
 * <p>Subjects that need rings, because permits are open or limits of another kind are wanted, move to a {@link SubjectMap}
 * beside and leave their slot; they stay there until they are forgotten. Whoever gives a number a place, or moves it, has a
 * lock by number, so that it never has two.
 *
 * <p>This class is thread-safe.
 */
final class SubjectSlab implements Store {

    /** How far from home a subject may be. */
    private static final int WINDOW = 256;

    /** For so many slots there is one more, so that the others are nearer to their homes. */
    private static final int SPARE = 16;

    private static final int STRIPES = 64;
    private static final int NOWHERE = -1;
    private static final int WORDS_BEFORE_RULES = 2;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final Layouts layouts;
    private final WhenFull whenFull;
    private final SubjectMap beside;
    private final int mostLimits;
    private final int slots;
    private final int stride;
    private final long[] words;
    private final ReentrantLock[] placing = new ReentrantLock[STRIPES];

    SubjectSlab(Layouts layouts, int mostSubjects, WhenFull whenFull, int mostLimits) {
        this.layouts = layouts;
        this.whenFull = whenFull;
        this.beside = new SubjectMap(layouts, mostSubjects, WhenFull.REFUSE);
        this.mostLimits = mostLimits;
        this.stride = WORDS_BEFORE_RULES + mostLimits;
        long wanted = mostSubjects + (mostSubjects + SPARE - 1L) / SPARE;
        if (wanted * stride > LONGEST_ARRAY) {
            throw new IllegalArgumentException("must fit an array of " + LONGEST_ARRAY + " words: maximumSubjects="
                    + mostSubjects + " limits=" + mostLimits);
        }
        this.slots = (int) wanted;
        this.words = new long[slots * stride];
        for (int i = 0; i < STRIPES; i++) {
            placing[i] = new ReentrantLock();
        }
    }

    @Override
    public void check(Subjects subjects) {
        for (int i = 0; i < subjects.size(); i++) {
            if (!subjects.get(i).hasId()) {
                throw new IllegalArgumentException("must be known by a number to a limiter with a slab: subject="
                        + subjects.get(i).name());
            }
        }
    }

    @Override
    public boolean shares() {
        return beside.shares();
    }

    @Override
    public Taken takePlain(String name, Layout layout, Cost cost, long now) {
        // It has no number: what follows says so.
        return Taken.AGAIN;
    }

    @Override
    public Taken takePlain(long id, Layout layout, Cost cost, long now) {
        int at = layout.size() <= mostLimits ? place(id) : NOWHERE;
        if (at == NOWHERE) {
            return Taken.AGAIN;
        }
        long first = Words.read(words, at);
        boolean ready = Words.isFreeAndCompact(first, layout.id()) && words[at - 1] == id;
        return ready ? layout.takePlain(words, at, first, cost, now) : Taken.AGAIN;
    }

    @Override
    public @Nullable Seat seat(Subjects subjects, int index, long now) {
        Subject subject = subjects.get(index);
        Layout layout = layouts.of(subject.quota());
        Seat noted = subject.seat();
        if (noted != null && noted.layout() == layout && noted.isOwn() && holds(noted, noted.first())) {
            return noted;
        }
        Seat seat = seat(subject.id(), layout, subjects, now);
        if (seat == null && whenFull == WhenFull.SHARE) {
            seat = beside.shared(layout, now);
        }
        if (seat != null) {
            subject.note(seat);
        }
        return seat;
    }

    private @Nullable Seat seat(long id, Layout layout, Subjects spared, long now) {
        while (true) {
            Seat seat = find(id);
            if (seat == null) {
                if (!give(id, layout, spared, now)) {
                    return null;
                }
            } else if (seat.layout() == layout) {
                return seat;
            } else if (seat.words() != words) {
                // Not more than that: if it has been forgotten meanwhile, it may have a slot by now.
                beside.changeLayout(seat, layout, now);
            } else if (fits(layout)) {
                changeLayout(seat, layout, now);
            } else {
                move(seat, now);
            }
        }
    }

    @Override
    public @Nullable Seat find(Subject subject) {
        return find(subject.id());
    }

    private @Nullable Seat find(long id) {
        for (int at = place(id); at != NOWHERE; at = place(id)) {
            long first = Words.await(words, at);
            if (isTaken(first) && words[at - 1] == id) {
                return new Seat(id, layouts.get(Words.layout(first)), words, at);
            }
        }
        return beside.isEmpty() ? null : beside.find((Object) id);
    }

    @Override
    public @Nullable Seat again(Seat seat) {
        return seat.isOwn() ? find((long) seat.key()) : beside.again(seat);
    }

    @Override
    public Seat force(Seat seat, long now) {
        if (!seat.isOwn()) {
            return beside.force(seat, now);
        }
        long id = (long) seat.key();
        ReentrantLock lock = placing(id);
        lock.lock();
        try {
            Seat found = find(id);
            while (found == null) {
                if (!give(id, seat.layout(), Subjects.NONE, now)) {
                    return beside.force(seat, now);
                }
                found = find(id);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean holds(Seat seat, long first) {
        return Words.layout(first) == seat.layout().id()
                && (seat.words() != words || words[seat.at() - 1] == (long) seat.key());
    }

    @Override
    public void grow(Seat seat, long now) {
        if (seat.words() == words) {
            move(seat, now);
        } else {
            beside.grow(seat, now);
        }
    }

    @Override
    public void shrink(Seat seat, long now) {
        beside.shrink(seat, now);
    }

    @Override
    public void remove(Subject subject) {
        ReentrantLock lock = placing(subject.id());
        lock.lock();
        try {
            Seat seat = find(subject.id());
            while (seat != null && seat.words() == words) {
                leave(seat, seat.first());
                seat = find(subject.id());
            }
            beside.remove((Object) subject.id());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanosUntilRoom(long now) {
        long soonest = Long.MAX_VALUE;
        for (int slot = 0; slot < Math.min(slots, WINDOW); slot++) {
            long first = Words.await(words, at(slot));
            long reset = isTaken(first) ? layouts.get(Words.layout(first)).resetNanos(words, at(slot), now) : 1;
            soonest = Math.min(soonest, Math.max(1, reset));
        }
        return soonest;
    }

    /** Where the first word of a number's slot is; a guess while another thread writes. */
    private int place(long id) {
        int slot = home(id);
        for (int i = 0; i < WINDOW && i < slots; i++) {
            int at = at(slot);
            long first = Words.read(words, at);
            if (words[at - 1] == id && isTaken(first)) {
                return at;
            }
            if (first == 0) {
                return NOWHERE;
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
        return NOWHERE;
    }

    private static boolean isTaken(long first) {
        return first != 0 && Words.layout(first) != Layouts.NONE;
    }

    private int at(int slot) {
        return slot * stride + 1;
    }

    /** The slot that a number points to. The mixing is the finaliser of SplitMix64 (Steele, Lea, Flood, 2014). */
    private int home(long id) {
        long mixed = (id ^ (id >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return (int) (((mixed >>> 32) * slots) >>> 32);
    }

    private ReentrantLock placing(long id) {
        return placing[home(id) % STRIPES];
    }

    private boolean fits(Layout layout) {
        return layout.canBeCompact() && layout.size() <= mostLimits;
    }

    /** Gives a number a place, if it has none; false if there is no room. */
    private boolean give(long id, Layout layout, Subjects spared, long now) {
        ReentrantLock lock = placing(id);
        lock.lock();
        try {
            if (find(id) != null) {
                return true;
            }
            return fits(layout)
                    ? giveSlot(id, layout, spared, now)
                    : beside.seat((Object) id, layout, spared, now) != null;
        } finally {
            lock.unlock();
        }
    }

    private boolean giveSlot(long id, Layout layout, Subjects spared, long now) {
        for (int at = freeSlot(id, spared, now); at != NOWHERE; at = freeSlot(id, spared, now)) {
            long first = Words.read(words, at);
            if (isFree(at, first, spared, now) && Words.lock(words, at, first)) {
                words[at - 1] = id;
                layout.clear(words, at, now);
                Words.unlock(words, at, first, layout.id());
                return true;
            }
        }
        return false;
    }

    /** The nearest slot that nobody has; or else the nearest whose subject is as if it had never called. */
    private int freeSlot(long id, Subjects spared, long now) {
        int drained = NOWHERE;
        int slot = home(id);
        for (int i = 0; i < WINDOW && i < slots; i++) {
            int at = at(slot);
            long first = Words.read(words, at);
            if (!isTaken(first)) {
                return at;
            }
            if (drained == NOWHERE && isFree(at, first, spared, now)) {
                drained = at;
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
        return drained;
    }

    private boolean isFree(int at, long first, Subjects spared, long now) {
        if (!isTaken(first)) {
            return !Words.isLocked(first);
        }
        return !Words.isLocked(first)
                && layouts.get(Words.layout(first)).isDrained(words, at, now)
                && !spared.includes(words[at - 1]);
    }

    private void changeLayout(Seat seat, Layout layout, long now) {
        long first = Words.await(words, seat.at());
        long[] carried = layout.carriedOver(seat.layout(), words, seat.at(), now);
        if (holds(seat, first) && Words.lock(words, seat.at(), first)) {
            System.arraycopy(carried, 1, words, seat.at() + 1, layout.size());
            Words.unlock(words, seat.at(), first, layout.id());
        }
    }

    /** From its slot to the map beside; between the two nobody finds it, and who wants to place it waits. */
    private void move(Seat seat, long now) {
        ReentrantLock lock = placing((long) seat.key());
        lock.lock();
        try {
            long first = Words.await(words, seat.at());
            if (holds(seat, first)) {
                long[] larger = seat.layout().larger(words, seat.at(), now);
                if (leave(seat, first)) {
                    beside.put(seat.key(), larger);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives a slot up, if its first word still stands. */
    private boolean leave(Seat seat, long first) {
        if (Words.isLocked(first) || !holds(seat, first) || !Words.lock(words, seat.at(), first)) {
            return false;
        }
        Words.unlock(words, seat.at(), first, Layouts.NONE);
        return true;
    }
}
