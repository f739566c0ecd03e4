// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.metering.provider.ProviderCost;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.UsageOutcome;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Calls of which the provider itself said what they cost: beside it, what the price file says. */
class ProviderReportedTest {

    private final LiteLlmCards cards = LiteLlmCards.ofTheFolder();

    @Test
    void rate_everyRow_equalOrExplained() {
        assertThat(VectorRun.failures("pricing-vectors/provider-reported.jsonl", this::verdict))
                .isEmpty();
    }

    private Verdict verdict(JsonNode row) {
        Reading reading = read(row);
        if (!(reading.usage() instanceof UsageOutcome.Reported reported)) {
            return Verdict.failed("not read: " + reading);
        }
        BigDecimal said = new BigDecimal(row.path("reported_cost_usd").asText());
        ProviderCost cost = reading.facts().cost();
        if (cost == null || cost.amount().compareTo(said) != 0) {
            return Verdict.failed("reported cost not read: " + reading.facts());
        }
        Optional<PinnedCard> card =
                names(row).stream().flatMap(name -> cards.card(name).stream()).findFirst();
        if (card.isEmpty()) {
            return Verdict.listed("the price file has no such model, under any name that we know");
        }
        Rating rating =
                card.get().rate(reported.counts(), RatingContext.standard().reportedCost(said));
        return rating instanceof Rating.Unpriced
                ? Verdict.listed("the provider bills what the price file has no price for: " + rating)
                : compared(row, rating);
    }

    private static Verdict compared(JsonNode row, Rating rating) {
        BigDecimal difference = rating.chargeOrThrow().reportedDifference().orElseThrow();
        if (difference.signum() == 0) {
            return Verdict.EQUAL;
        }
        JsonNode usage = row.path("usage");
        if (usage.has("server_tool_use_details") && difference.signum() > 0) {
            return Verdict.listed("the provider bills its own tools as well, and does not say at which price");
        }
        JsonNode details =
                usage.path(usage.has("prompt_tokens_details") ? "prompt_tokens_details" : "input_tokens_details");
        if (details.path("cache_write_tokens").asLong() > 0) {
            return Verdict.listed("the provider bills writing to the cache by another price than the file");
        }
        return Verdict.failed("reported " + row.path("reported_cost_usd") + " differs by " + difference + ' '
                + rating.chargeOrThrow().lines());
    }

    private static Reading read(JsonNode row) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode usage = row.path("usage").deepCopy();
        numbers(usage);
        body.set("usage", usage);
        byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
        ProviderApi api = usage.has("input_tokens") ? ProviderApi.OPENAI_RESPONSES : ProviderApi.OPENAI_CHAT;
        return api.reader().read(json);
    }

    /** The data has amounts in texts, so that nobody reads them as doubles; providers send numbers. */
    private static void numbers(ObjectNode node) {
        node.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode inner) {
                numbers(inner);
            } else if (field.getValue().isTextual()) {
                node.put(field.getKey(), new BigDecimal(field.getValue().asText()));
            }
        });
    }

    /** What the file may call a model: as the provider does, without its date, or as its maker does. */
    private static List<String> names(JsonNode row) {
        String model = row.path("model").asText();
        String undated = model.replaceFirst("-20[0-9]{2}-?[0-9]{2}-?[0-9]{2}$", "");
        String maker = undated.substring(undated.indexOf('/') + 1);
        // Anthropic's own names have the family before the number: claude-4.5-sonnet is claude-sonnet-4-5.
        String family = maker.replaceFirst("^claude-([0-9]+)[.]([0-9]+)-([a-z]+)$", "claude-$3-$1-$2");
        return Stream.of(
                        row.path("provider").asText() + '/' + model,
                        row.path("provider").asText() + '/' + undated,
                        maker,
                        family)
                .distinct()
                .toList();
    }
}
