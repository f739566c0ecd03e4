// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import java.time.Instant;

/** Instants as nanoseconds since 1970; a long reaches from 1677 to 2262. */
final class Nanos {

    private static final long SECOND = 1_000_000_000L;

    private Nanos() {}

    static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
    }

    /** The nearest that a long can say: for instants that only bound a search. */
    static long near(Instant instant) {
        long seconds = instant.getEpochSecond();
        if (seconds >= Long.MAX_VALUE / SECOND) {
            return Long.MAX_VALUE;
        }
        return seconds <= Long.MIN_VALUE / SECOND ? Long.MIN_VALUE : of(instant);
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }
}
