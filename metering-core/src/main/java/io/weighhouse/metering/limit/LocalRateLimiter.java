// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rate limiter that lives in the memory of one process.
 *
 * <p>It starts with nothing used: after a restart, or on a second machine, every subject has a fresh allowance. That is
 * harmless for a minute and wrong for a month. So a limit whose period, or whose time to refill, is a day or longer is a
 * mistake unless the limiter was declared {@link Builder#nonDurable()}.
 *
 * <p>It remembers at most {@link Builder#maximumSubjects} subjects. A subject is forgotten only when it is as if it had
 * never called; while there is none such, newcomers are refused with {@link Decision.Reason#OVERFLOW}. Each newcomer looks
 * at a few subjects only, so it may be refused although another one could be forgotten.
 *
 * <p>A permit gives back what its limit's time has not used up yet: of 60 requests a minute reserved at once, 30 seconds
 * later up to 30. When other permits of the same subject were settled in between, it may give back less. After its
 * subject's quota was changed to an unequal one it gives back nothing; debt is charged under the new quota.
 *
 * <p>{@link #tryAcquire} allocates nothing for a known subject. A ticker that goes back counts as one that stood still.
 *
 * <p>This class is thread-safe. No thread waits for another, but for the few writes of a decision on the same subject.
 */
public final class LocalRateLimiter implements RateLimiter {

    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

    private final Ticker ticker;
    private final boolean nonDurable;
    private final LimitCells cells;

    private LocalRateLimiter(Builder builder) {
        this.ticker = builder.ticker;
        this.nonDurable = builder.nonDurable;
        this.cells = new LimitCells(builder.ticker, builder.maximumSubjects);
    }

    @Override
    public Decision acquire(String subject, Quota quota, Cost cost) {
        Objects.requireNonNull(cost, "cost");
        if (quota.size() == 0) {
            return Unlimited.ACQUIRED;
        }
        long[] snapshot = LimitCell.newSnapshot(quota);
        while (true) {
            LimitCell cell = cell(subject, quota);
            if (cell == null) {
                return new Overflow(quota, cells.nanosUntilRoom());
            }
            LimitCell.Taken taken = cell.take(cost, ticker, snapshot);
            if (taken != LimitCell.Taken.CELL_GONE) {
                boolean admitted = taken == LimitCell.Taken.ADMITTED;
                return new LocalDecision(this, quota, cost, snapshot, admitted ? cell : null);
            }
        }
    }

    @Override
    public boolean tryAcquire(String subject, Quota quota, Cost cost) {
        Objects.requireNonNull(cost, "cost");
        if (quota.size() == 0) {
            return true;
        }
        while (true) {
            LimitCell cell = cell(subject, quota);
            LimitCell.Taken taken = cell == null ? LimitCell.Taken.REFUSED : cell.take(cost, ticker, null);
            if (taken != LimitCell.Taken.CELL_GONE) {
                return taken == LimitCell.Taken.ADMITTED;
            }
        }
    }

    @Override
    public Decision peek(String subject, Quota quota, Cost cost) {
        Objects.requireNonNull(cost, "cost");
        requireMayForget(quota);
        if (quota.size() == 0) {
            return Unlimited.PEEKED;
        }
        while (true) {
            LimitCell cell = cells.get(subject);
            long[] snapshot = cell == null ? LimitCell.newSnapshot(quota) : cell.read(ticker, quota);
            if (snapshot != null) {
                return new LocalDecision(this, quota, cost, snapshot, null);
            }
        }
    }

    void settle(LimitCell cell, long[] snapshot, Cost reserved, Cost actual) {
        if (cell.settle(reserved, actual, ticker, snapshot) || !cell.exceeds(reserved, actual)) {
            return;
        }
        LimitCell live;
        do {
            live = cells.getOrForce(cell);
        } while (live == null || !live.settle(reserved, actual, ticker, null));
    }

    /** The subject's cell for this quota; null if there is no room for it. */
    private @Nullable LimitCell cell(String subject, Quota quota) {
        LimitCell cell = cells.get(subject);
        while (cell == null || !cell.serves(quota)) {
            requireMayForget(quota);
            if (!cells.prepare(subject, quota)) {
                return null;
            }
            cell = cells.get(subject);
        }
        return cell;
    }

    private void requireMayForget(Quota quota) {
        if (!nonDurable && quota.longestNanos() >= DAY_NANOS) {
            throw new IllegalArgumentException("must have periods and times to refill shorter than a day,"
                    + " unless the limiter is declared nonDurable: quota=" + quota);
        }
    }

    /**
     * Says how a limiter is to be.
     *
     * <p>This class is not thread-safe; the limiters it builds are.
     */
    public static final class Builder {

        private Ticker ticker = Ticker.system();
        private int maximumSubjects = 1_000_000;
        private boolean nonDurable;

        Builder() {}

        /**
         * Where the time comes from; {@link Ticker#system()} if not said.
         *
         * @param ticker of nanoseconds
         * @return this builder
         */
        public Builder ticker(Ticker ticker) {
            this.ticker = Objects.requireNonNull(ticker, "ticker");
            return this;
        }

        /**
         * How many subjects are remembered at once; 1,000,000 if not said, which take some 250 MB when all are there.
         *
         * <p>Debt alone may exceed it: what a permit overran is charged even to a subject that has lost its place meanwhile.
         *
         * @param maximumSubjects at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maximumSubjects(int maximumSubjects) {
            if (maximumSubjects < 1) {
                throw new IllegalArgumentException("must be >= 1: maximumSubjects=" + maximumSubjects);
            }
            this.maximumSubjects = maximumSubjects;
            return this;
        }

        /**
         * Declares that limits of a day or longer may be forgotten: a restart gives every subject a fresh allowance, and
         * every further process one of its own.
         *
         * @return this builder
         */
        public Builder nonDurable() {
            this.nonDurable = true;
            return this;
        }

        /** {@return a limiter with nothing used} */
        public LocalRateLimiter build() {
            return new LocalRateLimiter(this);
        }
    }
}
