// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every benchmark runs, and allocates no more than its budget: what was measured with {@code -XX:-DoEscapeAnalysis}, which is
 * the most that a compiler that has not warmed up yet can leave, and 2 % more where ledgers grow.
 */
class BenchmarksSmokeTest {

    /**
     * What the profiler itself leaves behind: a fixed amount that is spread over the operations, so that it is a part of
     * a byte where they are many, and more than that where a busy machine lets few of them through.
     */
    private static final double NOISE_BYTES = 0.5;

    private static final double NOISE_RATIO = 1.02;

    @Test
    void amount_allocatesOneAmountForASum_andNothingForAComparison() throws Exception {
        assertWithin(AmountBenchmark.class, Map.of("plus", 24, "compareTo", 0));
    }

    @Test
    void rate_allocatesNothingForAPrice() throws Exception {
        assertWithin(RateBenchmark.class, Map.of("priceMinor", 0, "bookedPriceMinor", 0, "rateInto", 0, "rate", 1_100));
    }

    @Test
    void limiter_allocatesNothingForAYesOrNo() throws Exception {
        assertWithin(
                LimiterBenchmark.class, Map.of("admitted", 0, "refused", 0, "draft", 0, "decision", 1_060, "clock", 0));
    }

    /** 2 B are less than any object: so long a piece of work is done so seldom that the noise can be more than half a byte. */
    @Test
    void authenticate_allocatesNothing() throws Exception {
        assertWithin(AuthenticateBenchmark.class, Map.of("good", 2, "goodPeppered", 2, "damaged", 0, "foreign", 0));
    }

    @Test
    void holdCapture_keepsWhatItBooks() throws Exception {
        assertWithin(HoldCaptureBenchmark.class, Map.of("hotWallet", 2_100, "spreadWallets", 2_100));
    }

    @Test
    void openSettle_keepsToItsBudget() throws Exception {
        assertWithin(OpenSettleBenchmark.class, Map.of("oneThread", 14_500, "twoThreads", 15_500, "gateway", 22_000));
    }

    /** A budget for each benchmark of the class: one without fails too. */
    private static void assertWithin(Class<?> benchmarks, Map<String, Integer> bytesAtMost) throws Exception {
        Map<String, Double> bytes = AllocationRun.bytesPerOp(benchmarks);
        assertThat(bytes).containsOnlyKeys(bytesAtMost.keySet());
        bytesAtMost.forEach((method, atMost) -> assertThat(bytes.get(method))
                .as("bytes an operation: %s.%s of %s", benchmarks.getSimpleName(), method, bytes)
                .isLessThan(atMost * NOISE_RATIO + NOISE_BYTES));
    }
}
