// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;

/** What the parts of a limit may be. */
final class LimitRange {

    private LimitRange() {}

    static void requirePermits(long value, String name, long most, String id) {
        if (value <= 0) {
            throw new IllegalArgumentException("must be > 0: " + name + "=" + value + " limit=" + id);
        }
        if (value > most) {
            throw new IllegalArgumentException("must be <= " + most + ": " + name + "=" + value + " limit=" + id);
        }
    }

    static void requireDuration(Duration value, String name, String id) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("must be > 0: " + name + "=" + value + " limit=" + id);
        }
        if (value.compareTo(Duration.ofDays(RateLimit.MAX_REFILL_DAYS)) > 0) {
            throw new IllegalArgumentException(
                    "must be at most " + RateLimit.MAX_REFILL_DAYS + " days: " + name + "=" + value + " limit=" + id);
        }
    }

    static void requireNotInFlight(Counted counted, String id) {
        if (counted.equals(Counted.IN_FLIGHT)) {
            throw new IllegalArgumentException(
                    "must be counted by a ConcurrencyLimit: counted=" + counted + " limit=" + id);
        }
    }
}
