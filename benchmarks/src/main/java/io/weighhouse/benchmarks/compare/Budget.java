// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.time.Duration;

/**
 * How long a comparison may take.
 *
 * @param total all cases together
 * @param perCase one case, however few there are
 * @param turn one body's share of one round, in CPU time of its thread
 */
record Budget(Duration total, Duration perCase, Duration turn) {

    /** A few minutes, for figures to quote. */
    static final Budget FULL = new Budget(Duration.ofSeconds(180), Duration.ofSeconds(30), Duration.ofMillis(20));

    /** With the start of the JVM and the setting up of a suite it stays below 45 seconds. */
    static final Budget QUICK = new Budget(Duration.ofSeconds(32), Duration.ofSeconds(8), Duration.ofMillis(8));

    /*
     * The process's CPU time advances in steps of 10 ms on Linux, so a turn that is read from it is long enough to make
     * one step a small part of it.
     */
    private static final int PROCESS_TURNS = 25;

    private static final int LONG_TURNS = 8;

    /** One body's turn in a case. */
    long turnNanos(Case c) {
        return switch (c.turn()) {
            case USUAL -> turn.toNanos();
            case LONG -> LONG_TURNS * turn.toNanos();
            case ACROSS_THREADS -> PROCESS_TURNS * turn.toNanos();
        };
    }

    /** One load's turn in a race, in elapsed time: long enough for a slow disk's operations. */
    long raceTurnNanos() {
        return PROCESS_TURNS * turn.toNanos();
    }

    /** One case's share of what is left. */
    long shareNanos(long leftNanos, int casesLeft) {
        return Math.max(0, Math.min(perCase.toNanos(), leftNanos / casesLeft));
    }
}
