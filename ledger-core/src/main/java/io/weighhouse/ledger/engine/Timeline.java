// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

/** The engine's time, which never runs backwards, and the numbers it gives out. */
final class Timeline {

    private long now = Long.MIN_VALUE;
    private long lastBookedAt = Long.MIN_VALUE;
    private long lastSequence;

    /** When history is done again: what was booked then, or MIN_VALUE. */
    private long bookedAtAgain = Long.MIN_VALUE;

    /** The instant by which the rules go: now, or the instant at which something expired that is booked only now. */
    private long at = Long.MIN_VALUE;

    void advanceTo(long nanos) {
        if (nanos > now) {
            now = nanos;
        }
        at = now;
    }

    /** Goes back to when something expired, until {@link #backToNow}. */
    void goTo(long dueNanos) {
        at = dueNanos;
    }

    void backToNow() {
        at = now;
    }

    long at() {
        return at;
    }

    long now() {
        return now;
    }

    long lastSequence() {
        return lastSequence;
    }

    long lastBookedAt() {
        return lastBookedAt;
    }

    long nextSequence() {
        return ++lastSequence;
    }

    /** Two events never share an instant, even when time stands still. */
    long nextBookedAt() {
        if (bookedAtAgain != Long.MIN_VALUE) {
            lastBookedAt = bookedAtAgain;
            bookedAtAgain = Long.MIN_VALUE;
        } else {
            lastBookedAt = now > lastBookedAt ? now : lastBookedAt + 1;
        }
        return lastBookedAt;
    }

    /** Lets the next event be booked when it was booked before. */
    void again(long bookedAt) {
        bookedAtAgain = bookedAt;
    }

    void restore(long restoredNow, long restoredBookedAt, long restoredSequence) {
        now = restoredNow;
        at = restoredNow;
        lastBookedAt = restoredBookedAt;
        lastSequence = restoredSequence;
    }
}
