// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.github.bucket4j.TimeMeter;
import io.weighhouse.benchmarks.rival.BucketPair;
import io.weighhouse.benchmarks.rival.KeyedLimiter.Rate;
import io.weighhouse.benchmarks.work.LimitedCaller;
import io.weighhouse.benchmarks.work.ReservingCaller;
import java.util.List;

/**
 * A call's tokens reserved, and what it did not use given back when it ends, one call after the other or sixteen at once.
 *
 * <p>For information, for there is no rival that does the same: Bucket4j's tokens are added back, after which a caller
 * exceeds the limit, since the bucket refilled while they were reserved. Net of the two reads of the clock that two moments
 * need.
 */
final class ReserveCases {

    private static final Rate PLENTY = new Rate(LimitedCaller.PLENTY, LimitedCaller.PERIOD);
    private static final int TOGETHER = 16;

    private ReserveCases() {}

    static List<Case> all() {
        return List.of(of("reserve and settle", 1), of("reserve and settle, 16 open", TOGETHER));
    }

    private static Case of(String name, int openAtOnce) {
        ReservingCaller caller = new ReservingCaller(openAtOnce);
        BucketPair pair = BucketPair.of(TimeMeter.SYSTEM_NANOTIME, PLENTY, PLENTY);
        return Case.of(name, iterations -> {
                    long sum = 0;
                    for (int i = 0; i < iterations; i++) {
                        sum += caller.reserveAndSettle() ? 1 : 0;
                    }
                    return sum;
                })
                .netOf("two clocks", iterations -> ClockSuite.nanoTime(iterations) + ClockSuite.nanoTime(iterations))
                .against(
                        "Bucket4j, adding back",
                        PeerBodies.reserving(
                                pair, ReservingCaller.RESERVED_TOKENS, ReservingCaller.USED_TOKENS, openAtOnce))
                .tellingBytes();
    }
}
