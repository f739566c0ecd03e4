// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.limit.OutputEstimator;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What an {@link OutputEstimator} promises, against a sorted list of the calls it looks at. */
class OutputEstimatorProperties {

    private static final String MODEL = "gpt-5-mini";

    @Property
    void estimate_afterEachCall_keepsToTheBound(
            @ForAll("tokens") List<Long> calls,
            @ForAll @IntRange(min = 1, max = 40) int window,
            @ForAll @IntRange(min = 1, max = 1_000) int perMille,
            @ForAll @LongRange(min = 0) long cap) {
        OutputEstimator estimator =
                OutputEstimator.builder().window(window).perMille(perMille).build();
        for (int seen = 1; seen <= calls.size(); seen++) {
            estimator.observe(MODEL, calls.get(seen - 1));
            long estimate = estimator.estimate(MODEL, Long.MAX_VALUE);
            if (seen < window) {
                assertThat(estimate).isEqualTo(Long.MAX_VALUE);
            } else {
                List<Long> looked = calls.subList(seen - window - seen % window, seen);
                assertBound(estimate, looked, perMille);
            }
            assertThat(estimator.estimate(MODEL, cap)).isEqualTo(Math.min(cap, estimate));
        }
    }

    @Property
    void estimate_ofOneModel_doesNotDependOnAnother(
            @ForAll("tokens") List<Long> calls, @ForAll("tokens") List<Long> others) {
        OutputEstimator alone = OutputEstimator.builder().window(10).build();
        OutputEstimator both = OutputEstimator.builder().window(10).build();
        for (int i = 0; i < calls.size(); i++) {
            alone.observe(MODEL, calls.get(i));
            both.observe(MODEL, calls.get(i));
            if (!others.isEmpty()) {
                both.observe("another", others.get(i % others.size()));
            }
            assertThat(both.estimate(MODEL, Long.MAX_VALUE)).isEqualTo(alone.estimate(MODEL, Long.MAX_VALUE));
        }
    }

    @Property
    void estimate_ofALargerShare_isNoLess(
            @ForAll("tokens") List<Long> calls,
            @ForAll @Size(2) List<@IntRange(min = 1, max = 1_000) Integer> perMilles) {
        int less = Math.min(perMilles.get(0), perMilles.get(1));
        int more = Math.max(perMilles.get(0), perMilles.get(1));
        OutputEstimator ofLess =
                OutputEstimator.builder().window(8).perMille(less).build();
        OutputEstimator ofMore =
                OutputEstimator.builder().window(8).perMille(more).build();
        for (long tokens : calls) {
            ofLess.observe(MODEL, tokens);
            ofMore.observe(MODEL, tokens);
            assertThat(ofMore.estimate(MODEL, Long.MAX_VALUE))
                    .isGreaterThanOrEqualTo(ofLess.estimate(MODEL, Long.MAX_VALUE));
        }
    }

    /** Of all lengths, some the same, and few of them beyond what is told apart. */
    @Provide
    Arbitrary<List<Long>> tokens() {
        Arbitrary<Long> anyLength = Arbitraries.integers()
                .between(0, 23)
                .flatMap(bits -> Arbitraries.longs().between(0, (1L << bits) + 1));
        Arbitrary<Long> beyond = Arbitraries.longs().between(OutputEstimator.BEYOND_TOKENS - 1, Long.MAX_VALUE);
        return Arbitraries.frequencyOf(
                        Tuple.of(30, anyLength),
                        Tuple.of(10, Arbitraries.longs().between(0, 40)),
                        Tuple.of(1, beyond))
                .list()
                .ofMaxSize(150)
                .withoutEdgeCases();
    }

    private static void assertBound(long estimate, List<Long> looked, int perMille) {
        List<Long> sorted = new ArrayList<>(looked);
        sorted.sort(null);
        int keepTo = (looked.size() * perMille + 999) / 1_000;
        long least = sorted.get(keepTo - 1);
        if (least >= OutputEstimator.BEYOND_TOKENS) {
            assertThat(estimate).isEqualTo(Long.MAX_VALUE);
            return;
        }
        long most = least < 32 ? least : least + least / 16 - 1;
        assertThat(estimate).isBetween(least, most);
        long exceeding = looked.stream().filter(tokens -> tokens > estimate).count();
        assertThat(exceeding * 1_000).isLessThanOrEqualTo(looked.size() * (1_000L - perMille));
    }
}
