// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import java.time.Clock;
import java.util.List;

/** What it costs to ask for the time: the part of a limiter's or a ledger's work that nobody can avoid. */
final class ClockSuite implements Suite {

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public String about() {
        return "a read of the clock: the baseline of other suites";
    }

    @Override
    public List<Case> cases() {
        return List.of(Case.of("System.nanoTime", ClockSuite::nanoTime)
                .against("System.currentTimeMillis", ClockSuite::currentTimeMillis)
                .against("Clock.instant", ClockSuite::instant));
    }

    /** One read of the monotonic clock an iteration. */
    static long nanoTime(int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += System.nanoTime();
        }
        return sum;
    }

    private static long currentTimeMillis(int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += System.currentTimeMillis();
        }
        return sum;
    }

    private static long instant(int iterations) {
        Clock clock = Clock.systemUTC();
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += clock.instant().toEpochMilli();
        }
        return sum;
    }
}
