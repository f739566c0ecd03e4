// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What limiters in memory have in common: how a call is decided and settled, wherever the words of its subjects are.
 *
 * <p><b>One subject.</b> All limits are read at one version; a refusal writes nothing; an admission locks that version, which
 * proves that what it decided on still stands, writes every limit, and publishes them at once.
 *
 * <p><b>Several subjects.</b> They are looked at first, without a lock: whoever refuses now refuses the call. If nobody does,
 * they are locked one after the other, in the order of their names, each at a version that admits the call; when the last
 * one is locked the call is admitted, and all are written before the first is let go. Whoever meets a lock while it holds
 * one lets go of everything and begins again, so nobody waits for anybody who waits.
 *
 * <p>This class is thread-safe.
 */
final class Engine {

    /** How often a lock is looked at before everything that is held is let go. */
    private static final int LOOKS = 16;

    /** How often the usual call is tried before it is taken for another one. */
    private static final int TURNS = 7;

    private final Layouts layouts;
    private final Store store;
    private final Ticker ticker;
    private final long permitNanos;
    private final LimitSignals signals;

    Engine(Layouts layouts, Store store, Ticker ticker, Duration permitTimeToLive, LimitSignals signals) {
        this.layouts = layouts;
        this.store = store;
        this.ticker = ticker;
        this.permitNanos = permitTimeToLive.toNanos();
        this.signals = signals;
    }

    long now() {
        return ticker.nanos();
    }

    Decision acquire(Subjects subjects, Cost cost, long now) {
        LocalDecision decision = new LocalDecision(this, true);
        decide(subjects, cost, now, decision);
        return decision;
    }

    /** Takes a cost from a subject that its caller does not keep, so that the store has to look it up. */
    boolean tryAcquire(String name, Quota quota, Cost cost) {
        long now = now();
        Layout layout = plainLayout(quota);
        Taken taken = layout == null ? Taken.AGAIN : store.takePlain(name, layout, cost, now);
        return taken == Taken.AGAIN ? tryAcquire(Subjects.of(name, quota), cost, now) : taken == Taken.ADMITTED;
    }

    /** The same for one that has a number. */
    boolean tryAcquire(long id, Quota quota, Cost cost) {
        long now = now();
        Layout layout = plainLayout(quota);
        Taken taken = layout == null ? Taken.AGAIN : store.takePlain(id, layout, cost, now);
        return taken == Taken.AGAIN ? tryAcquire(Subjects.of(id, quota), cost, now) : taken == Taken.ADMITTED;
    }

    private @Nullable Layout plainLayout(Quota quota) {
        if (signals != LimitSignals.NONE || quota.isUnlimited()) {
            return null;
        }
        Layout layout = layouts.of(quota);
        return layout.isPlain() ? layout : null;
    }

    boolean tryAcquire(Subjects subjects, Cost cost, long now) {
        if (signals == LimitSignals.NONE) {
            Subject only = subjects.only();
            Taken taken = only == null ? Taken.AGAIN : takePlain(only, cost, now);
            if (taken == Taken.AGAIN) {
                requireNothingInFlight(subjects);
                taken = take(subjects, cost, now, null);
            }
            return taken == Taken.ADMITTED;
        }
        Standing standing = new Standing(false);
        decide(subjects, cost, now, standing);
        return standing.reason() == Decision.Reason.ADMITTED;
    }

    /** The same, and tells why. */
    void tryAcquire(Subjects subjects, Cost cost, long now, Standing out) {
        Subject only = subjects.only();
        Seat seat = only == null || signals != LimitSignals.NONE ? null : only.seat();
        if (seat != null) {
            long first = seat.first();
            if (isReadyForPlain(seat, first)) {
                out.beginPlain(subjects, cost, now, seat);
                Taken taken = seat.layout().takePlain(seat.words(), seat.at(), first, cost, now);
                if (taken != Taken.AGAIN) {
                    out.endPlain(taken);
                    return;
                }
            }
        }
        decide(subjects, cost, now, out);
    }

    /** Decides, fills what is to be told, and tells the listener. */
    void decide(Subjects subjects, Cost cost, long now, Standing out) {
        Objects.requireNonNull(cost, "cost");
        if (!out.wantsPermit()) {
            requireNothingInFlight(subjects);
        }
        out.begin(subjects, cost, now);
        Taken taken = take(subjects, cost, now, out);
        if (taken == Taken.FULL) {
            out.endFull(store.nanosUntilRoom(now));
        } else {
            out.end(taken);
        }
        if (signals != LimitSignals.NONE) {
            tell(out);
        }
    }

