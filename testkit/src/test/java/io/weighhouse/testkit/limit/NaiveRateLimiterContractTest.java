// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.limit.Ticker;
import io.weighhouse.testkit.RateLimiterContract;
import java.time.InstantSource;

/** The model that limiters are compared with is one itself. */
class NaiveRateLimiterContractTest extends RateLimiterContract {

    private final Roster roster = new Roster();

    @Override
    protected RateLimiter newLimiter(Ticker ticker, InstantSource clock) {
        return new NaiveRateLimiter(roster, ticker, clock);
    }

    @Override
    protected Subjects subjects(String name, Quota quota) {
        return roster.subjects(name, quota);
    }

    @Override
    protected Subjects and(Subjects others, String name, Quota quota) {
        return roster.and(others, name, quota);
    }
}
