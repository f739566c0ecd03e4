// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/**
 * A rate limiter that lives in the memory of one process.
 *
 * <p>It starts with nothing used: after a restart, or on a second machine, every subject has a fresh allowance. That is
 * harmless for a minute and wrong for a month. So a limit whose period, or whose time to refill, is a day or longer is a
 * mistake unless the limiter was declared {@link Builder#nonDurable()}.
 *
 * <p>It remembers at most {@link Builder#maximumSubjects} subjects. A subject is forgotten only when it is as if it had
 * never called; while there is none such, newcomers are dealt with as {@link Builder#whenFull} says. Each newcomer looks at
 * a few subjects only, so it may find no place although another one could be forgotten.
 *
 * <p>A permit gives back what was not used, exactly as long as few permits are open; with many, a little less (see {@code
 * docs/internals/limits.md}). A ticker that goes back counts as one that stood still.
 *
 * <p>{@link #tryAcquire(Subjects, Cost)} allocates nothing for subjects that are known.
 *
 * <p>This class is thread-safe. No thread waits for another, but for the few writes of a decision on the same subject.
 */
public final class LocalRateLimiter implements RateLimiter {

    private final Engine engine;

    private LocalRateLimiter(Builder builder) {
        Layouts layouts = new Layouts(builder.clock, builder.permitTimeToLive, builder.nonDurable);
        Store store = builder.slabLimits == 0
                ? new SubjectMap(layouts, builder.maximumSubjects, builder.whenFull)
                : new SubjectSlab(layouts, builder.maximumSubjects, builder.whenFull, builder.slabLimits);
        this.engine =
                new Engine(layouts, store, SteadyTicker.of(builder.ticker), builder.permitTimeToLive, builder.signals);
    }

    @Override
    public Decision acquire(Subjects subjects, Cost cost) {
        return engine.acquire(subjects, cost, engine.now());
    }

    /**
     * {@link #acquire(Subjects, Cost)} at a moment that the caller has read, so that one reading serves several purposes.
     *
     * @param subjects who is limited, and how
     * @param cost what the call takes
     * @param nowNanos a reading of this limiter's ticker, and of no other; an older one makes limits stricter
     * @return what was decided
     * @throws IllegalArgumentException as there
     */
    public Decision acquire(Subjects subjects, Cost cost, long nowNanos) {
        return engine.acquire(subjects, cost, nowNanos);
    }

    @Override
    public Decision awaitAcquire(Subjects subjects, Cost cost, Duration atMost) throws InterruptedException {
        return engine.awaitAcquire(subjects, cost, atMost);
    }

    @Override
    public boolean tryAcquire(Subjects subjects, Cost cost) {
        return engine.tryAcquire(subjects, cost, engine.now());
    }

    /**
     * {@link #tryAcquire(Subjects, Cost)} at a moment that the caller has read.
     *
     * @param subjects who is limited, and how
     * @param cost what the call takes, for good
     * @param nowNanos a reading of this limiter's ticker, and of no other; an older one makes limits stricter
     * @return whether the call passed
     * @throws IllegalArgumentException as there
     */
    public boolean tryAcquire(Subjects subjects, Cost cost, long nowNanos) {
        return engine.tryAcquire(subjects, cost, nowNanos);
    }

    /**
     * {@link #tryAcquire(Subjects, Cost)} that also tells why, in an object which is used again and again: nothing is
     * allocated.
     *
     * @param subjects who is limited, and how
     * @param cost what the call takes, for good
     * @param told is filled with what was decided
     * @return whether the call passed
     * @throws IllegalArgumentException as there
     */
    public boolean tryAcquire(Subjects subjects, Cost cost, DecisionDraft told) {
        engine.tryAcquire(subjects, cost, engine.now(), told.standing());
        return told.allowed();
    }

    @Override
    public boolean tryAcquire(String subject, Quota quota, Cost cost) {
        return engine.tryAcquire(subject, quota, cost);
    }

    /**
     * {@link #tryAcquire(Subjects, Cost)} for one subject that has a number for a name; see {@link Builder#slab}.
     *
     * @param subject who is limited
     * @param quota its limits
     * @param cost what the call takes, for good
     * @return whether the call passed
     * @throws IllegalArgumentException as there
     */
    public boolean tryAcquire(long subject, Quota quota, Cost cost) {
        return engine.tryAcquire(subject, quota, cost);
    }

    @Override
    public Decision peek(Subjects subjects, Cost cost) {
        return engine.peek(subjects, cost);
    }

    @Override
    public void reset(Subjects subjects) {
        engine.reset(subjects);
    }

    /**
     * Says how a limiter is to be.
     *
     * <p>This class is not thread-safe; the limiters it builds are.
     */
    public static final class Builder {

        private Ticker ticker = Ticker.system();
        private InstantSource clock = InstantSource.system();
        private Duration permitTimeToLive = Duration.ofMinutes(10);
        private int maximumSubjects = 1_000_000;
        private WhenFull whenFull = WhenFull.REFUSE;
        private LimitSignals signals = LimitSignals.NONE;
        private boolean nonDurable;
        private int slabLimits;

        Builder() {}

        /**
         * Where elapsed time comes from; {@link Ticker#system()} if not said.
         *
         * @param ticker of nanoseconds
         * @return this builder
         */
        public Builder ticker(Ticker ticker) {
            this.ticker = Objects.requireNonNull(ticker, "ticker");
            return this;
        }

        /**
         * Where the time of day comes from, for {@link CalendarLimit} alone; the system's clock if not said.
         *
         * @param clock read by the millisecond
         * @return this builder
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * How long a permit may be open and still give something back; ten minutes if not said.
         *
         * @param timeToLive longer than most calls take, more than nothing, at most a day
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder permitTimeToLive(Duration timeToLive) {
            if (timeToLive.isNegative() || timeToLive.isZero() || timeToLive.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("must be > 0 and at most a day: permitTimeToLive=" + timeToLive);
            }
            this.permitTimeToLive = timeToLive;
            return this;
        }

        /**
         * How many subjects are remembered at once; 1,000,000 if not said. With two rates each they take some 80 MB beside
         * their names when all are there.
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
         * What happens to newcomers when there is no room; {@link WhenFull#REFUSE} if not said.
         *
         * @param rule refuse them, or let them share one subject
         * @return this builder
         */
        public Builder whenFull(WhenFull rule) {
            this.whenFull = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /**
         * Who hears what is refused; nobody if not said.
         *
         * @param listener is told after each decision
         * @return this builder
         */
        public Builder signals(LimitSignals listener) {
            this.signals = Objects.requireNonNull(listener, "listener");
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

        /**
         * Keeps subjects in one array instead of a map: faster and smaller where there are very many of them, which then must
         * be known by number, as by {@link Subjects#of(long, Quota)}.
         *
         * <p>Each takes 8 bytes for every limit and 16 more, and a sixteenth of that, whether it is there or not: with two
         * limits 34 bytes times {@link #maximumSubjects}. That goes for rates and calendars without open permits; subjects
         * with more are kept in a map beside, by the same maximum.
         *
         * @param limits how many limits a subject may have in the array, 1 to 16
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder slab(int limits) {
            if (limits < 1 || limits > 16) {
                throw new IllegalArgumentException("must be 1 to 16: limits=" + limits);
            }
            this.slabLimits = limits;
            return this;
        }

        /** {@return a limiter with nothing used} */
        public LocalRateLimiter build() {
            return new LocalRateLimiter(this);
        }
    }
}
