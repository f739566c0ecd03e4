// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.SharedData;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.pricefile.LiteLlmPriceFile;
import io.weighhouse.metering.pricefile.PriceImport;
import io.weighhouse.metering.pricefile.SkipReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The price file that the questions to LiteLLM are about, read as LiteLLM's calculator takes it. */
final class LiteLlmCards {

    private static final LiteLlmPriceFile READER =
            new LiteLlmPriceFile().withZeroAsFree().withHalfPriceBatches().withoutQuarantine();

    private final JsonNode file;
    private final PriceImport read;
    private final Map<String, Optional<PinnedCard>> cards = new HashMap<>();

    private LiteLlmCards(String text) {
        this.file = VectorRun.json(text);
        this.read = read(text);
    }

    /** The newest file of the folder, or the project's own sample. */
    static LiteLlmCards ofTheFolder() {
        return new LiteLlmCards(priceFile());
    }

    /** A file of one entry. */
    static LiteLlmCards of(String name, JsonNode entry) {
        return new LiteLlmCards("{\"" + name + "\":" + entry + '}');
    }

    private static String priceFile() {
        Optional<Path> prices = SharedData.folder().map(folder -> folder.resolve("prices"));
        if (prices.filter(Files::isDirectory).isEmpty()) {
            return VectorRun.text("prices/litellm-sample.json");
        }
        try (Stream<Path> files = Files.list(prices.get())) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().matches("litellm.*[.]json"))
                    .sorted()
                    .toList();
            return Files.readString(found.get(found.size() - 1));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static PriceImport read(String text) {
        try {
            return READER.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "vectors");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Whether the file has an entry of that name. */
    boolean has(String name) {
        return file.has(name);
    }

    /** What the file says under that name. */
    JsonNode entry(String name) {
        return file.path(name);
    }

    /** The card of the entry with that name, at cost; empty if there is none or it was not taken. */
    Optional<PinnedCard> card(String name) {
        return cards.computeIfAbsent(name, this::find);
    }

    private Optional<PinnedCard> find(String name) {
        String provider = file.path(name).path("litellm_provider").asText();
        if (provider.isEmpty()) {
            return Optional.empty();
        }
        if (whyNot(name).startsWith(SkipReason.SHADOWED.name())) {
            return of(name, file.path(name)).card(name);
        }
        String prefix = provider + '/';
        Sku sku = Sku.of(provider, name.startsWith(prefix) ? name.substring(prefix.length()) : name);
        Optional<RateCard> card = read.book().find(sku);
        return card.map(
                prices -> PinnedCard.of("vectors", prices, Exact.AT_COST).under(PricingPolicy.LITELLM));
    }

    /** Why an entry was not taken. */
    String whyNot(String name) {
        return read.report().skipped().stream()
                .filter(skipped -> skipped.entry().equals(name))
                .map(skipped -> skipped.reason() + " in the price file")
                .findFirst()
                .orElse("not in the price file");
    }
}
