// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Questions to LiteLLM's token calculator over its price file, with the exact answer. */
class LiteLlmCoreVectorsTest {

    private final LiteLlmCards cards = LiteLlmCards.ofTheFolder();

    @Test
    void rate_everyRow_equal() {
        assertThat(VectorRun.failures("pricing-vectors/litellm-core-exact.jsonl", this::verdict))
                .isEmpty();
    }

    private Verdict verdict(JsonNode row) {
        String model = row.path("model").asText();
        LiteLlmCards from = row.has("model_info") ? LiteLlmCards.of(model, row.path("model_info")) : cards;
        Optional<PinnedCard> card = from.card(model);
        if (card.isEmpty()) {
            return Verdict.failed(model + ": " + from.whyNot(model));
        }
        Rating rating = card.get().rate(LiteLlmUsage.counts(row.path("usage")), context(row));
        if (rating instanceof Rating.Unpriced || rating instanceof Rating.Inconsistent) {
            return Verdict.failed(model + ": " + rating);
        }
        return compared(row, rating.chargeOrThrow());
    }

    private static RatingContext context(JsonNode row) {
        String tier = row.path("service_tier").asText("");
        RatingContext context = RatingContext.standard()
                // The peer's token calculator knows no tier of that name; another function of it does.
                .serviceTier(tier.equals("batch") ? "" : tier)
                .region(row.path("data_residency").asText("").toLowerCase(Locale.ROOT));
        return row.has("time")
                ? context.at(OffsetDateTime.parse(row.path("time").asText())
                        .toInstant()
                        .toEpochMilli())
                : context;
    }

    private static Verdict compared(JsonNode row, Charge charge) {
        JsonNode exact = row.path("exact");
        boolean same = Exact.same(
                        Exact.cost(charge, meter -> !isOutput(meter)),
                        exact.path("input").asText())
                && Exact.same(
                        Exact.cost(charge, LiteLlmCoreVectorsTest::isOutput),
                        exact.path("output").asText())
                && Exact.same(charge.cost(), exact.path("total").asText());
        return same
                ? Verdict.EQUAL
                : Verdict.failed(row.path("model").asText() + " expected " + row.path("items") + ' ' + exact + " got "
                        + charge.cost() + ' ' + charge.lines());
    }

    static boolean isOutput(Meter meter) {
        Meter parent = meter.inheritsFrom();
        return parent == null ? meter == Meter.OUTPUT_TOKENS : isOutput(parent);
    }
}