    Decision awaitAcquire(Subjects subjects, Cost cost, Duration atMost) throws InterruptedException {
        if (atMost.isNegative()) {
            throw new IllegalArgumentException("must be >= 0: atMost=" + atMost);
        }
        long begun = now();
        long mostNanos = atMost.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? atMost.toNanos() : Long.MAX_VALUE;
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        while (true) {
            long now = now();
            Decision decision = acquire(subjects, cost, now);
            boolean isOver = decision.allowed() || decision.neverAdmissible();
            if (isOver || decision.retryAfterNanos() > mostNanos - (now - begun)) {
                return decision;
            }
            ticker.await(decision.retryAfterNanos());
        }
    }

    Decision peek(Subjects subjects, Cost cost) {
        Objects.requireNonNull(cost, "cost");
        store.check(subjects);
        long now = now();
        LocalDecision decision = new LocalDecision(this, false);
        decision.begin(subjects, cost, now);
        for (int i = 0; i < subjects.size(); i++) {
            if (subjects.get(i).isLimited()) {
                peek(subjects.get(i), i, decision);
            }
        }
        decision.endPeek();
        return decision;
    }

    private void peek(Subject subject, int index, Standing out) {
        Layout layout = layouts.of(subject.quota());
        while (true) {
            Seat seat = store.find(subject);
            if (seat == null) {
                out.note(index, new Seat(subject, layout, layout.fresh(out.now()), 0));
                return;
            }
            long first = Words.await(seat.words(), seat.at());
            if (seat.layout() == layout) {
                out.note(index, seat);
            } else {
                long[] carried = layout.carriedOver(seat.layout(), seat.words(), seat.at(), out.now());
                out.note(index, new Seat(subject, layout, carried, 0));
            }
            if (store.holds(seat, first) && Words.isStill(seat.words(), seat.at(), first)) {
                return;
            }
        }
    }

    void reset(Subjects subjects) {
        store.check(subjects);
        for (int i = 0; i < subjects.size(); i++) {
            store.remove(subjects.get(i));
        }
    }

    // Taking.

    private Taken takePlain(Subject subject, Cost cost, long now) {
        Seat seat = subject.seat();
        if (seat == null) {
            return Taken.AGAIN;
        }
        long first = seat.first();
        if (!isReadyForPlain(seat, first)) {
            return Taken.AGAIN;
        }
        Taken taken = seat.layout().takePlain(seat.words(), seat.at(), first, cost, now);
        for (int turn = 1; taken == Taken.AGAIN && turn <= TURNS; turn++) {
            backOff(turn);
            first = seat.first();
            if (isReadyForPlain(seat, first)) {
                taken = seat.layout().takePlain(seat.words(), seat.at(), first, cost, now);
            }
        }
        return taken;
    }

    private boolean isReadyForPlain(Seat seat, long first) {
        return seat.layout().home() == layouts
                && seat.isPlain()
                && Words.isFreeAndCompact(first, seat.layout().id())
                && (seat.at() == 0 || store.holds(seat, first));
    }

    /** Lets another thread have the words to itself for a while: handing them to and fro is what costs time. */
    private static void backOff(int turn) {
        for (int i = 0; i < 1 << turn; i++) {
            Thread.onSpinWait();
        }
    }

    private Taken take(Subjects subjects, Cost cost, long now, @Nullable Standing out) {
        store.check(subjects);
        while (true) {
            Subjects who = subjects.size() > 1 && store.shares() ? subjects.copy() : subjects;
            Taken taken = look(who, cost, now, out);
            if (taken == Taken.ADMITTED) {
                taken = lockFrom(0, who, cost, now, out);
            }
            if (taken == Taken.REFUSED && out != null && !noted(who, out)) {
                taken = Taken.AGAIN;
            }
            if (taken != Taken.AGAIN) {
                return taken;
            }
            Thread.onSpinWait();
        }
    }

