// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.RateCard;
import java.io.IOException;
import java.io.InputStream;

/**
 * Our own format of price books: JSON that says everything a book can, and comes back equal.
 *
 * <pre>
 *   {"version": "2026-11",
 *    "cards": [
 *      {"sku": "openai/gpt-4o", "currency": "USD",
 *       "rates": {"input_tokens": {"perMillion": "2.5"}, "output_tokens": "0.00001"},
 *       "when": [{"serviceTier": "batch", "rates": {"input_tokens": "0.00000125"}}]}],
 *    "aliases": {"openai/gpt-4o-latest": "openai/gpt-4o"},
 *    "patterns": [{"provider": "openai", "name": "gpt-4o-2*", "sku": "openai/gpt-4o"}],
 *    "overrides": [{"tenant": "acme", "card": {...}}],
 *    "markups": [{"unit": "CREDIT/0", "percent": "80", "creditPrice": "0.01"},
 *                {"tenant": "acme", "sku": "openai/gpt-4o", "unit": "CREDIT/0", "percent": "40", "creditPrice": "0.01"}],
 *    "policy": "strict",
 *    "ceiling": {...}}
 * </pre>
 *
 * <p>Only the version is required. A card has the form of {@link RateCard#toJson()}. Friendlier forms are read too: {@code
 * perThousand} and {@code perMillion}, for meters of time {@code perSecond}, {@code perMinute} and {@code perHour}; {@code
 * fromInputTokens} beside {@code aboveInputTokens}; a day instead of a moment in {@code from} and {@code to}; {@code percent}
 * beside {@code multiplier}. {@link #write} writes the one canonical form, with a line for each card and each rule.
 *
 * <p>Reading is strict: a field that is not known, one that comes twice, or a meter that nobody has declared is an error, and
 * every error says line and column. Numbers are exact; they stand in strings or as JSON numbers. Files of up to 64 MiB are
 * read, with objects up to 16 deep and numbers up to 64 characters.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class WeighhousePriceFile implements PriceFile {

    /** The format. */
    public WeighhousePriceFile() {}

    /**
     * Reads a book under the version that it says itself.
     *
     * @param in the file's bytes, in UTF-8; read to their end and left open
     * @return the book
     * @throws PriceFileException if it is no book of this format; there is no book then, not even a part of one
     * @throws IOException if reading fails
     */
    public PriceBook read(InputStream in) throws IOException {
        return StrictJson.read(in, json -> BookReader.read(json, null)).book();
    }

    /**
     * Reads a book under the version that it says itself.
     *
     * @param text the book, as {@link #write} writes it or by hand
     * @return the book
     * @throws PriceFileException if it is no book of this format; there is no book then, not even a part of one
     */
    public PriceBook read(String text) {
        return StrictJson.read(text, json -> BookReader.read(json, null)).book();
    }

    /**
     * Reads a book under another version than it may say itself.
     *
     * @param in the file's bytes, in UTF-8; read to their end and left open
     * @param version the version of the book, 1 to 256 characters
     * @return the book, with every card of it taken
     * @throws PriceFileException if it is no book of this format; there is no book then, not even a part of one
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if the version is blank or too long
     */
    @Override
    public PriceImport read(InputStream in, String version) throws IOException {
        BookReader.Result result = StrictJson.read(in, json -> BookReader.read(json, version));
        return new PriceImport(result.book(), new ImportTally().report(result.cards()));
    }

    /**
     * Writes a book in its canonical form; equal books give equal texts, and {@link #read(String)} gives the book back with
     * equal cards of equal digests.
     *
     * @param book a book
     * @return its text, which ends with a line feed
     */
    public String write(PriceBook book) {
        return BookText.of(book);
    }

    /**
     * Reads one card, in the form of {@link RateCard#toJson()} or a friendlier one.
     *
     * @param json the card
     * @return the card
     * @throws PriceFileException if it is no card of this format
     */
    public static RateCard card(String json) {
        return StrictJson.read(json, CardReader::read);
    }
}
