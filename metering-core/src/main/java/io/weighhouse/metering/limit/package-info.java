/**
 * Rate limits: how much a subject may use, per second, minute or hour.
 *
 * <p>A {@link io.weighhouse.metering.limit.Limit} is one rule, such as 60 requests a minute; a {@link
 * io.weighhouse.metering.limit.Quota} is the rules for one caller. A {@link io.weighhouse.metering.limit.RateLimiter}
 * weighs a {@link io.weighhouse.metering.limit.Cost} against every rule of the quota in one atomic step and answers with
 * a {@link io.weighhouse.metering.limit.Decision}: either all rules let it pass and all are charged, or one refuses and
 * none is. What was taken is a {@link io.weighhouse.metering.limit.Permit}; when the call is over it is settled at what
 * was really used.
 *
 * <pre>{@code
 * RateLimiter limiter = RateLimiter.local().build();
 * Quota quota = Quota.of(
 *         Limit.requests("rpm", 60, Duration.ofMinutes(1)),
 *         Limit.tokens("tpm", 100_000, Duration.ofMinutes(1)));
 *
 * Decision decision = limiter.acquire("team-7", quota, Cost.of(1, 1_200, 4_000));
 * if (!decision.allowed()) {
 *     return tooManyRequests(RateLimitHeaders.openAi(decision));
 * }
 * decision.permit().settle(Cost.of(1, 1_200, 350));
 * }</pre>
 *
 * <p>Rates are exact fractions and time is whole nanoseconds of a {@link io.weighhouse.metering.limit.Ticker}: 3 a second
 * is 10,800 an hour, neither one more nor one less. Whatever rounding is left goes against the caller.
 */
@NullMarked
package io.weighhouse.metering.limit;

import org.jspecify.annotations.NullMarked;