    /** Sees that all subjects have a seat with room, and whether one of them refuses as it is. */
    private Taken look(Subjects subjects, Cost cost, long now, @Nullable Standing out) {
        boolean permit = out != null && out.wantsPermit();
        Taken looked = Taken.ADMITTED;
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            if (subject.isLimited()) {
                Seat seat = store.seat(subjects, i, now);
                if (seat == null) {
                    return Taken.FULL;
                }
                Taken one = look(seat, cost, now, permit);
                if (one == Taken.AGAIN) {
                    return Taken.AGAIN;
                }
                looked = one == Taken.REFUSED ? Taken.REFUSED : looked;
            }
        }
        return looked;
    }

    private Taken look(Seat seat, Cost cost, long now, boolean permit) {
        seat.layout().requireStated(cost);
        long first = Words.await(seat.words(), seat.at());
        boolean admits = seat.layout().admits(seat.words(), seat.at(), cost, now);
        boolean room = seat.layout().hasRoom(seat.words(), seat.at(), permit);
        if (!store.holds(seat, first) || !Words.isStill(seat.words(), seat.at(), first)) {
            return Taken.AGAIN;
        }
        if (!admits) {
            return seat.layout().isAhead(seat.words(), seat.at()) ? turnBack(seat, first) : Taken.REFUSED;
        }
        if (!room) {
            store.grow(seat, now);
            return Taken.AGAIN;
        }
        return Taken.ADMITTED;
    }

    /** A refusal writes nothing but this, for what is ahead would refuse again and again. */
    private static Taken turnBack(Seat seat, long first) {
        if (Words.lock(seat.words(), seat.at(), first)) {
            seat.layout().turnBack(seat.words(), seat.at());
            Words.unlock(seat.words(), seat.at(), first);
        }
        return Taken.AGAIN;
    }

    /** Locks this subject and the later ones, takes the cost from all of them, and lets them go. */
    private Taken lockFrom(int index, Subjects subjects, Cost cost, long now, @Nullable Standing out) {
        if (index == subjects.size()) {
            return Taken.ADMITTED;
        }
        if (!subjects.get(index).isLimited()) {
            return lockFrom(index + 1, subjects, cost, now, out);
        }
        Seat seat = subjects.get(index).seat();
        if (seat == null || seat.layout().home() != layouts) {
            return Taken.AGAIN;
        }
        if (!seat.isOwn() && subjects.size() > 1 && !subjects.isCopy()) {
            // Another thread may note another seat before the later ones ask whose words are shared.
            return Taken.AGAIN;
        }
        if (isSharedWithAnEarlierOne(seat, index, subjects)) {
            Taken later = lockFrom(index + 1, subjects, cost, now, out);
            if (later == Taken.ADMITTED && out != null) {
                out.share(index, seat);
            }
            return later;
        }
        long first = readSoon(seat);
        if (!isReady(seat, first, cost, now, out) || !Words.lock(seat.words(), seat.at(), first)) {
            return Taken.AGAIN;
        }
        // A clock may throw; whatever happens, nobody is to wait for ever.
        Taken later = Taken.AGAIN;
        try {
            later = lockFrom(index + 1, subjects, cost, now, out);
            if (later == Taken.ADMITTED) {
                write(index, seat, cost, now, out);
            }
        } finally {
            if (later == Taken.ADMITTED) {
                Words.unlock(seat.words(), seat.at(), first);
            } else {
                Words.restore(seat.words(), seat.at(), first);
            }
        }
        return later;
    }

    /** Whether words that are not locked are the seat's, have room, and admit the cost. */
    private boolean isReady(Seat seat, long first, Cost cost, long now, @Nullable Standing out) {
        return !Words.isLocked(first)
                && store.holds(seat, first)
                && seat.layout().hasRoom(seat.words(), seat.at(), out != null && out.wantsPermit())
                && seat.layout().admits(seat.words(), seat.at(), cost, now);
    }

    private static void write(int index, Seat seat, Cost cost, long now, @Nullable Standing out) {
        if (out != null) {
            out.take(index, seat);
            return;
        }
        for (int i = 0; i < seat.layout().size(); i++) {
            if (seat.layout().takes(i, seat.words(), seat.at(), cost, now)) {
                seat.layout().take(i, seat.words(), seat.at(), cost, now);
            }
        }
    }

    /** Newcomers without a place may share words, which are then locked and charged once. */
    private static boolean isSharedWithAnEarlierOne(Seat seat, int index, Subjects subjects) {
        if (!(seat.key() instanceof Layout)) {
            return false;
        }
        for (int i = 0; i < index; i++) {
            Seat earlier = subjects.get(i).seat();
            if (earlier != null && earlier.words() == seat.words()) {
                return true;
            }
        }
        return false;
    }

    /** The first word, after a few looks if it is locked: longer waits are for those who hold nothing. */
    private static long readSoon(Seat seat) {
        long first = Words.read(seat.words(), seat.at());
        for (int look = 1; Words.isLocked(first) && look < LOOKS; look++) {
            Thread.onSpinWait();
            first = Words.read(seat.words(), seat.at());
        }
        return first;
    }

    /** Notes how the limits of a refused call stand, each subject's as of one moment; false if that has changed. */
    private boolean noted(Subjects subjects, Standing out) {
        for (int i = 0; i < subjects.size(); i++) {
            Seat seat = subjects.get(i).seat();
            if (subjects.get(i).isLimited()) {
                if (seat == null || seat.layout().home() != layouts) {
                    return false;
                }
                long first;
                do {
                    first = Words.await(seat.words(), seat.at());
                    if (!store.holds(seat, first)) {
                        return false;
                    }
                    out.note(i, seat);
                } while (!Words.isStill(seat.words(), seat.at(), first));
            }
        }
        return out.isAnybodyWaiting();
    }

    private static void requireNothingInFlight(Subjects subjects) {
        for (int i = 0; i < subjects.size(); i++) {
            Quota quota = subjects.get(i).quota();
            if (quota.hasCallsInFlight()) {
                throw new IllegalArgumentException(
                        "must be acquired with a permit, so that the call can end: quota=" + quota);
            }
        }
    }

    private void tell(Standing standing) {
        try {
            if (standing.reason() == Decision.Reason.OVERFLOW || standing.isAnybodySharing()) {
                signals.overflowed();
            }
            int binding = standing.bindingIndex();
            if (binding >= 0) {
                signals.refused(standing.limit(binding));
            }
            for (int i = 0; i < standing.size(); i++) {
                if (standing.wouldRefuse(i)) {
                    signals.shadowRefused(standing.limit(i));
                }
            }
        } catch (RuntimeException dropped) {
            // By now the call is decided: what a listener throws must not undo that.
        }
    }

    // Settling.

    /** Puts right what a decision took; {@code actual} states all that is counted. */
    void settle(LocalDecision decision, Cost actual) {
        long now = now();
        boolean inTime = now - decision.now() <= permitNanos;
        for (int i = 0; i < decision.subjects().size(); i++) {
            Seat seat = decision.seat(i);
            if (seat != null && decision.chargedWith(i) < 0) {
                settle(decision, i, seat, new Ending(actual, now, inTime));
            }
        }
    }

    private void settle(LocalDecision decision, int subject, Seat taken, Ending ending) {
        Seat seat = taken;
        while (true) {
            long first = Words.await(seat.words(), seat.at());
            if (store.holds(seat, first) && !seat.layout().hasRoom(seat.words(), seat.at(), false)) {
                // An overrun is better known by its own time than with others.
                store.grow(seat, ending.now());
            } else if (store.holds(seat, first) && Words.lock(seat.words(), seat.at(), first)) {
                boolean shrinks;
                try {
                    decision.settle(subject, seat, ending);
                    shrinks = seat.layout().canShrink(seat.words(), seat.at());
                } finally {
                    Words.unlock(seat.words(), seat.at(), first);
                }
                if (shrinks) {
                    store.shrink(seat, ending.now());
                }
                break;
            }
            Seat again = store.again(taken);
            if (again == null && !decision.overruns(taken.layout(), ending.actual())) {
                break;
            }
            seat = again == null ? store.force(taken, ending.now()) : again;
        }
        if (signals != LimitSignals.NONE) {
            tellOverruns(decision, subject, taken.layout(), ending.actual());
        }
    }

    private void tellOverruns(LocalDecision decision, int subject, Layout layout, Cost actual) {
        for (int i = 0; i < layout.size(); i++) {
            Rule rule = layout.rule(i);
            if (decision.isTaken(subject, i) && decision.overruns(rule, actual)) {
                try {
                    signals.overrun(rule.limit(), rule.permits(actual) - rule.permits(decision.cost()));
                } catch (RuntimeException dropped) {
                    // The debt is charged: what a listener throws must not hide that.
                }
            }
        }
    }
}
