// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a limiter does that waits: it waits as long as it must, if that is not too long. */
abstract class LimiterWaitBehaviour extends LimiterBehaviour {

    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    private final List<Long> waits = new ArrayList<>();

    private Decision await(Cost cost, Duration atMost) throws InterruptedException {
        return limiter.awaitAcquire(team(RPM_AND_TPM), cost, atMost);
    }

    /** How a test lets time pass for a call that waits. */
    @FunctionalInterface
    private interface Wait {
        void pass(long nanos) throws InterruptedException;
    }

    private void waitBy(Wait wait) {
        Ticker waiting = new Ticker() {
            @Override
            public long nanos() {
                return ticker.nanos();
            }

            @Override
            public void await(long nanos) throws InterruptedException {
                waits.add(nanos);
                wait.pass(nanos);
            }
        };
        limiter = contract().newLimiter(waiting, clock);
    }

    @Test
    void awaitAcquire_ofWhatPassesAtOnce_doesNotWait() throws InterruptedException {
        long start = ticker.nanos();
        assertAdmitted(await(requests(60), Duration.ZERO));
        assertThat(ticker.nanos()).isEqualTo(start);
    }

    @Test
    void awaitAcquire_beyondTheBurst_waitsExactlyAsLongAsItMust() throws InterruptedException {
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        long start = ticker.nanos();
        Decision decision = assertAdmitted(await(requests(3), Duration.ofSeconds(3)));
        assertThat(ticker.nanos() - start).isEqualTo(3 * SECOND);
        assertThat(decision.states())
                .containsExactly(state(RPM_AND_TPM, 0, 0, 60 * SECOND), state(RPM_AND_TPM, 1, 6_000, 0));
        decision.permit().release();
        assertThat(remaining(RPM_AND_TPM)).containsExactly(3L, 6_000L);
    }

    @Test
    void awaitAcquire_thatCannotPassInTime_givesUpAtOnce() throws InterruptedException {
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        long start = ticker.nanos();
        Decision refused = assertLimited(await(requests(3), Duration.ofNanos(3 * SECOND - 1)));
        assertThat(refused.retryAfterNanos()).isEqualTo(3 * SECOND);
        assertThat(await(Cost.request(), Duration.ZERO).allowed()).isFalse();
        assertThat(ticker.nanos()).isEqualTo(start);
        assertThat(remaining(RPM_AND_TPM)).containsExactly(0L, 6_000L);
    }

    @Test
    void awaitAcquire_ofWhatNeverPasses_givesUpAtOnceHoweverLongItMayWait() throws InterruptedException {
        long start = ticker.nanos();
        assertThat(await(requests(61), LONGEST).neverAdmissible()).isTrue();
        assertThat(ticker.nanos()).isEqualTo(start);
    }

    @Test
    void awaitAcquire_forAsLongAsALifetime_isAdmittedInTime() throws InterruptedException {
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        assertAdmitted(await(requests(60), LONGEST));
    }

    @Test
    void awaitAcquire_overtakenByAnother_waitsAgain() throws InterruptedException {
        waitBy(nanos -> {
            ticker.advanceNanos(nanos);
            if (waits.size() < 3) {
                assertThat(take(RPM_AND_TPM, Cost.request())).isTrue();
            }
        });
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        assertAdmitted(await(Cost.request(), Duration.ofSeconds(3)));
        assertThat(waits).containsExactly(SECOND, SECOND, SECOND);
    }

    @Test
    void awaitAcquire_overtakenForTooLong_givesUpAsSoonAsThatIsClear() throws InterruptedException {
        waitBy(nanos -> {
            ticker.advanceNanos(nanos);
            admitted(RPM_AND_TPM, Cost.of(0, 6_000, 0)).permit().settle(Cost.of(0, 7_000, 0));
        });
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        Decision refused = assertLimited(await(Cost.request(), Duration.ofNanos(11 * SECOND - 1)));
        assertThat(bindingLimit(refused)).isEqualTo(TPM);
        assertThat(refused.retryAfterNanos()).isEqualTo(10 * SECOND);
        assertThat(waits).containsExactly(SECOND);
    }

    @Test
    void awaitAcquire_wokenTooEarly_waitsForTheRest() throws InterruptedException {
        waitBy(nanos -> ticker.advanceNanos(Math.max(1, nanos - 5)));
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        assertAdmitted(await(Cost.request(), Duration.ofSeconds(1)));
        assertThat(waits).containsExactly(SECOND, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void awaitAcquire_interrupted_takesNothing() {
        waitBy(nanos -> {
            Thread.currentThread().interrupt();
            ticker.await(nanos);
        });
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
        assertThatThrownBy(() -> await(Cost.request(), MINUTE)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(remaining(RPM_AND_TPM)).containsExactly(0L, 6_000L);
        ticker.advance(MINUTE);
        assertThat(take(RPM_AND_TPM, requests(60))).isTrue();
    }

    @Test
    void awaitAcquire_ofACallInFlight_waitsUntilOneExpires() throws InterruptedException {
        Quota one = Quota.of(Limit.inFlight("parallel", 1, TEN_MINUTES));
        admitted(one, Cost.request());
        long start = ticker.nanos();
        Permit permit = assertAdmitted(limiter.awaitAcquire(team(one), Cost.request(), TEN_MINUTES))
                .permit();
        assertThat(ticker.nanos() - start).isEqualTo(TEN_MINUTES.toNanos());
        permit.release();
        assertThat(remaining(one)).containsExactly(1L);
    }

    @Test
    void awaitAcquire_forLessThanNoTime_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> await(Cost.request(), Duration.ofNanos(-1)))
                .withMessageContaining("PT-0.000000001S");
        assertThat(remaining(RPM_AND_TPM)).containsExactly(60L, 6_000L);
    }

    @Test
    void awaitAcquire_byManyThreads_letsAllPassAndNoneTooEarly() {
        int threads = 8;
        long start = ticker.nanos();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<Boolean>> passed = IntStream.range(0, threads)
                    .mapToObj(thread -> CompletableFuture.supplyAsync(this::passesOften, executor))
                    .toList();
            assertThat(passed.stream().map(CompletableFuture::join)).containsOnly(true);
        } finally {
            executor.shutdownNow();
        }
        assertThat(ticker.nanos() - start).isGreaterThanOrEqualTo((threads * 20 - 60) * SECOND);
    }

    private boolean passesOften() {
        try {
            for (int i = 0; i < 20; i++) {
                if (!await(Cost.request(), Duration.ofDays(1)).allowed()) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
