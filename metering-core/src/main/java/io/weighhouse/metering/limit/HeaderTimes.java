// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.time.Instant;
import java.util.Map;

/** Times as headers have them, rounded up. */
final class HeaderTimes {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private HeaderTimes() {}

    static long seconds(long nanos) {
        return roundedUp(nanos, NANOS_PER_SECOND);
    }

    static long roundedUp(long nanos, long unit) {
        return nanos / unit + (nanos % unit > 0 ? 1 : 0);
    }

    /** The whole second at which so many nanoseconds have passed, no later than what has a year of four digits. */
    static Instant secondAfter(Instant now, long nanos) {
        if (now.getEpochSecond() < 0 || now.getEpochSecond() > LATEST.getEpochSecond()) {
            throw new IllegalArgumentException("must be in the years 1970 to 9999: now=" + now);
        }
        Instant exact = now.plusNanos(nanos);
        Instant whole = Instant.ofEpochSecond(exact.getEpochSecond() + (exact.getNano() > 0 ? 1 : 0));
        return whole.isAfter(LATEST) ? LATEST : whole;
    }

    /** Whether waiting helps a call that was refused. */
    static boolean hasRetryAfter(Decision decision) {
        return !decision.allowed() && !decision.neverAdmissible() && decision.retryAfterNanos() < Long.MAX_VALUE;
    }

    static void putRetryAfter(Map<String, String> headers, Decision decision) {
        if (hasRetryAfter(decision)) {
            headers.put("Retry-After", Long.toString(seconds(decision.retryAfterNanos())));
        }
    }
}
