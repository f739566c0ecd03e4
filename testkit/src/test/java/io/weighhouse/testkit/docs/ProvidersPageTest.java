// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.metering.provider.ProviderCost;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.ResponseFacts;
import io.weighhouse.metering.provider.StreamReader;
import io.weighhouse.metering.provider.UsageOutcome;
import io.weighhouse.metering.provider.UsageReader;
import io.weighhouse.money.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reads every answer that docs/guides/providers.md shows. */
class ProvidersPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/providers.md");

    private static final List<String> FAMILIES =
            List.of("### OpenAI", "### Anthropic", "### Google", "### Amazon Bedrock", "### Cohere, Voyage, Jina");

    @Test
    void page_apis_areAllThatCanBeRead() {
        List<String> shown = new ArrayList<>();
        for (String family : FAMILIES) {
            for (DocPage.Row row : PAGE.table(family)) {
                shown.add(row.get("API") + ' ' + row.get("id"));
            }
        }
        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProviderApi.values())
                        .map(api -> api.name() + ' ' + api.id())
                        .toList());
    }

    @Test
    void page_answers_areReadAsItSays() {
        for (String family : FAMILIES) {
            assertThat(PAGE.table(family)).allSatisfy(row -> {
                ProviderApi api = ProviderApi.valueOf(row.get("API"));
                assertThat(text(api.reader().read(bytes(row.get("an answer that says")))))
                        .as(api.name())
                        .isEqualTo(row.get("is read as"));
            });
        }
    }

    @Test
    void page_othersInOpenAisForm_areReadAsItSays() {
        assertThat(PAGE.table("### Others in OpenAI's form")).allSatisfy(row -> {
            Reading reading = ProviderApi.OPENAI_CHAT.reader().read(bytes(row.get("an answer that says")));
            assertThat(text(reading)).as(row.get("who")).isEqualTo(row.get("is read as"));
            ProviderCost cost = reading.facts().cost();
            String said =
                    cost == null ? "" : cost.amount().stripTrailingZeros().toPlainString() + ' ' + cost.currency();
            assertThat(said).as(row.get("who")).isEqualTo(row.get("cost"));
        });
    }

    @Test
    void page_traps_areTrue() {
        byte[] gemini = bytes("{\"usage\":{\"prompt_tokens\":35,\"completion_tokens\":12,\"total_tokens\":109}}");
        assertThat(text(ProviderApi.OPENAI_CHAT.reader().read(gemini)))
                .isEqualTo("{input_tokens=35, output_tokens=12}");
        byte[] unknown = bytes("{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"new_tokens\":7}}");
        UsageOutcome.Reported reported = (UsageOutcome.Reported)
                ProviderApi.OPENAI_CHAT.reader().read(unknown).usage();
        assertThat(reported.flags()).containsExactly("unknown field: new_tokens=7");
        assertThat(PAGE.says("`unknown field: new_tokens=7`")).isTrue();
    }

    /** However a stream is cut into chunks. */
    @Test
    void page_streams_areReadAsItSays() {
        assertThat(PAGE.table("## Streams")).allSatisfy(row -> {
            ProviderApi api = ProviderApi.valueOf(row.get("API"));
            StringBuilder stream = new StringBuilder();
            for (String event : row.get("ends with").replaceAll("^`|`$", "").split("` then `", -1)) {
                stream.append("data: ").append(event).append("\n\n");
            }
            for (int size : new int[] {1, 7, stream.length()}) {
                assertThat(text(streamed(api.reader(), bytes(stream.toString()), size)))
                        .as(api + " in chunks of " + size)
                        .isEqualTo(row.get("is read as"));
            }
        });
    }

    private static Reading streamed(UsageReader reader, byte[] bytes, int size) {
        StreamReader stream = reader.stream();
        for (int at = 0; at < bytes.length; at += size) {
            stream.chunk(bytes, at, Math.min(size, bytes.length - at));
        }
        return stream.reading();
    }

    @Test
    void page_outcomes_areThoseThatExist() {
        assertThat(PAGE.column("## What a reading tells", "outcome"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(UsageOutcome.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void rate_factsOfTheResponse_decideThePrice() {
        RateCard card = RateCard.builder(Sku.of("openai", "gpt-5"))
                .currency("USD")
                .perMillion(Meter.INPUT_TOKENS, "2")
                .perMillion(Meter.OUTPUT_TOKENS, "8")
                .when(
                        RateCondition.serviceTier("flex"),
                        Rate.per(1_000_000, Meter.INPUT_TOKENS, "1"),
                        Rate.per(1_000_000, Meter.OUTPUT_TOKENS, "4"))
                .build();
        PinnedCard prices = PinnedCard.of("2026-11", card, Markup.none(Unit.of("USD", 9)));
        byte[] body = bytes("{\"service_tier\":\"flex\",\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":500}}");
        // [read]
        Reading reading = ProviderApi.OPENAI_CHAT.reader().read(body);
        ResponseFacts facts = reading.facts();
        RatingContext context = RatingContext.standard();
        if (facts.serviceTier() != null) {
            context = context.serviceTier(facts.serviceTier());
        }
        if (facts.region() != null) {
            context = context.region(facts.region());
        }
        if (facts.cost() != null && facts.cost().currency().equals(card.currency())) {
            context = context.reportedCost(facts.cost().amount());
        }
        if (reading.usage() instanceof UsageOutcome.Reported reported) {
            Rating rating = prices.rate(reported.usage(), context);
            // [/read]
            assertThat(rating.chargeOrThrow().cost()).isEqualTo("0.003");
        }
        assertThat(reading.usage()).isInstanceOf(UsageOutcome.Reported.class);
    }

    @Test
    void read_headersOfBedrock_countForAnyModel() {
        Map<String, String> headers =
                Map.of("x-amzn-bedrock-input-token-count", "17", "x-amzn-bedrock-output-token-count", "9");
        byte[] body = bytes("{\"generation\":\"Every load was weighed.\"}");
        // [headers]
        Reading reading =
                ProviderApi.BEDROCK_INVOKE.reader().read(body, name -> Optional.ofNullable(headers.get(name)));
        // [/headers]
        assertThat(text(reading)).isEqualTo("{input_tokens=17, output_tokens=9}");
    }

    @Test
    void reading_textWithoutUsage_isEstimatedByBytesAndPieces() {
        ResponseFacts facts = ProviderApi.OPENAI_CHAT.reader().read(bytes("{}")).facts();
        UsageOutcome missing = new UsageOutcome.NotReported();
        assertThat(new Reading(missing, 1_000, 300, facts).estimatedOutputTokens())
                .isEqualTo(300);
        assertThat(new Reading(missing, 1_000, 10, facts).estimatedOutputTokens())
                .isEqualTo(250);
        assertThat(PAGE.says("1,000 bytes in 300 pieces are 300 tokens, in 10 pieces 250"))
                .isTrue();
    }

    private static String text(Reading reading) {
        UsageOutcome outcome = reading.usage();
        if (outcome instanceof UsageOutcome.Reported reported) {
            return reported.usage().toString();
        }
        return outcome.getClass().getSimpleName();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
