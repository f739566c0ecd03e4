// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Ticker;
import io.weighhouse.testkit.RateLimiterContract;
import java.time.InstantSource;

class LocalRateLimiterContractTest extends RateLimiterContract {

    @Override
    protected RateLimiter newLimiter(Ticker ticker, InstantSource clock) {
        return RateLimiter.local()
                .ticker(ticker)
                .clock(clock)
                .maximumSubjects(1_000)
                .nonDurable()
                .build();
    }
}
