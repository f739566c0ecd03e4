// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.limit.Ticker;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link RateLimiter} must do: extend it, say how to make a limiter, and all of it runs.
 *
 * <pre>{@code
 * class MyRateLimiterTest extends RateLimiterContract {
 *     @Override
 *     protected RateLimiter newLimiter(Ticker ticker, InstantSource clock) {
 *         return new MyRateLimiter(ticker, clock, ...);
 *     }
 * }
 * }</pre>
 *
 * <p>Every limiter must keep 1,000 subjects at least, each of them by the nanosecond, and permits of at least ten minutes.
 *
 * <p>A test class is for one thread; some of its tests use the limiter from many.
 */
public abstract class RateLimiterContract {

    /** For implementations' tests to call. */
    protected RateLimiterContract() {}

    /**
     * Makes a limiter in which nothing is used.
     *
     * @param ticker its only source of elapsed time, by which it also waits
     * @param clock its only source of the time of day
     * @return a limiter that takes limits of days and longer
     */
    protected abstract RateLimiter newLimiter(Ticker ticker, InstantSource clock);

    /**
     * Says how the limiter knows a subject; override it where it knows subjects by number.
     *
     * @param name a different one for each subject of a test
     * @param quota its limits
     * @return {@code Subjects.of(name, quota)} unless overridden
     */
    protected Subjects subjects(String name, Quota quota) {
        return Subjects.of(name, quota);
    }

    /**
     * Says how the limiter knows one subject more; override it together with {@link #subjects}.
     *
     * @param others made by {@link #subjects} or by this method
     * @param name as there
     * @param quota its limits
     * @return {@code others.and(name, quota)} unless overridden
     */
    protected Subjects and(Subjects others, String name, Quota quota) {
        return others.and(name, quota);
    }

    @Nested
    class Rates extends LimiterRateBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class Calendars extends LimiterCalendarBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class RollingWindows extends LimiterRollingBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class CallsInFlight extends LimiterInFlightBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class SeveralSubjects extends LimiterSubjectsBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class Permits extends LimiterPermitBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class Shadows extends LimiterShadowBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class PeekAndReset extends LimiterResetBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class Waiting extends LimiterWaitBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class ChangesOfQuota extends LimiterQuotaBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class BadInput extends LimiterBadInputBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }

    @Nested
    class ClocksAndThreads extends LimiterConcurrencyBehaviour {
        @Override
        RateLimiterContract contract() {
            return RateLimiterContract.this;
        }
    }
}
