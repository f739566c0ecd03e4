// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.math.BigInteger;

/**
 * The exact arithmetic of one limit.
 *
 * <p>A permit takes {@code period / permits} nanoseconds of a limit's time: 600,000 at 100,000 a minute, 8 4/7 at
 * 7,000,000,000 a minute. Such a time is kept in two numbers, whole nanoseconds and {@code parts}, of which {@link
 * #denominator} make a nanosecond. The denominator is 1 for nearly every limit in use, and then, and
 * only then, no parts arise.
 *
 * <p>This class is immutable and thread-safe.
 */
final class Window {

    /** More time than any limit holds, 146 years: debt beyond it is forgiven. Twice as much still fits a long. */
    static final long MAX_NANOS = Long.MAX_VALUE / 2;

    private final Limit limit;
    private final Counted counted;
    private final long burst;
    private final long denominator;
    private final long nanosPerPermit;
    private final long partsPerPermit;
    private final long burstNanos;
    private final long burstParts;

    Window(Limit limit) {
        long periodNanos = limit.period().toNanos();
        long divisor = greatestCommonDivisor(periodNanos, limit.permits());
        this.limit = limit;
        this.counted = limit.counted();
        this.burst = limit.burst();
        this.denominator = limit.permits() / divisor;
        this.nanosPerPermit = periodNanos / divisor / denominator;
        this.partsPerPermit = periodNanos / divisor % denominator;
        this.burstNanos = nanos(limit.burst());
        this.burstParts = parts(limit.burst());
    }

    Limit limit() {
        return limit;
    }

    /** What the call takes from this limit, in permits. */
    long permits(Cost cost) {
        return counted.of(cost);
    }

    /** The whole nanoseconds that so many permits take, at most {@link #MAX_NANOS}. */
    long nanos(long permits) {
        long nanos = nanosPerPermit * permits;
        if (Math.multiplyHigh(nanosPerPermit, permits) != 0 || nanos < 0 || nanos > MAX_NANOS) {
            return MAX_NANOS;
        }
        if (partsPerPermit == 0) {
            return nanos;
        }
        long parts = partsPerPermit * permits;
        long carried = Math.multiplyHigh(partsPerPermit, permits) == 0 && parts >= 0
                ? parts / denominator
                : divideWide(permits, false);
        return carried > MAX_NANOS - nanos ? MAX_NANOS : nanos + carried;
    }

    /** The parts of a nanosecond that so many permits take beyond {@link #nanos}. */
    long parts(long permits) {
        if (partsPerPermit == 0) {
            return 0;
        }
        long parts = partsPerPermit * permits;
        return Math.multiplyHigh(partsPerPermit, permits) == 0 && parts >= 0
                ? parts % denominator
                : divideWide(permits, true);
    }

    /** The whole nanoseconds of a backlog with so many permits added, at most {@link #MAX_NANOS}. */
    long nanosWith(long nanos, long parts, long permits) {
        if (partsPerPermit == 0) {
            return Math.min(nanos + nanos(permits), MAX_NANOS);
        }
        long sum = nanos + nanos(permits) + (parts(permits) >= denominator - parts ? 1 : 0);
        return Math.min(sum, MAX_NANOS);
    }

    /** The parts of a backlog with so many permits added. */
    long partsWith(long parts, long permits) {
        if (partsPerPermit == 0) {
            return 0;
        }
        long room = denominator - parts;
        long added = parts(permits);
        return added >= room ? added - room : parts + added;
    }

    /** Whether so many permits fit on top of a backlog. */
    boolean admits(long nanos, long parts, long permits) {
        if (permits > burst) {
            return false;
        }
        if (partsPerPermit == 0) {
            return nanos + nanosPerPermit * permits <= burstNanos;
        }
        long sum = nanosWith(nanos, parts, permits);
        return sum < burstNanos || (sum == burstNanos && partsWith(parts, permits) <= burstParts);
    }

    /** Nanoseconds until so many permits fit on top of a backlog that only time lowers. */
    long waitNanos(long nanos, long parts, long permits) {
        if (permits > burst) {
            return Long.MAX_VALUE;
        }
        long missing = nanosWith(nanos, parts, permits) - burstNanos;
        return Math.max(0, missing + (partsWith(parts, permits) > burstParts ? 1 : 0));
    }

    /** The most permits that fit on top of a backlog. */
    long remaining(long nanos, long parts) {
        long roomNanos = burstNanos - nanos;
        if (roomNanos < 0) {
            return 0;
        }
        if (partsPerPermit == 0) {
            return roomNanos / nanosPerPermit;
        }
        BigInteger room = inParts(roomNanos).add(BigInteger.valueOf(burstParts - parts));
        return room.signum() < 0
                ? 0
                : room.divide(inParts(nanosPerPermit).add(BigInteger.valueOf(partsPerPermit)))
                        .longValueExact();
    }

    /** How many parts make a nanosecond. */
    long denominator() {
        return denominator;
    }

    private BigInteger inParts(long nanos) {
        return BigInteger.valueOf(nanos).multiply(BigInteger.valueOf(denominator));
    }

    /** Divides 128 bits of parts by the denominator, bit by bit: rare, but under a lock, where nothing may be allocated. */
    private long divideWide(long permits, boolean wantsRemainder) {
        long remainder = Math.multiplyHigh(partsPerPermit, permits);
        long quotient = partsPerPermit * permits;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            remainder = remainder << 1 | quotient >>> (Long.SIZE - 1);
            quotient <<= 1;
            if (Long.compareUnsigned(remainder, denominator) >= 0) {
                remainder -= denominator;
                quotient |= 1;
            }
        }
        return wantsRemainder ? remainder : quotient;
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
