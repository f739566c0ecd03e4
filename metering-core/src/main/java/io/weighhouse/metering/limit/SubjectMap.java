// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The words of subjects by name, an array for each, no more than a given number of them.
 *
 * <p>When the number is reached, a newcomer takes the place of a subject that is as if it had never called. It looks at a
 * few subjects only, going on where the last newcomer stopped, so that a flood of names costs each of them the same little
 * work. A subject that has used something never loses its place: it would come back with a fresh allowance. Newcomers
 * without a place are refused, or share words that are kept beside, one array for each quota.
 *
 * <p>Words are ended only under the map's lock on their key, in the step that replaces or removes them; so whoever finds
 * ended words waits for that step.
 *
 * <p>This class is thread-safe.
 */
final class SubjectMap implements Store {

    /** How many subjects one newcomer looks at. */
    private static final int LOOKS = 32;

    private final Layouts layouts;
    private final int mostSubjects;
    private final WhenFull whenFull;

    /** By name; and by layout the words that newcomers share. */
    private final ConcurrentHashMap<Object, long[]> byKey = new ConcurrentHashMap<>();

    /** Counts a place before it is taken, so that the map never holds more than the most. */
    private final AtomicInteger places = new AtomicInteger();

    private volatile boolean shares;

    private final ReentrantLock evicting = new ReentrantLock();
    private Iterator<Map.Entry<Object, long[]>> candidates = Collections.emptyIterator();

    SubjectMap(Layouts layouts, int mostSubjects, WhenFull whenFull) {
        this.layouts = layouts;
        this.mostSubjects = mostSubjects;
        this.whenFull = whenFull;
    }

    @Override
    public Taken takePlain(String name, Layout layout, Cost cost, long now) {
        long[] words = byKey.get(name);
        if (words == null) {
            return Taken.AGAIN;
        }
        long first = Words.read(words, 0);
        boolean ready = Words.isFreeAndCompact(first, layout.id());
        return ready ? layout.takePlain(words, 0, first, cost, now) : Taken.AGAIN;
    }

    @Override
    public Taken takePlain(long id, Layout layout, Cost cost, long now) {
        return takePlain(Long.toString(id), layout, cost, now);
    }

    @Override
    public boolean shares() {
        return shares;
    }

    @Override
    public void check(Subjects subjects) {
        // Every name will do.
    }

    @Override
    public @Nullable Seat seat(Subjects subjects, int index, long now) {
        Subject subject = subjects.get(index);
        Layout layout = layouts.of(subject.quota());
        Seat noted = subject.seat();
        if (noted != null && noted.layout() == layout && noted.isOwn() && holds(noted, noted.first())) {
            return noted;
        }
        Seat seat = seat(subject.name(), layout, subjects, now);
        if (seat == null && whenFull == WhenFull.SHARE) {
            seat = shared(layout, now);
        }
        if (seat != null) {
            subject.note(seat);
        }
        return seat;
    }

    /** The same by key; null if there is no room. */
    @Nullable
    Seat seat(Object key, Layout layout, Subjects spared, long now) {
        while (true) {
            Seat seat = find(key);
            if (seat == null) {
                if (!takePlace(spared, now)) {
                    return null;
                }
                add(key, layout, now);
            } else if (seat.layout() == layout) {
                return seat;
            } else {
                changeLayout(seat, layout, now);
            }
        }
    }

    /** Goes on under another layout, if the seat is still there. */
    void changeLayout(Seat seat, Layout layout, long now) {
        Layout before = seat.layout();
        replace(
                seat,
                words -> Words.layout(words[0]) == before.id() ? layout.carriedOver(before, words, 0, now) : null);
    }

    /** A newcomer's seat among others; it is its own as soon as there is room. */
    Seat shared(Layout layout, long now) {
        shares = true;
        byKey.computeIfAbsent(layout, key -> layout.fresh(now));
        Seat seat = find((Object) layout);
        return seat == null ? shared(layout, now) : seat;
    }

    @Override
    public @Nullable Seat find(Subject subject) {
        return find(subject.name());
    }

    @Nullable
    Seat find(Object key) {
        long[] words = byKey.get(key);
        while (words != null) {
            long first = Words.await(words, 0);
            if (first != Words.ENDED) {
                return new Seat(key, layouts.get(Words.layout(first)), words, 0);
            }
            words = byKey.computeIfPresent(key, (same, current) -> current);
        }
        return null;
    }

    @Override
    public @Nullable Seat again(Seat seat) {
        return find(seat.key());
    }

