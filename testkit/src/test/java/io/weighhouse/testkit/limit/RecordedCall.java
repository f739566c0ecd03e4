// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One call of one thread: what it asks, and once it was made what was answered, and between which moments. */
final class RecordedCall {

    enum Kind {
        ACQUIRE,
        TRY_ACQUIRE,
        PEEK,
        SETTLE,
        RELEASE,
        RESET
    }

    final Kind kind;
    final List<Party> parties;
    final Cost cost;

    /** The call whose permit this one ends. */
    final @Nullable RecordedCall taken;

    private final Subjects subjects;

    private long calledAt;
    private long returnedAt;
    private @Nullable Decision decision;
    private boolean passed;

    RecordedCall(Kind kind, List<Party> parties, Cost cost) {
        this(kind, parties, cost, null);
    }

    private RecordedCall(Kind kind, List<Party> parties, Cost cost, @Nullable RecordedCall taken) {
        this.kind = kind;
        this.parties = parties;
        this.cost = cost;
        this.taken = taken;
        this.subjects = Party.subjects(parties);
    }

    /** A call that ends the permit of an earlier one of the same thread, if there is any. */
    static RecordedCall ending(RecordedCall taken, Kind kind, Cost actual) {
        return new RecordedCall(kind, taken.parties, actual, taken);
    }

    void make(RateLimiter limiter, AtomicLong moments) {
        calledAt = moments.getAndIncrement();
        switch (kind) {
            case ACQUIRE -> decision = limiter.acquire(subjects, cost);
            case TRY_ACQUIRE -> passed = limiter.tryAcquire(subjects, cost);
            case PEEK -> decision = limiter.peek(subjects, cost);
            case RESET -> limiter.reset(subjects);
            default -> end();
        }
        returnedAt = moments.getAndIncrement();
    }

    private void end() {
        if (taken != null && taken.passed()) {
            if (kind == Kind.SETTLE) {
                taken.decision().permit().settle(cost);
            } else {
                taken.decision().permit().release();
            }
        }
    }

    Decision decision() {
        if (decision == null) {
            throw new AssertionError("must have been answered by a decision: " + this);
        }
        return decision;
    }

    boolean passed() {
        return decision == null ? passed : decision.allowed();
    }

    /** Whether this call had returned when the other one was made. */
    boolean isBefore(RecordedCall other) {
        return returnedAt < other.calledAt;
    }

    @Override
    public String toString() {
        Object answer = decision == null ? passed : decision.reason() + " " + decision.states();
        String permit = taken == null ? "" : " of the call at " + taken.calledAt;
        return calledAt + ".." + returnedAt + ' ' + kind + permit + ' ' + parties + ' ' + cost + ": " + answer;
    }
}
