// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.fail;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
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

    /** For every stretch of calls: its costs are at most the burst and what the rate gives in the time from first to last. */
    void assertWithinLimits() {
        for (Limit limit : quota.limits()) {
            BigInteger periodNanos = BigInteger.valueOf(limit.period().toNanos());
            for (int first = 0; first < costs.size(); first++) {
                BigInteger sum = BigInteger.ZERO;
                for (int last = first; last < costs.size(); last++) {
                    sum = sum.add(BigInteger.valueOf(QuotaOracle.permits(limit, costs.get(last))));
                    BigInteger most = BigInteger.valueOf(limit.burst())
                            .multiply(periodNanos)
                            .add(BigInteger.valueOf(limit.permits())
                                    .multiply(BigInteger.valueOf(times.get(last) - times.get(first))));
                    if (sum.multiply(periodNanos).compareTo(most) > 0) {
                        fail("calls %d to %d exceed %s: %s of %s", first, last, limit, costs, times);
                    }
                }
            }
        }
    }
}
