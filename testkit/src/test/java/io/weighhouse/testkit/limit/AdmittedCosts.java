// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.fail;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.metering.limit.RollingLimit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A record of what was let pass and when, checked against the bare promise of a limit: no algorithm, only sums. */
final class AdmittedCosts {

    private final Quota quota;
    private final List<Long> times = new ArrayList<>();
    private final List<Cost> costs = new ArrayList<>();
    private long now;

    AdmittedCosts(Quota quota) {
        this.quota = quota;
    }

    void pass(long nanos) {
        now += nanos;
    }

    /** Notes a cost, and tells under which number it can be put right. */
    int add(Cost cost) {
        times.add(now);
        costs.add(cost);
        return costs.size() - 1;
    }

    void settle(int number, Cost actual) {
        costs.set(number, actual);
    }

    /** No stretch of calls costs more than a limit allows in the time from its first to its last. */
    void assertWithinLimits() {
        for (Limit limit : quota.limits()) {
            for (int first = 0; first < costs.size(); first++) {
                BigInteger sum = BigInteger.ZERO;
                for (int last = first; last < costs.size(); last++) {
                    sum = sum.add(BigInteger.valueOf(costs.get(last).quantity(limit.counted())));
                    if (exceeds(limit, sum, times.get(last) - times.get(first))) {
                        fail("calls %d to %d exceed %s: %s of %s", first, last, limit, costs, times);
                    }
                }
            }
        }
    }

    private static boolean exceeds(Limit limit, BigInteger sum, long nanos) {
        if (limit instanceof RateLimit rate) {
            BigInteger periodNanos = BigInteger.valueOf(rate.period().toNanos());
            BigInteger most = BigInteger.valueOf(rate.burst())
                    .multiply(periodNanos)
                    .add(BigInteger.valueOf(rate.permits()).multiply(BigInteger.valueOf(nanos)));
            return sum.multiply(periodNanos).compareTo(most) > 0;
        }
        if (limit instanceof RollingLimit rolling) {
            return nanos < rolling.window().toNanos() && sum.compareTo(BigInteger.valueOf(rolling.permits())) > 0;
        }
        throw new AssertionError("neither a rate nor a rolling window: " + limit);
    }
}
