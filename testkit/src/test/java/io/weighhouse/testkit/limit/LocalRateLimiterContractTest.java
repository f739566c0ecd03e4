// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Ticker;
import io.weighhouse.testkit.RateLimiterContract;

class LocalRateLimiterContractTest extends RateLimiterContract {

    @Override
    protected RateLimiter limiter(Ticker ticker) {
        return RateLimiter.local().ticker(ticker).maximumSubjects(1_000).build();
    }
}
