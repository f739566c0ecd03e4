// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.metering.provider.Garbage;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutputEstimatorTest {

    private static final String MODEL = "gpt-5-mini";
    private static final long CAP = 4_000;
    private static final int THREADS = 4;

    @Test
    void estimate_ofAModelThatIsNotKnown_isTheCap() {
        OutputEstimator estimator = OutputEstimator.builder().build();
        assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(CAP);
        estimator.observe("another", 1);
        assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(CAP);
    }

    @Test
    void estimate_beforeAWindowIsFull_isTheCap() {
        OutputEstimator estimator = OutputEstimator.builder().build();
        observe(estimator, 100, 255);
        assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(CAP);
        observe(estimator, 100, 1);
        assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(103);
    }

    @Test
    void estimate_ofOneTo256Tokens_is247() {
        OutputEstimator estimator = OutputEstimator.builder().build();
        for (int tokens = 1; tokens <= 256; tokens++) {
            estimator.observe(MODEL, tokens);
        }
        assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(247);
        assertThat(estimator.estimate(MODEL, 200)).isEqualTo(200);
        assertThat(estimator.estimate(MODEL, 0)).isZero();
    }

    @Test
    void estimate_ofSmallNumbers_isExact() {
        OutputEstimator estimator =
                OutputEstimator.builder().window(1).perMille(1_000).build();
        for (int tokens = 0; tokens < 32; tokens++) {
            estimator.observe(MODEL, tokens);
            assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(tokens);
        }
    }

    @Test
    void estimate_ofTheMostTokens_isTheCap() {
        OutputEstimator estimator = OutputEstimator.builder().window(1).build();
        estimator.observe(MODEL, OutputEstimator.BEYOND_TOKENS - 1);
        assertThat(estimator.estimate(MODEL, Long.MAX_VALUE)).isEqualTo(OutputEstimator.BEYOND_TOKENS - 1);
        estimator.observe(MODEL, OutputEstimator.BEYOND_TOKENS);
        assertThat(estimator.estimate(MODEL, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        estimator.observe(MODEL, Long.MAX_VALUE);
        assertThat(estimator.estimate(MODEL, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void estimate_afterTwoWindowsOfSomethingElse_hasForgotten() {
        OutputEstimator estimator = OutputEstimator.builder().window(100).build();
        observe(estimator, 3_000, 199);
        observe(estimator, 30, 100);
        assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(3_071);
        observe(estimator, 30, 1);
        assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(30);
    }

    @Test
    void estimate_ofAnotherShare_followsIt() {
        OutputEstimator half =
                OutputEstimator.builder().window(10).perMille(500).build();
        OutputEstimator all =
                OutputEstimator.builder().window(10).perMille(1_000).build();
        for (int tokens = 1; tokens <= 10; tokens++) {
            half.observe(MODEL, tokens);
            all.observe(MODEL, tokens);
        }
        assertThat(half.estimate(MODEL, CAP)).isEqualTo(5);
        assertThat(all.estimate(MODEL, CAP)).isEqualTo(10);
    }

    @Test
    void estimate_ofTheLargestWindowInOneBucket_countsEveryCall() {
        OutputEstimator estimator =
                OutputEstimator.builder().window(4_096).perMille(1).build();
        observe(estimator, 100, 2 * 4_096 - 1);
        assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(103);
        observe(estimator, 100, 4_096);
        assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(103);
    }

    @Test
    void observe_moreModelsThanThereArePlacesFor_leavesTheRestUnknown() {
        OutputEstimator estimator =
                OutputEstimator.builder().window(1).mostModels(2).build();
        for (String model : List.of("a", "b", "c", "d")) {
            estimator.observe(model, 7);
        }
        assertThat(Stream.of("a", "b", "c", "d").map(model -> estimator.estimate(model, CAP)))
                .containsExactly(7L, 7L, CAP, CAP);
        estimator.observe("a", 9);
        assertThat(estimator.estimate("a", CAP)).isEqualTo(9);
    }

    @Test
    void observe_ofFourThreadsAtOnce_losesNoCall() throws ExecutionException, InterruptedException {
        int window = 4_000;
        OutputEstimator estimator =
                OutputEstimator.builder().window(window).perMille(900).build();
        // Two windows less one call: whatever the order, all of them are looked at.
        inParallel(thread -> {
            for (int tokens = thread; tokens < 2 * window - 1; tokens += THREADS) {
                estimator.observe(MODEL, tokens);
            }
        });
        // 7,199 is the last of nine tenths, in a bucket of 256.
        assertThat(estimator.estimate(MODEL, Long.MAX_VALUE)).isEqualTo(7_423);
        observe(estimator, 0, 1);
        assertThat(estimator.estimate(MODEL, Long.MAX_VALUE)).isBetween(0L, 7_999L);
        observe(estimator, 0, window);
        assertThat(estimator.estimate(MODEL, Long.MAX_VALUE)).isZero();
    }

    @Test
    void estimate_whileWindowsPass_staysAmongWhatWasObserved() throws ExecutionException, InterruptedException {
        OutputEstimator estimator = OutputEstimator.builder().window(16).build();
        observe(estimator, 64, 16);
        inParallel(thread -> {
            for (int i = 0; i < 50_000; i++) {
                estimator.observe(MODEL, 64 + i % 64);
                long estimate = estimator.estimate(MODEL, CAP);
                assertThat(estimate == CAP || (estimate >= 64 && estimate < 128))
                        .isTrue();
            }
        });
        observe(estimator, 5, 32);
        assertThat(estimator.estimate(MODEL, CAP)).isEqualTo(5);
    }

    @Test
    void observe_ofModelsByFourThreadsAtOnce_keepsToThePlaces() throws ExecutionException, InterruptedException {
        for (int round = 0; round < 200; round++) {
            OutputEstimator estimator =
                    OutputEstimator.builder().window(THREADS).mostModels(3).build();
            inParallel(thread -> {
                for (int model = 0; model < 5; model++) {
                    estimator.observe("model-" + model, 1);
                }
            });
            IntStream.range(0, THREADS).forEach(call -> {
                for (int model = 0; model < 5; model++) {
                    estimator.observe("model-" + model, 1);
                }
            });
            assertThat(IntStream.range(0, 5)
                            .filter(model -> estimator.estimate("model-" + model, CAP) == 1)
                            .count())
                    .isEqualTo(3);
        }
    }

    @Test
    void observeAndEstimate_ofAKnownModel_allocateNothing() throws ReflectiveOperationException {
        OutputEstimator estimator = OutputEstimator.builder().build();
        long[] tokens = {0};
        long bytes = Garbage.of(() -> {
            tokens[0] += estimator.estimate(MODEL, CAP) & 1;
            tokens[0]++;
            estimator.observe(MODEL, tokens[0] % CAP);
        });
        assertThat(bytes).isZero();
    }

    @Test
    void observe_badInput_isRefused() {
        OutputEstimator estimator = OutputEstimator.builder().build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimator.observe(MODEL, -1))
                .withMessage("must be >= 0: outputTokens=-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimator.estimate(MODEL, -5))
                .withMessage("must be >= 0: cap=-5");
        for (String name : List.of("", "x".repeat(257))) {
            String message = "must be 1 to 256 characters: the name of a model has " + name.length();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> estimator.observe(name, 1))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> estimator.estimate(name, 1))
                    .withMessage(message);
        }
        estimator.observe("x".repeat(256), 1);
    }

    @Test
    void builder_outOfRange_isRefused() {
        OutputEstimator.Builder builder = OutputEstimator.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.perMille(0))
                .withMessage("must be 1 to 1000: perMille=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.perMille(1_001))
                .withMessage("must be 1 to 1000: perMille=1001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.window(4_097))
                .withMessage("must be 1 to 4096: window=4097");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.mostModels(0))
                .withMessage("must be 1 to 2147483647: mostModels=0");
    }

    private static void observe(OutputEstimator estimator, long tokens, int calls) {
        for (int i = 0; i < calls; i++) {
            estimator.observe(MODEL, tokens);
        }
    }

    /** One thread's share of the work. */
    private interface Share {

        void of(int thread);
    }

    private static void inParallel(Share share) throws ExecutionException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> shares = IntStream.range(0, THREADS)
                    .<Callable<Void>>mapToObj(thread -> () -> {
                        share.of(thread);
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(shares)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
