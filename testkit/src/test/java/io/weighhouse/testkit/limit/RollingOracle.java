// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.RollingLimit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A rolling window: what was taken within its length counts, up to the nanosecond. */
final class RollingOracle implements LimitOracle {

    private final List<Slot> slots = new ArrayList<>();

    private static final class Slot {
        private final long at;
        private long cost;

        Slot(long at, long cost) {
            this.at = at;
            this.cost = cost;
        }

        private long leavesIn(RollingLimit limit, Moment now) {
            return cost == 0 ? 0 : Math.max(0, at + limit.window().toNanos() - now.nanos());
        }
    }

    @Override
    public long waitNanos(Limit limit, long cost, Moment now) {
        RollingLimit rolling = (RollingLimit) limit;
        if (cost > rolling.permits()) {
            return Long.MAX_VALUE;
        }
        BigInteger most = BigInteger.valueOf(rolling.permits() - cost);
        long wait = 0;
        BigInteger used = used(rolling, now);
        for (Slot slot : slots) {
            if (used.compareTo(most) <= 0) {
                break;
            }
            if (slot.leavesIn(rolling, now) > 0) {
                wait = slot.leavesIn(rolling, now);
                used = used.subtract(BigInteger.valueOf(slot.cost));
            }
        }
        return wait;
    }

    @Override
    public Charge take(Limit limit, long cost, Moment now) {
        Slot slot = add(cost, now);
        return (actual, end) -> {
            slot.cost = Math.min(actual, cost);
            if (actual > cost) {
                add(actual - cost, end);
            }
        };
    }

    private Slot add(long cost, Moment now) {
        Slot slot = new Slot(now.nanos(), cost);
        slots.add(slot);
        return slot;
    }

    @Override
    public long remaining(Limit limit, Moment now) {
        RollingLimit rolling = (RollingLimit) limit;
        return BigInteger.valueOf(rolling.permits())
                .subtract(used(rolling, now))
                .max(BigInteger.ZERO)
                .longValueExact();
    }

    @Override
    public long resetNanos(Limit limit, Moment now) {
        long reset = 0;
        for (Slot slot : slots) {
            reset = Math.max(reset, slot.leavesIn((RollingLimit) limit, now));
        }
        return reset;
    }

    private BigInteger used(RollingLimit limit, Moment now) {
        BigInteger used = BigInteger.ZERO;
        for (Slot slot : slots) {
            if (slot.leavesIn(limit, now) > 0) {
                used = used.add(BigInteger.valueOf(slot.cost));
            }
        }
        return used;
    }
}
