// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.CalendarLimit;
import io.weighhouse.metering.limit.ConcurrencyLimit;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.RateLimit;

/**
 * What one limit of one subject has used, worked out the slow way: all that was taken is kept, and added up anew for every
 * question, in numbers of any size. The limit comes with each question, as it may change.
 */
interface LimitOracle {

    /** Something that was taken, to be settled later. */
    @FunctionalInterface
    interface Charge {

        /** Settles at what was used, more or less than what was taken. */
        void end(long actual, Moment now);
    }

    /** Nanoseconds until so much may be taken: 0 if it may now, {@link Long#MAX_VALUE} if it never may. */
    long waitNanos(Limit limit, long cost, Moment now);

    /** Takes so much, whether or not it may be. */
    Charge take(Limit limit, long cost, Moment now);

    long remaining(Limit limit, Moment now);

    long resetNanos(Limit limit, Moment now);

    /** The oracle of a limit of which nothing has been taken. */
    static LimitOracle of(Limit limit) {
        if (limit instanceof RateLimit) {
            return new RateOracle();
        }
        if (limit instanceof CalendarLimit) {
            return new CalendarOracle();
        }
        return limit instanceof ConcurrencyLimit ? new InFlightOracle() : new RollingOracle();
    }
}
