// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LocalRateLimiter;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.limit.WhenFull;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Very many names at once: what somebody owes is not forgotten for them, and memory stays where it was said.
 *
 * <p>{@code -Dflood.keys=1000000} makes it as many as that.
 */
class FloodTest {

    private static final int TENANTS = 1_000;
    private static final int PLACES = 20_000;
    private static final int KEYS = Integer.getInteger("flood.keys", 200_000);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Quota QUOTA = Quota.of(Limit.requests("rph", 60, HOUR), Limit.tokens("tph", 100_000, HOUR));

    private final ManualTicker ticker = new ManualTicker();

    @Test
    void flood_overTenantsInDebt_forgetsNoneOfThem() {
        RateLimiter limiter =
                RateLimiter.local().ticker(ticker).maximumSubjects(PLACES).build();
        List<Subjects> tenants = new ArrayList<>();
        for (int i = 0; i < TENANTS; i++) {
            tenants.add(Subjects.of("tenant-" + i, QUOTA));
        }
        tenants.forEach(tenant -> goIntoDebt(limiter, tenant));
        int refused = 0;
        for (int i = 0; i < KEYS; i++) {
            Decision decision = limiter.acquire("key-" + i, QUOTA, Cost.of(1, 10, 0));
            refused += decision.reason() == Decision.Reason.OVERFLOW ? 1 : 0;
        }
        long forgotten = tenants.stream()
                .filter(tenant -> limiter.tryAcquire(tenant, Cost.none()))
                .count();
        System.out.printf("flood: keys=%d places=%d refused=%d debts forgotten=%d%n", KEYS, PLACES, refused, forgotten);
        assertThat(forgotten).isZero();
        // All that had a place keep it, because all have used something: the rest were refused.
        assertThat(refused).isEqualTo(KEYS - (PLACES - TENANTS));
    }

    @Test
    void flood_ofSlabs_forgetsNobodyAndTakesNoMore() {
        LocalRateLimiter limiter = RateLimiter.local()
                .ticker(ticker)
                .maximumSubjects(PLACES)
                .slab(2)
                .build();
        for (int i = 0; i < TENANTS; i++) {
            assertThat(limiter.tryAcquire(i, QUOTA, Cost.of(60, 0, 0))).isTrue();
        }
        long heap = usedHeap();
        int refused = 0;
        for (int i = TENANTS; i < KEYS; i++) {
            refused += limiter.tryAcquire(i, QUOTA, Cost.request()) ? 0 : 1;
        }
        long grown = usedHeap() - heap;
        for (int i = 0; i < TENANTS; i++) {
            assertThat(limiter.tryAcquire(i, QUOTA, Cost.request())).isFalse();
        }
        System.out.printf("flood of a slab: keys=%d places=%d refused=%d grown=%d B%n", KEYS, PLACES, refused, grown);
        assertThat(refused).isGreaterThanOrEqualTo(KEYS - PLACES - PLACES / 16 - 1);
        assertThat(grown).isLessThan(1 << 20);
    }

    @Test
    void flood_ofWhomWaitsLongEnough_givesPlacesAgain() {
        RateLimiter limiter =
                RateLimiter.local().ticker(ticker).maximumSubjects(100).build();
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.tryAcquire("key-" + i, QUOTA, Cost.request())).isTrue();
        }
        Decision full = limiter.acquire("newcomer", QUOTA, Cost.request());
        assertThat(full.reason()).isEqualTo(Decision.Reason.OVERFLOW);
        ticker.advanceNanos(full.retryAfterNanos());
        assertThat(limiter.tryAcquire("newcomer", QUOTA, Cost.request())).isTrue();
    }

    @Test
    void flood_thatShares_getsTheRateOfOne() {
        RateLimiter limiter = RateLimiter.local()
                .ticker(ticker)
                .maximumSubjects(TENANTS)
                .whenFull(WhenFull.SHARE)
                .build();
        for (int i = 0; i < TENANTS; i++) {
            assertThat(limiter.tryAcquire("tenant-" + i, QUOTA, Cost.of(60, 0, 0)))
                    .isTrue();
        }
        int admitted = 0;
        for (int i = 0; i < 10_000; i++) {
            admitted += limiter.tryAcquire("key-" + i, QUOTA, Cost.request()) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(60);
        for (int i = 0; i < TENANTS; i++) {
            assertThat(limiter.tryAcquire("tenant-" + i, QUOTA, Cost.request())).isFalse();
        }
    }

    @Test
    void names_whoseHashesAllAgree_areFoundAllTheSame() {
        RateLimiter limiter = RateLimiter.local().ticker(ticker).build();
        // "Aa" and "BB" have the same hash code, and so have all words of the same number of them.
        int letters = 12;
        for (int round = 0; round < 2; round++) {
            for (int word = 0; word < 1 << letters; word++) {
                StringBuilder name = new StringBuilder();
                for (int letter = 0; letter < letters; letter++) {
                    name.append((word >>> letter & 1) == 0 ? "Aa" : "BB");
                }
                assertThat(limiter.tryAcquire(name.toString(), QUOTA, Cost.of(30, 0, 0)))
                        .isTrue();
            }
        }
        assertThat(limiter.tryAcquire("AaAaAaAaAaAaAaAaAaAaAaAa", QUOTA, Cost.request()))
                .isFalse();
    }

    private static void goIntoDebt(RateLimiter limiter, Subjects tenant) {
        limiter.acquire(tenant, Cost.of(1, 50_000, 0)).permit().settle(Cost.of(1, 50_000, 60_000));
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
