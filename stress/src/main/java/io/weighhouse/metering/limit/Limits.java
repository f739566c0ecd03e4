// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Duration;

/** What the stress tests of limits share: time stands still, so that all that is taken stays taken. */
final class Limits {

    static final Duration MINUTE = Duration.ofMinutes(1);

    private Limits() {}

    static LocalRateLimiter.Builder limiter() {
        return RateLimiter.local().ticker(() -> 0);
    }

    /** How much is left of the first limit of a quota. */
    static long left(RateLimiter limiter, Subjects subjects) {
        return limiter.peek(subjects, Cost.none()).states().get(0).remaining();
    }
}
