// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LocalRateLimiter;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One caller with a rate of requests and one of tokens, who reserves 5,200 tokens for each call and settles at 1,550.
 *
 * <p>This class is for one thread.
 */
public final class ReservingCaller {

    /** What a call reserves. */
    public static final long RESERVED_TOKENS = 5_200;

    /** What a call uses of that. */
    public static final long USED_TOKENS = 1_550;

    /** Tokens a minute that nobody uses up, and an hour's worth of them at once. */
    private static final long PLENTY = LimitedCaller.PLENTY / 60;

    private static final Cost RESERVED = Cost.of(1, 1_200, RESERVED_TOKENS - 1_200);
    private static final Cost USED = Cost.of(1, 1_200, USED_TOKENS - 1_200);

    private final LocalRateLimiter limiter = RateLimiter.local().nonDurable().build();
    private final Subjects subjects;
    private final @Nullable Permit[] open;
    private int next;

    /**
     * A caller without calls.
     *
     * @param openAtOnce how many calls are open at any time, 1 or more: each ends when so many have begun after it
     */
    public ReservingCaller(int openAtOnce) {
        Duration minute = Duration.ofMinutes(1);
        subjects = Subjects.of(
                "acme/key_1",
                Quota.of(
                        Limit.requests("rpm", PLENTY, minute).burst(60_000 * PLENTY),
                        Limit.tokens("tpm", PLENTY, minute).burst(60_000 * PLENTY)));
        open = new Permit[openAtOnce - 1];
    }

    /** {@return whether a call passes; the one that has been open for the longest is settled} */
    public boolean reserveAndSettle() {
        Permit begun = limiter.acquire(subjects, RESERVED).permit();
        Permit ending = begun;
        if (open.length > 0) {
            Permit longest = open[next];
            open[next] = begun;
            next = next + 1 == open.length ? 0 : next + 1;
            if (longest == null) {
                return true;
            }
            ending = longest;
        }
        ending.settle(USED);
        return true;
    }
}
