// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every benchmark runs, and allocates no more than its budget: what was measured, and where that is not a few fixed objects
 * a tenth more, because a compiler that is still warming up leaves more of them.
 */
class BenchmarksSmokeTest {

    /** What the profiler itself leaves behind, spread over the operations. */
    private static final double NOISE_BYTES = 0.5;

    @Test
    void amount_allocatesOneAmountForASum_andNothingForAComparison() throws Exception {
        assertWithin(AmountBenchmark.class, Map.of("plus", 24, "compareTo", 0));
    }

    @Test
    void rate_allocatesNothingForAPrice() throws Exception {
        assertWithin(RateBenchmark.class, Map.of("priceMinor", 0, "rate", 1_850));
    }

    @Test
    void limiter_allocatesNothingForAYesOrNo() throws Exception {
        assertWithin(LimiterBenchmark.class, Map.of("admitted", 0, "refused", 0, "decision", 136, "clock", 0));
    }

    @Test
    void authenticate_allocatesLittle() throws Exception {
        assertWithin(AuthenticateBenchmark.class, Map.of("good", 128, "damaged", 40, "foreign", 40));
    }

    @Test
    void holdCapture_keepsWhatItBooks() throws Exception {
        assertWithin(HoldCaptureBenchmark.class, Map.of("hotWallet", 900, "spreadWallets", 950));
    }

    @Test
    void openSettle_keepsToItsBudget() throws Exception {
        assertWithin(OpenSettleBenchmark.class, Map.of("oneThread", 16_500, "twoThreads", 16_500, "gateway", 33_000));
    }

    /** A budget for each benchmark of the class: one without fails too. */
    private static void assertWithin(Class<?> benchmarks, Map<String, Integer> bytesAtMost) throws Exception {
        Map<String, Double> bytes = AllocationRun.bytesPerOp(benchmarks);
        assertThat(bytes).containsOnlyKeys(bytesAtMost.keySet());
        bytesAtMost.forEach((method, atMost) -> assertThat(bytes.get(method))
                .as("bytes an operation: %s.%s of %s", benchmarks.getSimpleName(), method, bytes)
                .isLessThan(atMost + NOISE_BYTES));
    }
}
