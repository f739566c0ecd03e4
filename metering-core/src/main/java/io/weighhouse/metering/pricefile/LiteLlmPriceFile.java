// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
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
 * <p>Taken is every price that a card can say: tokens of every sort, pictures made and shown, pixels, seconds of sound and film,
 * characters, pages, requests, sessions and searches; above thresholds ({@code _above_200k_tokens}, and tables of them), in
 * service tiers ({@code _priority}, {@code _flex}, {@code _fast}, and {@code _batches}, which becomes {@code batch}), in
 * off-peak hours; and factors by region and tier. Every other key is named in the report, unless it is a limit, a text or a
 * flag. An entry is skipped if a part of its prices alone would be the wrong price; the reasons are in {@link SkipReason}.
 * By which names LiteLLM finds an entry is told by {@link LiteLlmNames}.
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

    private static final ObjectMapper MAPPER =
            new ObjectMapper(StrictJson.FACTORY.copy()).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final LiteLlmOptions options;

    /** The format, with zeros where nothing else is priced counted as unknown, and batches as priced only where the file says. */
    public LiteLlmPriceFile() {
        this(new LiteLlmOptions(false, false, true));
    }

    private LiteLlmPriceFile(LiteLlmOptions options) {
        this.options = options;
    }

    /** {@return the format, with every zero taken to say that the thing is free} */
    public LiteLlmPriceFile withZeroAsFree() {
        return new LiteLlmPriceFile(new LiteLlmOptions(true, options.halfPriceBatches(), options.quarantine()));
    }

    /**
     * The format, with all tokens at half price in the service tier {@code batch} where the file has no price for batches, as
     * LiteLLM's calculator has it.
     *
     * @return that format
     */
    public LiteLlmPriceFile withHalfPriceBatches() {
        return new LiteLlmPriceFile(new LiteLlmOptions(options.zeroAsFree(), true, options.quarantine()));
    }

    /**
     * The format, with prices of more than $0.001 a token taken as they stand. They are errors of the file, by factors of a
     * thousand and more: for comparing with what others make of it, not for charging anybody.
     *
     * @return that format
     */
    public LiteLlmPriceFile withoutQuarantine() {
        return new LiteLlmPriceFile(new LiteLlmOptions(options.zeroAsFree(), options.halfPriceBatches(), false));
    }

    @Override
    public PriceImport read(InputStream in, String version) throws IOException {
        PriceBook.Builder book = PriceBook.builder(version);
        ImportTally tally = new ImportTally();
        Map<Sku, Taken> taken = new LinkedHashMap<>();
        try (JsonParser json = MAPPER.createParser(in)) {
            readEntries(json, (name, entry) -> take(name, entry, taken, tally));
        }
        taken.values().forEach(each -> {
            book.card(each.card);
            each.names.forEach(name ->
                    LiteLlmNames.alias(name, each.card.sku()).ifPresent(alias -> book.alias(alias, each.card.sku())));
        });
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
        } catch (CharConversionException malformed) {
            throw exception("must be UTF-8: " + malformed.getMessage(), json, malformed);
        } catch (NumberFormatException beyond) {
            // An exponent that no number of the platform has.
            throw exception("must be a number that can be held", json, beyond);
        }
    }

    /** {@code names} are all names of the card's sku. */
    private record Taken(String name, RateCard card, List<String> names) {}

    private void take(String name, JsonNode entry, Map<Sku, Taken> taken, ImportTally tally) {
        if (!entry.isObject() || NOT_MODELS.contains(name)) {
            tally.skip(name, SkipReason.NOT_A_MODEL, entry.isObject() ? "describes the file" : "is no object");
            return;
        }
        RateCard card;
        try {
            card = new LiteLlmEntry(name, entry, options, tally).card();
        } catch (UnusableEntryException unusable) {
            tally.skip(name, unusable.reason(), unusable.detail());
            return;
        }
        Taken found = new Taken(name, card, List.of(name));
        Taken other = taken.putIfAbsent(card.sku(), found);
        if (other == null) {
            return;
        }
        // Of two names of one sku, the longer one has the provider in front.
        boolean foundWins = name.length() > other.name.length();
        Taken winner = foundWins ? found : other;
        Taken loser = foundWins ? other : found;
        taken.put(card.sku(), new Taken(winner.name, winner.card, List.of(winner.name, loser.name)));
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
