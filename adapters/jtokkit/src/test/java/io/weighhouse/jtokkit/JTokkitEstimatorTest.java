// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.jtokkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.estimate.Estimate;
import io.weighhouse.metering.estimate.TokenEstimator;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.testkit.TokenEstimatorContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JTokkitEstimatorTest extends TokenEstimatorContract {

    private static final JTokkitEstimator ESTIMATOR = JTokkitEstimator.create();

    @Override
    protected TokenEstimator estimator() {
        return ESTIMATOR;
    }

    private static Estimate of(String sku, String text) {
        return ESTIMATOR.estimate(Sku.parse(sku), text);
    }

    /** As OpenAI's own counter has them: "tiktoken is great!" is 6 in both tables, the Japanese greeting differs. */
    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o, tiktoken is great!, 6",
        "openai/gpt-4, tiktoken is great!, 6",
        "openai/gpt-4o-mini-2024-07-18, お誕生日おめでとう, 8",
        "openai/gpt-4-0613, お誕生日おめでとう, 9",
        "azure/gpt-4o, 2 + 2 = 4, 7",
        "openrouter/openai/gpt-4o, 2 + 2 = 4, 7",
    })
    void estimate_modelThatIsKnown_isCounted(String sku, String text, long tokens) {
        assertThat(of(sku, text)).isEqualTo(Estimate.exactly(tokens));
    }

    @Test
    void estimate_otherModels_takeTheCountWithWideBounds() {
        assertThat(of("anthropic/claude-opus-4-5", "tiktoken is great!")).isEqualTo(new Estimate(6, 1, 18));
        assertThat(of("openai/gpt-40000", "tiktoken is great!")).isEqualTo(new Estimate(6, 1, 18));
        assertThat(of("openai/davinci-002", "tiktoken is great!")).isEqualTo(new Estimate(6, 1, 18));
    }

    @Test
    void estimate_endOfText_isTextLikeAnyOther() {
        assertThat(of("openai/gpt-4o", "<|endoftext|>").tokens()).isGreaterThan(1);
    }

    @Test
    void estimate_longRun_isCountedInPartsAndSaidToBeInexact() {
        Estimate estimate = of("openai/gpt-4o", "x".repeat(JTokkitEstimator.MAX_EXACT_RUN + 1));
        assertThat(estimate.tokens()).isBetween(100L, 2_049L);
        assertThat(estimate.atMost()).isEqualTo(2_049);
        Estimate shorter = of("openai/gpt-4o", "x".repeat(JTokkitEstimator.MAX_EXACT_RUN));
        assertThat(shorter.atMost()).isEqualTo(shorter.tokens());
    }

    @Test
    void estimate_textThatIsTooLong_isEstimatedByItsBytes() {
        String text = "word ".repeat(JTokkitEstimator.MAX_COUNTED_CHARS / 5 + 1);
        assertThat(of("openai/gpt-4o", text))
                .isEqualTo(TokenEstimator.heuristic().estimate(Sku.parse("openai/gpt-4o"), text));
    }

    @Test
    void warmUp_readsTheTable() {
        JTokkitEstimator fresh = JTokkitEstimator.create();
        fresh.warmUp(Sku.parse("openai/gpt-4"));
        assertThat(fresh.estimate(Sku.parse("openai/gpt-4"), "a")).isEqualTo(Estimate.exactly(1));
    }
}
