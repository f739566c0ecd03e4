// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A decision of the local limiter, and the permit it gave: one object, because every admitted call allocates it.
 *
 * <p>It keeps the backlogs as they were and works out an answer only when it is asked for.
 *
 * <p>This class is thread-safe.
 */
final class LocalDecision implements Decision, Permit {

    private static final AtomicIntegerFieldUpdater<LocalDecision> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(LocalDecision.class, "ended");

    private final LocalRateLimiter limiter;
    private final Quota quota;
    private final Cost cost;
    private final long[] snapshot;
    private final @Nullable LimitCell cell;

    @SuppressWarnings("UnusedVariable") // Used through ENDED only.
    private volatile int ended;

    /**
     * A decision on a cost.
     *
     * @param snapshot the backlogs, with the cost if it was taken; not to be changed any more
     * @param cell where the cost was taken; null if it was not
     */
    LocalDecision(LocalRateLimiter limiter, Quota quota, Cost cost, long[] snapshot, @Nullable LimitCell cell) {
        this.limiter = limiter;
        this.quota = quota;
        this.cost = cost;
        this.snapshot = snapshot;
        this.cell = cell;
    }

    @Override
    public Reason reason() {
        long wait = retryAfterNanos();
        if (wait == 0) {
            return Reason.ADMITTED;
        }
        return wait == Long.MAX_VALUE ? Reason.NEVER_ADMISSIBLE : Reason.LIMITED;
    }

    @Override
    public @Nullable Limit binding() {
        int window = bindingWindow();
        return window < 0 ? null : quota.window(window).limit();
    }

    @Override
    public long retryAfterNanos() {
        int window = bindingWindow();
        return window < 0 ? 0 : waitNanos(window);
    }

    @Override
    public List<LimitState> states() {
        List<LimitState> states = new ArrayList<>(quota.size());
        for (int window = 0; window < quota.size(); window++) {
            long nanos = LimitCell.nanos(snapshot, window);
            long parts = LimitCell.parts(snapshot, window);
            Window rule = quota.window(window);
            states.add(new LimitState(rule.limit(), rule.remaining(nanos, parts), nanos + (parts > 0 ? 1 : 0)));
        }
        return Collections.unmodifiableList(states);
    }

    @Override
    public Permit permit() {
        if (cell == null) {
            throw new IllegalStateException("must have taken something to have a permit: decision=" + this);
        }
        return this;
    }

    @Override
    public void settle(Cost actual) {
        // Before anything is locked or ended by it.
        Objects.requireNonNull(actual, "actual");
        if (cell != null && ENDED.compareAndSet(this, 0, 1)) {
            limiter.settle(cell, snapshot, cost, actual);
        }
    }

    @Override
    public void release() {
        settle(Cost.NOTHING);
    }

    /** {@return the reason and how each limit stands} */
    @Override
    public String toString() {
        return reason() + " " + states();
    }

    /** The first window with the longest wait, or -1 if there is none to wait for. */
    private int bindingWindow() {
        int binding = -1;
        long longest = 0;
        for (int window = 0; cell == null && window < quota.size(); window++) {
            long wait = waitNanos(window);
            if (wait > longest) {
                longest = wait;
                binding = window;
            }
        }
        return binding;
    }

    private long waitNanos(int window) {
        Window rule = quota.window(window);
        return rule.waitNanos(LimitCell.nanos(snapshot, window), LimitCell.parts(snapshot, window), rule.permits(cost));
    }
}