    @Override
    public Seat force(Seat seat, long now) {
        Seat found = find(seat.key());
        while (found == null) {
            if (!takePlace(Subjects.NONE, now)) {
                places.incrementAndGet();
            }
            add(seat.key(), seat.layout(), now);
            found = find(seat.key());
        }
        return found;
    }

    @Override
    public boolean holds(Seat seat, long first) {
        return Words.layout(first) == seat.layout().id();
    }

    @Override
    public void grow(Seat seat, long now) {
        replace(seat, words -> seat.layout().larger(words, 0, now));
    }

    @Override
    public void shrink(Seat seat, long now) {
        replace(seat, words -> seat.layout().canShrink(words, 0) ? seat.layout().smaller(words, now) : null);
    }

    @Override
    public void remove(Subject subject) {
        remove(subject.name());
    }

    void remove(Object key) {
        byKey.computeIfPresent(key, (same, words) -> {
            while (!Words.end(words, 0, Words.await(words, 0))) {
                Thread.onSpinWait();
            }
            places.decrementAndGet();
            return null;
        });
    }

    @Override
    public long nanosUntilRoom(long now) {
        long soonest = Long.MAX_VALUE;
        int looks = 0;
        for (long[] words : byKey.values()) {
            long first = Words.await(words, 0);
            boolean ended = first == Words.ENDED;
            soonest = Math.min(
                    soonest, ended ? 1 : layouts.get(Words.layout(first)).resetNanos(words, 0, now));
            if (++looks == LOOKS) {
                break;
            }
        }
        return looks == 0 ? 1 : Math.max(1, soonest);
    }

    /** Puts other words in the place of a seat's, made of what those say last; keeps them where the maker has none. */
    private void replace(Seat seat, UnaryOperator<long @Nullable []> maker) {
        byKey.computeIfPresent(seat.key(), (same, words) -> {
            while (words == seat.words()) {
                long first = Words.await(words, 0);
                long[] next = maker.apply(words);
                if (next == null) {
                    return words;
                }
                if (Words.end(words, 0, first)) {
                    return next;
                }
            }
            return words;
        });
    }

    /** Puts words there for a key that has none, even where there is no room. */
    void put(Object key, long[] words) {
        places.incrementAndGet();
        if (byKey.putIfAbsent(key, words) != null) {
            throw new IllegalStateException("must not be there already: key=" + key);
        }
    }

    boolean isEmpty() {
        return places.get() == 0;
    }

    private void add(Object key, Layout layout, long now) {
        boolean[] added = {false};
        // Made in the step that puts them there, since the newest words of a key must have the newest number.
        byKey.computeIfAbsent(key, same -> {
            added[0] = true;
            return layout.fresh(now);
        });
        if (!added[0]) {
            places.decrementAndGet();
        }
    }

    private boolean takePlace(Subjects spared, long now) {
        do {
            int taken = places.get();
            while (taken < mostSubjects) {
                if (places.compareAndSet(taken, taken + 1)) {
                    return true;
                }
                taken = places.get();
            }
        } while (evictOne(spared, now));
        return false;
    }

    private boolean evictOne(Subjects spared, long now) {
        evicting.lock();
        try {
            for (int look = 0; look < LOOKS; look++) {
                if (!candidates.hasNext()) {
                    candidates = byKey.entrySet().iterator();
                    if (!candidates.hasNext()) {
                        return false;
                    }
                }
                Map.Entry<Object, long[]> candidate = candidates.next();
                if (!spared.includes(candidate.getKey()) && evict(candidate, now)) {
                    return true;
                }
            }
            return false;
        } finally {
            evicting.unlock();
        }
    }

    private boolean evict(Map.Entry<Object, long[]> candidate, long now) {
        if (candidate.getKey() instanceof Layout || !isDrained(candidate.getValue(), now)) {
            return false;
        }
        boolean[] evicted = {false};
        byKey.computeIfPresent(candidate.getKey(), (key, words) -> {
            long first = Words.await(words, 0);
            evicted[0] = isDrained(words, now) && Words.end(words, 0, first);
            return evicted[0] ? null : words;
        });
        if (evicted[0]) {
            places.decrementAndGet();
        }
        return evicted[0];
    }

    /** A guess unless the first word still stands afterwards. */
    private boolean isDrained(long[] words, long now) {
        long first = Words.await(words, 0);
        return first != Words.ENDED && layouts.get(Words.layout(first)).isDrained(words, 0, now);
    }
}
