// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many output tokens the last calls of one model had.
 *
 * <p>Calls are numbered as they come, and each window of numbers has an epoch. A bucket is one word: an epoch, how many of
 * its calls fell into the bucket, and how many of the epoch before. So nothing is ever cleared, and an old count is dropped
 * by the next call that comes by, or ignored.
 *
 * <p>Buckets are as wide as the largest power of two that is no more than a sixteenth of their least value; those below 32
 * hold one value each.
 */
final class OutputCounts {

    /** What is no estimate. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private static final int PER_MILLE = 1_000;
    private static final int SUB_BITS = 4;
    private static final int SUB = 1 << SUB_BITS;

    /** What needs more bits than these is not told apart. */
    static final int BEYOND_BITS = 24;

    private static final int BEYOND_BUCKET = bucket(1L << BEYOND_BITS);

    /** So that the largest window fits, all of it. */
    private static final int COUNT_BITS = 13;

    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    /** Each means that a whole window of calls ended while one thread read, which is for no more than a microsecond. */
    private static final int MOST_TRIES = 8;

    private final int window;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLongArray words = new AtomicLongArray(BEYOND_BUCKET + 1);
    private final AtomicInteger highest = new AtomicInteger();

    OutputCounts(int window) {
        this.window = window;
    }

    void add(long tokens) {
        int bucket = bucket(Math.min(tokens, 1L << BEYOND_BITS));
        long epoch = calls.getAndIncrement() / window;
        long word;
        do {
            word = words.get(bucket);
        } while (!words.compareAndSet(bucket, word, with(word, epoch)));
        if (bucket > highest.get()) {
            highest.accumulateAndGet(bucket, Math::max);
        }
    }

    /** A bound that at least so many of a thousand calls kept to, or {@link #UNKNOWN}. */
    long bound(int perMille) {
        for (int tried = 0; tried < MOST_TRIES; tried++) {
            long seen = calls.get();
            if (seen < window) {
                return UNKNOWN;
            }
            long epoch = seen / window;
            long looked = window + seen % window;
            long bound = boundOfAllBut(looked * (PER_MILLE - perMille) / PER_MILLE, epoch);
            if (calls.get() / window == epoch) {
                return bound;
            }
        }
        return UNKNOWN;
    }

    private long boundOfAllBut(long mayExceed, long epoch) {
        long from = 0;
        for (int bucket = highest.get(); bucket >= 0; bucket--) {
            from += count(words.get(bucket), epoch);
            if (from > mayExceed) {
                return bucket == BEYOND_BUCKET ? UNKNOWN : greatest(bucket);
            }
        }
        return UNKNOWN;
    }

    /** The word with one more call of the epoch. */
    static long with(long word, long epoch) {
        long age = epoch - epoch(word);
        if (age == 0) {
            return word + 1;
        }
        if (age == 1) {
            return word(epoch, word & COUNT_MASK) + 1;
        }
        if (age > 1) {
            return word(epoch, 0) + 1;
        }
        // A thread that was held up between its number and here.
        return age == -1 ? word + (1L << COUNT_BITS) : word;
    }

    /** How many calls of an epoch and the one before. */
    static long count(long word, long epoch) {
        long age = epoch - epoch(word);
        if (age > 1) {
            return 0;
        }
        return (word & COUNT_MASK) + (age == 1 ? 0 : (word >>> COUNT_BITS) & COUNT_MASK);
    }

    private static long epoch(long word) {
        return word >>> (2 * COUNT_BITS);
    }

    private static long word(long epoch, long before) {
        return ((epoch << COUNT_BITS) | before) << COUNT_BITS;
    }

    private static int bucket(long tokens) {
        if (tokens < SUB) {
            return (int) tokens;
        }
        int shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(tokens);
        return (shift << SUB_BITS) + (int) (tokens >>> shift);
    }

    private static long greatest(int bucket) {
        if (bucket < SUB) {
            return bucket;
        }
        int shift = (bucket >>> SUB_BITS) - 1;
        return ((SUB + (bucket & (SUB - 1)) + 1L) << shift) - 1;
    }
}
