// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.RateLimit;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A rate: each cost takes its time, and the backlog of what was taken may be as long as the burst takes.
 *
 * <p>Times are whole numbers of a part of a nanosecond that every rate so far divides. Nothing is rounded but to be shown.
 */
final class RateOracle implements LimitOracle {

    private BigInteger partsOfANano = BigInteger.ONE;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private Slot base = new Slot(0, BigInteger.ZERO);

    private static final class Slot {
        private final long at;
        private BigInteger time;
        private boolean open = true;

        Slot(long at, BigInteger time) {
            this.at = at;
            this.time = time;
        }
    }

    @Override
    public long waitNanos(Limit limit, long cost, Moment now) {
        RateLimit rate = (RateLimit) limit;
        if (cost > rate.burst()) {
            return Long.MAX_VALUE;
        }
        BigInteger missing = backlog(rate, now).add(time(rate, cost)).subtract(time(rate, rate.burst()));
        return ceiling(missing.max(BigInteger.ZERO));
    }

    @Override
    public Charge take(Limit limit, long cost, Moment now) {
        RateLimit rate = (RateLimit) limit;
        forgetWhatHasEnded();
        Slot slot = add(rate, cost, now);
        return (actual, end) -> {
            slot.open = false;
            if (actual < cost) {
                // The rate of when it was taken, whatever parts there are of a nanosecond by now.
                slot.time = time(rate, actual);
            } else if (actual > cost) {
                add(rate, actual - cost, end).open = false;
            }
        };
    }

    private Slot add(RateLimit rate, long cost, Moment now) {
        Slot slot = new Slot(now.nanos(), time(rate, cost));
        slots.addLast(slot);
        return slot;
    }

    /** What ended before anything that is open can be one number. */
    private void forgetWhatHasEnded() {
        while (!slots.isEmpty() && !slots.getFirst().open) {
            Slot first = slots.removeFirst();
            base = new Slot(first.at, drained(base, base.time, first.at).add(first.time));
        }
    }

    @Override
    public long remaining(Limit limit, Moment now) {
        RateLimit rate = (RateLimit) limit;
        BigInteger free = time(rate, rate.burst()).subtract(backlog(rate, now)).max(BigInteger.ZERO);
        return free.divide(time(rate, 1)).longValueExact();
    }

    @Override
    public long resetNanos(Limit limit, Moment now) {
        return ceiling(backlog((RateLimit) limit, now));
    }

    /** What is left to be drained, in parts of a nanosecond. */
    private BigInteger backlog(RateLimit rate, Moment now) {
        divideBy(rate);
        Slot last = base;
        BigInteger backlog = base.time;
        for (Slot slot : slots) {
            backlog = drained(last, backlog, slot.at).add(slot.time);
            last = slot;
        }
        return drained(last, backlog, now.nanos());
    }

    private BigInteger drained(Slot since, BigInteger backlog, long now) {
        BigInteger passed = BigInteger.valueOf(now - since.at).multiply(partsOfANano);
        return backlog.subtract(passed).max(BigInteger.ZERO);
    }

    private BigInteger time(RateLimit rate, long cost) {
        divideBy(rate);
        return BigInteger.valueOf(cost)
                .multiply(BigInteger.valueOf(rate.period().toNanos()))
                .multiply(partsOfANano.divide(BigInteger.valueOf(rate.permits())));
    }

    private void divideBy(RateLimit rate) {
        BigInteger permits = BigInteger.valueOf(rate.permits());
        BigInteger factor = permits.divide(permits.gcd(partsOfANano));
        if (!factor.equals(BigInteger.ONE)) {
            partsOfANano = partsOfANano.multiply(factor);
            base.time = base.time.multiply(factor);
            slots.forEach(slot -> slot.time = slot.time.multiply(factor));
        }
    }

    private long ceiling(BigInteger time) {
        BigInteger[] nanos = time.divideAndRemainder(partsOfANano);
        BigInteger up = nanos[0].add(BigInteger.valueOf(nanos[1].signum()));
        return up.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }
}
