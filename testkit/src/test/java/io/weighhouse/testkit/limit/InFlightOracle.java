// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.ConcurrencyLimit;
import io.weighhouse.metering.limit.Limit;
import java.util.ArrayList;
import java.util.List;

/** Calls in flight: each counts as one, until it ends or expires. */
final class InFlightOracle implements LimitOracle {

    private final List<Running> running = new ArrayList<>();

    private static final class Running {
        private final long expiresAt;

        Running(long expiresAt) {
            this.expiresAt = expiresAt;
        }
    }

    @Override
    public long waitNanos(Limit limit, long cost, Moment now) {
        List<Long> expiries = expiries(now);
        int tooMany = expiries.size() + 1 - Math.toIntExact(limit.most());
        return tooMany <= 0 ? 0 : expiries.get(tooMany - 1) - now.nanos();
    }

    @Override
    public Charge take(Limit limit, long cost, Moment now) {
        Running call =
                new Running(now.nanos() + ((ConcurrencyLimit) limit).expiry().toNanos());
        running.add(call);
        return (actual, end) -> running.remove(call);
    }

    @Override
    public long remaining(Limit limit, Moment now) {
        return Math.max(0, limit.most() - expiries(now).size());
    }

    @Override
    public long resetNanos(Limit limit, Moment now) {
        List<Long> expiries = expiries(now);
        return expiries.isEmpty() ? 0 : expiries.get(expiries.size() - 1) - now.nanos();
    }

    private List<Long> expiries(Moment now) {
        return running.stream()
                .map(call -> call.expiresAt)
                .filter(expiry -> expiry > now.nanos())
                .sorted()
                .toList();
    }
}
