// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import org.jspecify.annotations.Nullable;

/**
 * One of those whose limits a call counts against, and a note of where a limiter keeps what it has used.
 *
 * <p>This class is thread-safe: the note is an immutable object, and whoever reads an old one finds out.
 */
final class Subject {

    private final @Nullable String name;
    private final long id;
    private final Quota quota;
    private @Nullable Seat seat;

    /** A subject by name, or by number where there is none. */
    Subject(@Nullable String name, long id, Quota quota) {
        this.name = name;
        this.id = id;
        this.quota = quota;
    }

    Subject copy() {
        Subject copy = new Subject(name, id, quota);
        copy.seat = seat;
        return copy;
    }

    String name() {
        return name == null ? Long.toString(id) : name;
    }

    long id() {
        return id;
    }

    boolean hasId() {
        return name == null;
    }

    Quota quota() {
        return quota;
    }

    /** Whether there is anything to be counted. */
    boolean isLimited() {
        return !quota.isUnlimited();
    }

    @Nullable
    Seat seat() {
        return seat;
    }

    void note(Seat found) {
        seat = found;
    }

    @Override
    public String toString() {
        return name() + ' ' + quota;
    }
}
