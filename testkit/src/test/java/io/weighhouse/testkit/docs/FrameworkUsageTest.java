// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Partition;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.metering.provider.UsageOutcome;
import io.weighhouse.money.Unit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The adapters of docs/guides/providers.md, on stand-ins that have the accessors of the frameworks' types. */
class FrameworkUsageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/providers.md");

    /** As Spring AI's Usage. */
    interface SpringAiUsage {
        @Nullable
        Integer getPromptTokens();

        @Nullable
        Integer getCompletionTokens();

        @Nullable
        Integer getTotalTokens();

        @Nullable
        Long getCacheReadInputTokens();

        @Nullable
        Long getCacheWriteInputTokens();
    }

    private record Said(
            int prompt,
            int completion,
            int total,
            @Nullable Long read,
            @Nullable Long written) implements SpringAiUsage {

        @Override
        public Integer getPromptTokens() {
            return prompt;
        }

        @Override
        public Integer getCompletionTokens() {
            return completion;
        }

        @Override
        public Integer getTotalTokens() {
            return total;
        }

        @Override
        public @Nullable Long getCacheReadInputTokens() {
            return read;
        }

        @Override
        public @Nullable Long getCacheWriteInputTokens() {
            return written;
        }
    }

    /** As LangChain4j's, each with the accessors of its namesake. */
    interface TokenUsage {
        @Nullable
        Integer inputTokenCount();

        @Nullable
        Integer outputTokenCount();
    }

    private record PlainTokenUsage(
            @Nullable Integer inputTokenCount, @Nullable Integer outputTokenCount) implements TokenUsage {}

    record AnthropicTokenUsage(
            Integer inputTokenCount,
            Integer outputTokenCount,
            @Nullable Integer cacheReadInputTokens,
            @Nullable Integer cacheCreationInputTokens)
            implements TokenUsage {}

    record BedrockTokenUsage(
            Integer inputTokenCount,
            Integer outputTokenCount,
            @Nullable Integer cacheReadInputTokens,
            @Nullable Integer cacheWriteInputTokens)
            implements TokenUsage {}

    record GoogleAiGeminiTokenUsage(
            Integer inputTokenCount,
            Integer outputTokenCount,
            @Nullable Integer cachedContentTokenCount,
            @Nullable Integer thoughtsTokenCount)
            implements TokenUsage {}

    record OpenAiTokenUsage(
            Integer inputTokenCount,
            Integer outputTokenCount,
            @Nullable InputTokensDetails inputTokensDetails,
            @Nullable OutputTokensDetails outputTokensDetails)
            implements TokenUsage {

        record InputTokensDetails(@Nullable Integer cachedTokens) {}

        record OutputTokensDetails(@Nullable Integer reasoningTokens) {}
    }

    // [spring]
    /** Whose numbers Spring AI passes on. */
    enum Source {
        OPENAI,
        GEMINI,
        ANTHROPIC,
        BEDROCK
    }

    /** The counts, or empty if nobody has counted: an EmptyUsage has zeros. */
    static Optional<UsageCounts> counts(SpringAiUsage said, Source source) {
        long prompt = orZero(said.getPromptTokens());
        long completion = orZero(said.getCompletionTokens());
        if (prompt + completion == 0) {
            return Optional.empty();
        }
        UsageCounts.Builder counts = new UsageCounts.Builder();
        setIfSaid(counts, UsagePart.CACHED, said.getCacheReadInputTokens());
        setIfSaid(counts, UsagePart.CACHE_WRITE, said.getCacheWriteInputTokens());
        if (source == Source.ANTHROPIC || source == Source.BEDROCK) {
            prompt += counts.get(UsagePart.CACHED) + counts.get(UsagePart.CACHE_WRITE);
        }
        if (source == Source.GEMINI) {
            // What only the total shows is thoughts, and what tools added to the prompt: all at the dearer price.
            long thoughts = Math.max(0, orZero(said.getTotalTokens()) - prompt - completion);
            completion += thoughts;
            counts.set(UsagePart.REASONING, thoughts);
        }
        return Optional.of(counts.set(UsagePart.INPUT, prompt)
                .set(UsagePart.OUTPUT, completion)
                .build());
    }

    static long orZero(@Nullable Number number) {
        return number == null ? 0 : number.longValue();
    }

    static void setIfSaid(UsageCounts.Builder counts, UsagePart part, @Nullable Number tokens) {
        if (tokens != null) {
            counts.set(part, tokens.longValue());
        }
    }
    // [/spring]

    // [langchain4j]
    /** The counts; empty, as isEmpty() tells, if nobody has counted. */
    static UsageCounts counts(TokenUsage said) {
        UsageCounts.Builder counts = new UsageCounts.Builder();
        setIfSaid(counts, UsagePart.INPUT, said.inputTokenCount());
        setIfSaid(counts, UsagePart.OUTPUT, said.outputTokenCount());
        if (said instanceof AnthropicTokenUsage anthropic) {
            setIfSaid(counts, UsagePart.CACHED, anthropic.cacheReadInputTokens());
            setIfSaid(counts, UsagePart.CACHE_WRITE, anthropic.cacheCreationInputTokens());
            addCacheToInput(counts);
        } else if (said instanceof BedrockTokenUsage bedrock) {
            setIfSaid(counts, UsagePart.CACHED, bedrock.cacheReadInputTokens());
            setIfSaid(counts, UsagePart.CACHE_WRITE, bedrock.cacheWriteInputTokens());
            addCacheToInput(counts);
        } else if (said instanceof GoogleAiGeminiTokenUsage gemini) {
            setIfSaid(counts, UsagePart.CACHED, gemini.cachedContentTokenCount());
            setIfSaid(counts, UsagePart.REASONING, gemini.thoughtsTokenCount());
            counts.set(UsagePart.OUTPUT, counts.get(UsagePart.OUTPUT) + counts.get(UsagePart.REASONING));
        } else if (said instanceof OpenAiTokenUsage openAi) {
            if (openAi.inputTokensDetails() != null) {
                setIfSaid(counts, UsagePart.CACHED, openAi.inputTokensDetails().cachedTokens());
            }
            if (openAi.outputTokensDetails() != null) {
                setIfSaid(
                        counts,
                        UsagePart.REASONING,
                        openAi.outputTokensDetails().reasoningTokens());
            }
        }
        return counts.build();
    }

    static void addCacheToInput(UsageCounts.Builder counts) {
        long cache = counts.get(UsagePart.CACHED) + counts.get(UsagePart.CACHE_WRITE);
        counts.set(UsagePart.INPUT, counts.get(UsagePart.INPUT) + cache);
    }
    // [/langchain4j]

    // [charge]
    /** What to give to MeteredCall.usage. */
    static Usage toCharge(UsageCounts counts) {
        Partition partition = counts.partition(PricingPolicy.STRICT);
        return partition instanceof Partition.Agreed agreed
                ? agreed.usage()
                : ((Partition.Contradictory) partition).conservative();
    }
    // [/charge]

    @Test
    void page_whatIsLost_isAsItSays() {
        List<DocPage.Row> answers = PAGE.table("### Anthropic");
        byte[] body = answers.get(0).get("an answer that says").getBytes(UTF_8);
        UsageOutcome.Reported reported = (UsageOutcome.Reported)
                ProviderApi.ANTHROPIC_MESSAGES.reader().read(body).usage();
        Map<String, Usage> usages = Map.of(
                "the reader",
                reported.usage(),
                "Spring AI",
                toCharge(
                        counts(new Said(10, 25, 35, 40L, 30L), Source.ANTHROPIC).orElseThrow()),
                "LangChain4j",
                toCharge(counts(new AnthropicTokenUsage(10, 25, 40, 30))));
        RateCard card = RateCard.builder(Sku.of("anthropic", "claude"))
                .currency("USD")
                .perMillion(Meter.INPUT_TOKENS, "3")
                .perMillion(Meter.CACHED_INPUT_TOKENS, "0.30")
                .perMillion(Meter.CACHE_WRITE_5M_TOKENS, "3.75")
                .perMillion(Meter.CACHE_WRITE_1H_TOKENS, "6")
                .perMillion(Meter.OUTPUT_TOKENS, "15")
                .rate(Rate.per(1_000, Meter.WEB_SEARCHES, "10"))
                .build();
        PinnedCard prices = PinnedCard.of("1", card, Markup.none(Unit.of("USD", 9)));
        assertThat(PAGE.table("### What is lost")).hasSize(3).allSatisfy(row -> {
            Usage usage = Objects.requireNonNull(usages.get(row.get("read by")));
            assertThat(usage).hasToString(row.get("usage"));
            assertThat("$" + prices.rate(usage).chargeOrThrow().cost().toPlainString())
                    .isEqualTo(row.get("cost"));
        });
    }

    @Test
    void counts_ofSpringAi_areWholeWhateverTheProvider() {
        assertThat(counts(new Said(100, 20, 120, 40L, null), Source.OPENAI))
                .hasValueSatisfying(counts -> assertThat(toCharge(counts))
                        .hasToString("{input_tokens=60, cached_input_tokens=40, output_tokens=20}"));
        assertThat(counts(new Said(100, 10, 122, 60L, null), Source.GEMINI))
                .hasValueSatisfying(counts -> assertThat(toCharge(counts))
                        .hasToString(
                                "{input_tokens=40, cached_input_tokens=60, output_tokens=10, reasoning_tokens=12}"));
        assertThat(counts(new Said(10, 5, 15, 20L, 30L), Source.BEDROCK))
                .hasValueSatisfying(counts -> assertThat(toCharge(counts))
                        .hasToString("{input_tokens=10, cached_input_tokens=20, cache_write_5m_tokens=30,"
                                + " output_tokens=5}"));
        assertThat(counts(new Said(0, 0, 0, null, null), Source.OPENAI)).isEmpty();
    }

    @Test
    void counts_ofLangChain4j_areWholeWhateverTheProvider() {
        assertThat(toCharge(counts(new OpenAiTokenUsage(
                        100,
                        20,
                        new OpenAiTokenUsage.InputTokensDetails(40),
                        new OpenAiTokenUsage.OutputTokensDetails(8)))))
                .hasToString("{input_tokens=60, cached_input_tokens=40, output_tokens=12, reasoning_tokens=8}");
        assertThat(toCharge(counts(new OpenAiTokenUsage(100, 20, null, null))))
                .hasToString("{input_tokens=100, output_tokens=20}");
        assertThat(toCharge(counts(new GoogleAiGeminiTokenUsage(100, 10, 60, 5))))
                .hasToString("{input_tokens=40, cached_input_tokens=60, output_tokens=10, reasoning_tokens=5}");
        assertThat(toCharge(counts(new BedrockTokenUsage(10, 5, 20, null))))
                .hasToString("{input_tokens=10, cached_input_tokens=20, output_tokens=5}");
        assertThat(counts(new PlainTokenUsage(null, null)).isEmpty()).isTrue();
        assertThat(toCharge(counts(new PlainTokenUsage(7, 3)))).isEqualTo(Usage.tokens(7, 3));
    }

    @Test
    void toCharge_contradiction_isTheLarger() {
        assertThat(toCharge(counts(new Said(9, 4, 13, 11L, null), Source.OPENAI).orElseThrow()))
                .isEqualTo(Usage.tokens(11, 4));
    }
}
