// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.weighhouse.benchmarks.rival.KeyedLimiter.Rate;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class PeerLimitersTest {

    /** So slow that nothing comes back during a test. */
    private static final Rate THREE = new Rate(3, Duration.ofDays(365));

    private static final Rate PLENTY = new Rate(3_600_000_000_000L, Duration.ofHours(1));

    @Test
    void bucketsAndCycles_admitTheirPermits() {
        assertThat(admitted(bucket(TimeMeter.SYSTEM_NANOTIME, THREE))).isEqualTo(3);
        assertThat(admitted(bucket(TimeMeter.SYSTEM_MILLISECONDS, THREE, PLENTY)))
                .isEqualTo(3);
        assertThat(admitted(PeerLimiters.resilience4j(THREE)::acquirePermission))
                .isEqualTo(3);
        assertThat(admitted(PeerLimiters.failsafeBursty(THREE)::tryAcquirePermit))
                .isEqualTo(3);
    }

    @Test
    void smoothLimiters_admitOne() {
        assertThat(admitted(PeerLimiters.guava(THREE)::tryAcquire)).isEqualTo(1);
        assertThat(admitted(PeerLimiters.failsafeSmooth(THREE)::tryAcquirePermit))
                .isEqualTo(1);
    }

    @Test
    void plenty_isAlwaysAdmitted_byAll() {
        assertThat(admitted(bucket(TimeMeter.SYSTEM_NANOTIME, PLENTY, PLENTY))).isEqualTo(10);
        assertThat(admitted(PeerLimiters.resilience4j(PeerLimiters.mostOfResilience4j())::acquirePermission))
                .isEqualTo(10);
        assertThat(admitted(PeerLimiters.guava(PLENTY)::tryAcquire)).isEqualTo(10);
        assertThat(admitted(PeerLimiters.failsafeBursty(PLENTY)::tryAcquirePermit))
                .isEqualTo(10);
        assertThat(admitted(PeerLimiters.failsafeSmooth(PLENTY)::tryAcquirePermit))
                .isEqualTo(10);
    }

    @Test
    void bucketPair_unusedTokens_comeBack() {
        BucketPair pair = BucketPair.of(TimeMeter.SYSTEM_NANOTIME, PLENTY, new Rate(100, Duration.ofDays(365)));

        assertThat(pair.tryAcquire(80)).isTrue();
        assertThat(pair.tryAcquire(80)).isFalse();
        pair.giveBack(60);
        assertThat(pair.tryAcquire(80)).isTrue();
    }

    @Test
    void bucketFamily_refusedByOne_givesBackToTheOthers() {
        Bucket key = PeerLimiters.bucket4j(TimeMeter.SYSTEM_NANOTIME, List.of(THREE));
        Bucket team = PeerLimiters.bucket4j(TimeMeter.SYSTEM_NANOTIME, List.of(THREE));
        Bucket organisation =
                PeerLimiters.bucket4j(TimeMeter.SYSTEM_NANOTIME, List.of(new Rate(1, Duration.ofDays(365))));
        BucketFamily family = new BucketFamily(key, team, organisation);

        assertThat(admitted(() -> family.tryAcquire(1))).isEqualTo(1);
        assertThat(key.getAvailableTokens()).isEqualTo(2);
        assertThat(team.getAvailableTokens()).isEqualTo(2);
    }

    private static BooleanSupplier bucket(TimeMeter clock, Rate... rates) {
        Bucket bucket = PeerLimiters.bucket4j(clock, List.of(rates));
        return () -> bucket.tryConsume(1);
    }

    private static int admitted(BooleanSupplier limiter) {
        int admitted = 0;
        for (int i = 0; i < 10; i++) {
            admitted += limiter.getAsBoolean() ? 1 : 0;
        }
        return admitted;
    }
}
