// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The community price file of LiteLLM, {@code model_prices_and_context_window.json}.
 *
 * <p>The entry {@code "anthropic/claude-x": {"litellm_provider": "anthropic", "input_cost_per_token": 3e-06, ...}}
 * becomes the card of {@code Sku.of("anthropic", "claude-x")} with 0.000003 USD for an input token. Where the file has
 * both {@code claude-x} and {@code anthropic/claude-x} of one provider, the longer name wins.
 *
 * <p>Taken are prices of tokens (input, output, cache reads and writes, reasoning, sound, pictures; with their {@code
 * _above_200k_tokens} tiers), pictures made, seconds of sound, characters of speech, pages, requests and web searches.
 * Batch, flex and priority prices are left aside: a call is priced at the standard tier, so a gateway must not ask for
 * another one. An entry is skipped if a part of its prices alone would be the wrong price; the reasons are in {@link
 * SkipReason}.
 *
 * <p>The file does not tell "free" from "unknown" and "priced elsewhere": all three are zero. So where neither input nor
 * output tokens have a price above zero, zeros count as unknown; {@link #withZeroAsFree()} takes them for free.
 *
 * <p>Files of up to 64 MiB are read, with objects up to 16 deep; a name that comes twice in an object is an error.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class LiteLlmPriceFile implements PriceFile {

    /** Entries that document the file or steer LiteLLM. */
    private static final Set<String> NOT_MODELS = Set.of("sample_spec", "fallback_generalizations");

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(64L << 20)
                            .maxNestingDepth(16)
                            .maxNumberLength(64)
                            .maxStringLength(1 << 16)
                            .maxNameLength(512)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final boolean zeroAsFree;

    /** The format, with zeros where nothing else is priced counted as unknown. */
    public LiteLlmPriceFile() {
        this(false);
    }

    private LiteLlmPriceFile(boolean zeroAsFree) {
        this.zeroAsFree = zeroAsFree;
    }

    /** {@return the format, with every zero taken to say that the thing is free} */
    public LiteLlmPriceFile withZeroAsFree() {
        return new LiteLlmPriceFile(true);
    }

    @Override
    public PriceImport read(InputStream in, String version) throws IOException {
        PriceBook.Builder book = PriceBook.builder(version);
        ImportTally tally = new ImportTally();
        Map<Sku, Taken> taken = new LinkedHashMap<>();
        try (JsonParser json = MAPPER.createParser(in)) {
            readEntries(json, (name, entry) -> take(name, entry, taken, tally));
        }
        taken.values().forEach(each -> book.card(each.card));
        return new PriceImport(book.build(), tally.report(taken.size()));
    }

    private static void readEntries(JsonParser json, BiConsumer<String, JsonNode> each) throws IOException {
        try {
            require(json.nextToken() == JsonToken.START_OBJECT, "must be one JSON object of entries", json);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                JsonNode entry = json.readValueAsTree();
                each.accept(name, entry);
            }
            require(json.nextToken() == null, "must end after the object of entries", json);
        } catch (JsonProcessingException malformed) {
            throw exception("must be JSON: " + malformed.getOriginalMessage(), json, malformed);
        }
    }

    private record Taken(String name, RateCard card) {}

    private void take(String name, JsonNode entry, Map<Sku, Taken> taken, ImportTally tally) {
        if (!entry.isObject() || NOT_MODELS.contains(name)) {
            tally.skip(name, SkipReason.NOT_A_MODEL, entry.isObject() ? "describes the file" : "is no object");
            return;
        }
        RateCard card;
        try {
            card = new LiteLlmEntry(name, entry, zeroAsFree, tally).card();
        } catch (UnusableEntryException unusable) {
            tally.skip(name, unusable.reason(), unusable.detail());
            return;
        }
        Taken found = new Taken(name, card);
        Taken other = taken.putIfAbsent(card.sku(), found);
        if (other == null) {
            return;
        }
        // Of two names of one sku, the longer one has the provider in front.
        boolean foundWins = name.length() > other.name.length();
        Taken winner = foundWins ? found : other;
        Taken loser = foundWins ? other : found;
        taken.put(card.sku(), winner);
        boolean same = winner.card.equals(loser.card);
        tally.skip(loser.name, SkipReason.SHADOWED, winner.name + " has " + (same ? "the same" : "other") + " prices");
    }

    private static void require(boolean condition, String must, JsonParser json) {
        if (!condition) {
            throw exception(must, json, null);
        }
    }

    private static PriceFileException exception(String problem, JsonParser json, @Nullable Throwable cause) {
        JsonLocation at = json.currentLocation();
        return new PriceFileException(problem, at.getLineNr(), at.getColumnNr(), cause);
    }
}
