// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import org.jspecify.annotations.Nullable;

/**
 * Where the words of subjects are.
 *
 * <p>Implementations are thread-safe.
 */
interface Store {

    /** Throws if it cannot hold such subjects. */
    void check(Subjects subjects);

    /** Whether there are words that newcomers share. */
    boolean shares();

    /** Takes a cost from rates alone, where the subject is there and nothing else is to be done. */
    Taken takePlain(String name, Layout layout, Cost cost, long now);

    /** The same by number. */
    Taken takePlain(long id, Layout layout, Cost cost, long now);

    /**
     * The seat of one of a call's subjects, made if need be, under the quota it has now; null if there is no room. None of
     * the call's others loses its place for it: they would take turns for ever.
     */
    @Nullable
    Seat seat(Subjects subjects, int index, long now);

    /** The seat of a subject as it is, under whatever quota it had last; null if it has none. */
    @Nullable
    Seat find(Subject subject);

    /** Where the subject of a seat is now, under whatever quota; null if it has been forgotten. */
    @Nullable
    Seat again(Seat seat);

    /** The same, made even where there is no room: debt is never forgotten. */
    Seat force(Seat seat, long now);

    /** Whether words with that first word are still a seat's. */
    boolean holds(Seat seat, long first);

    /** Makes room in a seat for more open permits; the seat is to be looked up again. */
    void grow(Seat seat, long now);

    /** Gives back what a seat does not need any more. */
    void shrink(Seat seat, long now);

    /** Forgets a subject. */
    void remove(Subject subject);

    /** The soonest that a place could become free, at least 1. */
    long nanosUntilRoom(long now);
}
