// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.Horizon;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a journal is kept.
 *
 * <p>{@code JournalOptions.usual().segmentBytes(16 << 20)}: every setting has a default that serves a gateway.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class JournalOptions {

    private static final JournalOptions USUAL = new JournalOptions(new Builder());

    final int segmentBytes;
    final int queueCapacity;
    final Duration patience;
    final Duration clockLeapCap;
    final Horizon horizon;
    final long snapshotEveryBytes;
    final ThreadFactory threads;
    final Executor callbacks;
    final LongSupplier ticker;
    final RandomGenerator random;
    final @Nullable JournalFiles archive;

    private JournalOptions(Builder builder) {
        segmentBytes = builder.segmentBytes;
        queueCapacity = builder.queueCapacity;
        patience = builder.patience;
        clockLeapCap = builder.clockLeapCap;
        horizon = builder.horizon;
        snapshotEveryBytes = builder.snapshotEveryBytes;
        threads = builder.threads;
        callbacks = builder.callbacks;
        ticker = builder.ticker;
        random = builder.random;
        archive = builder.archive;
    }

    /** The deadline in nanoseconds; what a long cannot say, beyond 292 years, is as good as for ever. */
    long patienceNanos() {
        Duration most = Duration.ofNanos(Long.MAX_VALUE);
        return patience.compareTo(most) > 0 ? Long.MAX_VALUE : patience.toNanos();
    }

    /** {@return the defaults: segments of 64 MiB, 65,536 commands in flight, no deadline, a horizon of 24 hours} */
    public static JournalOptions usual() {
        return USUAL;
    }

    /** {@return a builder that starts from the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes options.
     *
     * <p>This class is for one thread.
     */
    public static final class Builder {

        private static final int MAX_QUEUE = 1 << 20;

        private int segmentBytes = 64 << 20;
        private int queueCapacity = 65_536;
        private Duration patience = Duration.ofDays(1);
        private Duration clockLeapCap = Duration.ofDays(100);
        private Horizon horizon = Horizon.USUAL;
        private long snapshotEveryBytes = 256L << 20;
        private ThreadFactory threads = JournalThreads.DAEMONS;
        private Executor callbacks = ForkJoinPool.commonPool();
        private LongSupplier ticker = JournalThreads.TICKER;
        private RandomGenerator random = new SecureRandom();
        private @Nullable JournalFiles archive;

        private Builder() {}

        /**
         * How large a file of the journal is; three of them are set aside on the disk at once.
         *
         * @param value a multiple of 512 from 1 MiB to 1 GiB; 64 MiB at first
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder segmentBytes(int value) {
            if (value < 1 << 20 || value > 1 << 30 || value % 512 != 0) {
                throw new IllegalArgumentException(
                        "must be a multiple of 512 from 1048576 to 1073741824: segmentBytes=" + value);
            }
            segmentBytes = value;
            return this;
        }

        /**
         * How many commands and queries may wait at once. A blocking call waits for a place, an asynchronous one is refused.
         *
         * @param value 1 to 1,048,576; 65,536 at first
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder queueCapacity(int value) {
            if (value < 1 || value > MAX_QUEUE) {
                throw new IllegalArgumentException("must be 1 to 1048576: queueCapacity=" + value);
            }
            queueCapacity = value;
            return this;
        }

        /**
         * The deadline: how long a command or a query may wait until it is begun; then it is refused, and nothing was done.
         *
         * @param value more than zero; a day at first
         * @return this builder
         * @throws IllegalArgumentException if it is not more than zero
         */
        public Builder patience(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("must be > PT0S: patience=" + value);
            }
            patience = value;
            return this;
        }

        /**
         * How far the clock may leap ahead of the time that has passed, before the store refuses to go by it: a clock set years
         * ahead for a moment would expire every lot for good. What has leapt is refused until the clock is right again or the
         * store is opened anew.
         *
         * @param value more than zero; 100 days at first
         * @return this builder
         * @throws IllegalArgumentException if it is not more than zero
         */
        public Builder clockLeapCap(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("must be > PT0S: clockLeapCap=" + value);
            }
            clockLeapCap = value;
            return this;
        }

        /**
         * For how long ids of calls and posts are remembered.
         *
         * @param value the horizon; 24 hours and ten million at first
         * @return this builder
         */
        public Builder horizon(Horizon value) {
            horizon = value;
            return this;
        }

        /**
         * After how many bytes of events a snapshot is made, so that less has to be done again after a crash.
         *
         * @param value at least 1 MiB; 256 MiB at first
         * @return this builder
         * @throws IllegalArgumentException if it is less
         */
        public Builder snapshotEveryBytes(long value) {
            if (value < 1 << 20) {
                throw new IllegalArgumentException("must be >= 1048576: snapshotEveryBytes=" + value);
            }
            snapshotEveryBytes = value;
            return this;
        }

        /**
         * Makes the threads: one that writes, and now and then one that prepares files and one that makes snapshots. What it is
         * given says which by its {@code toString}: {@code writer}, {@code files} or {@code snapshots}. The last two end with
         * their work, and may as well do it where they are started.
         *
         * @param value the factory; named daemons at first
         * @return this builder
         */
        public Builder threads(ThreadFactory value) {
            threads = value;
            return this;
        }

        /**
         * Runs what callers hang on the stages that they get.
         *
         * @param value the executor; the common pool at first
         * @return this builder
         */
        public Builder callbacks(Executor value) {
            callbacks = value;
            return this;
        }

        /**
         * Measures how long something waits.
         *
         * @param value nanoseconds that only rise, from any origin; the system's at first
         * @return this builder
         */
        public Builder ticker(LongSupplier value) {
            ticker = value;
            return this;
        }

        /**
         * Gives a new journal its name, and personal records their salts.
         *
         * @param value secure randomness
         * @return this builder
         */
        public Builder random(RandomGenerator value) {
            random = value;
            return this;
        }

        /**
         * Where files of the journal are read from that are no longer in its directory.
         *
         * @param value where {@link JournalStore#archive} moved them
         * @return this builder
         */
        public Builder archive(JournalFiles value) {
            archive = value;
            return this;
        }

        /** {@return the options} */
        public JournalOptions build() {
            return new JournalOptions(this);
        }
    }
}
