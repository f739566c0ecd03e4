// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Quota;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a quota's limits should decide, in whole numbers of any size.
 *
 * <p>Time is counted in nanoseconds times the limit's permits: a permit takes {@code period} of it, a nanosecond drains
 * {@code permits} of it. Nothing is ever divided but to be shown.
 */
final class QuotaOracle {

    private final Quota quota;
    private final BigInteger[] backlogs;

    QuotaOracle(Quota quota) {
        this.quota = quota;
        this.backlogs = new BigInteger[quota.limits().size()];
        Arrays.fill(backlogs, BigInteger.ZERO);
    }

    static long permits(Limit limit, Cost cost) {
        return switch (limit.counted()) {
            case REQUESTS -> cost.requests();
            case INPUT_TOKENS -> cost.inputTokens();
            case OUTPUT_TOKENS -> cost.outputTokens();
            case TOKENS -> cost.inputTokens() + cost.outputTokens();
        };
    }

    void pass(long nanos) {
        for (int i = 0; i < backlogs.length; i++) {
            backlogs[i] = backlogs[i].subtract(times(nanos, limit(i).permits())).max(BigInteger.ZERO);
        }
    }

    boolean take(Cost cost) {
        if (waits(cost).stream().anyMatch(wait -> wait > 0)) {
            return false;
        }
        for (int i = 0; i < backlogs.length; i++) {
            backlogs[i] = backlogs[i].add(time(i, cost));
        }
        return true;
    }

    /** Nanoseconds that each limit makes the call wait. */
    List<Long> waits(Cost cost) {
        return IntStream.range(0, backlogs.length)
                .mapToObj(i -> {
                    Limit limit = limit(i);
                    if (permits(limit, cost) > limit.burst()) {
                        return Long.MAX_VALUE;
                    }
                    BigInteger missing = backlogs[i].add(time(i, cost)).subtract(capacity(i));
                    return ceiling(missing.max(BigInteger.ZERO), limit.permits());
                })
                .toList();
    }

    List<LimitState> states() {
        return IntStream.range(0, backlogs.length)
                .mapToObj(i -> {
                    Limit limit = limit(i);
                    long remaining = capacity(i)
                            .subtract(backlogs[i])
                            .max(BigInteger.ZERO)
                            .divide(BigInteger.valueOf(limit.period().toNanos()))
                            .longValueExact();
                    return new LimitState(limit, remaining, ceiling(backlogs[i], limit.permits()));
                })
                .toList();
    }

    private Limit limit(int i) {
        return quota.limits().get(i);
    }

    private BigInteger time(int i, Cost cost) {
        return times(permits(limit(i), cost), limit(i).period().toNanos());
    }

    private BigInteger capacity(int i) {
        return times(limit(i).burst(), limit(i).period().toNanos());
    }

    private static long ceiling(BigInteger dividend, long divisor) {
        return dividend.add(BigInteger.valueOf(divisor - 1))
                .divide(BigInteger.valueOf(divisor))
                .longValueExact();
    }

    private static BigInteger times(long a, long b) {
        return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
    }
}
