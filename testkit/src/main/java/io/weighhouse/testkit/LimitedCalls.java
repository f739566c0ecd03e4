// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.money.Unit;
import java.util.List;

/**
 * Calls of one subject under one quota, to be made in turn.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param quota the subject's quota
 * @param calls in the order they are made
 */
public record LimitedCalls(Quota quota, List<Call> calls) {

    /** The money that every generated cost states. */
    public static final Counted MONEY = Counted.money(Unit.of("CREDIT", 6));

    /** The thing of the user's own that every generated cost states. */
    public static final Counted IMAGES = Counted.named("images");

    /**
     * Keeps its own copy of the calls.
     *
     * @param quota the subject's quota
     * @param calls in the order they are made
     */
    public LimitedCalls {
        calls = List.copyOf(calls);
    }

    /**
     * One call.
     *
     * @param pauseNanos how long after the call before it, 0 or more
     * @param reserved what it asks for
     * @param actual what it turns out to use, more or less than that
     * @param settledAfter how many further calls are made before it is settled, 0 to 12
     */
    public record Call(long pauseNanos, Cost reserved, Cost actual, int settledAfter) {

        /**
         * The actual use, but in no respect more than was reserved.
         *
         * @return the smaller of both costs, number by number
         */
        public Cost actualWithinReserved() {
            return Cost.of(
                            Math.min(reserved.requests(), actual.requests()),
                            Math.min(reserved.inputTokens(), actual.inputTokens()),
                            Math.min(reserved.outputTokens(), actual.outputTokens()))
                    .and(MONEY, Math.min(reserved.quantity(MONEY), actual.quantity(MONEY)))
                    .and(IMAGES, Math.min(reserved.quantity(IMAGES), actual.quantity(IMAGES)));
        }

        /**
         * What {@link #actualWithinReserved} leaves of the reservation.
         *
         * @return the difference, number by number
         */
        public Cost rest() {
            Cost part = actualWithinReserved();
            return Cost.of(
                            reserved.requests() - part.requests(),
                            reserved.inputTokens() - part.inputTokens(),
                            reserved.outputTokens() - part.outputTokens())
                    .and(MONEY, reserved.quantity(MONEY) - part.quantity(MONEY))
                    .and(IMAGES, reserved.quantity(IMAGES) - part.quantity(IMAGES));
        }
    }
}
