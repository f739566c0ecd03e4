// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.UsagePart.AUDIO_INPUT;
import static io.weighhouse.metering.price.UsagePart.CACHED;
import static io.weighhouse.metering.price.UsagePart.CACHE_WRITE;
import static io.weighhouse.metering.price.UsagePart.CACHE_WRITE_1H;
import static io.weighhouse.metering.price.UsagePart.CACHE_WRITE_5M;
import static io.weighhouse.metering.price.UsagePart.INPUT;
import static io.weighhouse.metering.price.UsagePart.OUTPUT;
import static io.weighhouse.metering.price.UsagePart.REASONING;
import static io.weighhouse.metering.price.UsagePart.TEXT_INPUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UsageCountsTest {

    private static UsageCounts.Builder prompt(long input) {
        return new UsageCounts.Builder().set(INPUT, input);
    }

    private static Usage agreed(UsageCounts.Builder counts, PricingPolicy policy) {
        return ((Partition.Agreed) counts.build().partition(policy)).usage();
    }

    @Test
    void partition_cachedPrompt_takesTheCachedOutOfTheInput() {
        Usage usage = agreed(prompt(1_000).set(CACHED, 800).set(OUTPUT, 50).set(REASONING, 0), PricingPolicy.STRICT);

        assertThat(usage)
                .isEqualTo(Usage.tokens(200, 50)
                        .with(Meter.CACHED_INPUT_TOKENS, 800)
                        .with(Meter.REASONING_TOKENS, 0));
    }

    @Test
    void partition_writtenWithoutATime_isForFiveMinutes() {
        Usage usage = agreed(
                prompt(1_000).set(CACHE_WRITE, 600).set(CACHE_WRITE_5M, 0).set(CACHE_WRITE_1H, 200),
                PricingPolicy.STRICT);

        assertThat(usage.quantity(Meter.CACHE_WRITE_5M_TOKENS)).isEqualTo(400);
        assertThat(usage.quantity(Meter.CACHE_WRITE_1H_TOKENS)).isEqualTo(200);
        assertThat(usage.quantity(Meter.INPUT_TOKENS)).isEqualTo(400);
    }

    @Test
    void partition_cachedSoundNotSaid_takesTextFirst() {
        Usage usage = agreed(prompt(1_000).set(AUDIO_INPUT, 400).set(CACHED, 700), PricingPolicy.STRICT);

        assertThat(usage.quantity(Meter.INPUT_TOKENS)).isZero();
        assertThat(usage.quantity(Meter.CACHED_INPUT_TOKENS)).isEqualTo(600);
        assertThat(usage.quantity(Meter.CACHED_AUDIO_INPUT_TOKENS)).isEqualTo(100);
        assertThat(usage.quantity(Meter.AUDIO_INPUT_TOKENS)).isEqualTo(300);
    }

    @Test
    void partition_cachedSoundNotSaidUnderGenai_isRefused() {
        assertThat(prompt(1_000).set(AUDIO_INPUT, 400).set(CACHED, 700).build().partition(PricingPolicy.GENAI))
                .isInstanceOf(Partition.Contradictory.class);
    }

    @Test
    void partition_moreCachedThanPrompt_asThePolicySays() {
        UsageCounts.Builder counts = prompt(100).set(CACHED, 150);

        assertThat(counts.build().partition(PricingPolicy.STRICT))
                .isEqualTo(new Partition.Contradictory(Usage.tokens(150, 0), "INPUT=100 is less than its parts=150"));
        assertThat(agreed(counts, strict(PolicyAnswer.CONSERVATIVE))).isEqualTo(Usage.tokens(150, 0));
        assertThat(agreed(counts, strict(PolicyAnswer.CLAMP)).quantity(Meter.CACHED_INPUT_TOKENS))
                .isEqualTo(100);
        assertThat(agreed(counts, PricingPolicy.LITELLM).quantity(Meter.CACHED_INPUT_TOKENS))
                .isEqualTo(150);
    }

    @Test
    void partition_moreReasoningThanOutput_asThePolicySays() {
        UsageCounts.Builder counts = new UsageCounts.Builder().set(OUTPUT, 10).set(REASONING, 25);

        assertThat(counts.build().partition(PricingPolicy.STRICT)).isInstanceOf(Partition.Contradictory.class);
        assertThat(agreed(counts, PricingPolicy.LITELLM))
                .isEqualTo(Usage.of(Meter.OUTPUT_TOKENS, 0).with(Meter.REASONING_TOKENS, 25));
    }

    @Test
    void partition_lessTextThanPrompt_asThePolicySays() {
        UsageCounts.Builder counts = prompt(1_000).set(TEXT_INPUT, 300);

        assertThat(agreed(counts, PricingPolicy.STRICT)).isEqualTo(Usage.of(Meter.INPUT_TOKENS, 1_000));
        assertThat(agreed(counts, PricingPolicy.LITELLM)).isEqualTo(Usage.of(Meter.INPUT_TOKENS, 300));
    }

    @Test
    void set_belowZero_isRefused() {
        assertThatThrownBy(() -> prompt(-5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be 0 to 2^56: INPUT=-5");
    }

    private static PricingPolicy strict(PolicyAnswer answer) {
        return PricingPolicy.STRICT.with(PolicyQuestion.PARTS_ABOVE_INPUT, answer);
    }
}
