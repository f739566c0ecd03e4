// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A metered call as it is usually put together: permits, the price of the caps, a hold; then the usage out of the
 * response, its price, a capture, and a row of JSON about it.
 *
 * <p>It keeps every row for ever, as its ledger does its entries. Tokens that were reserved and not used stay used. This
 * class is thread-safe.
 */
public final class UsualMeter {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String REVENUE = "revenue";

    private final KeyedLimiter limiter;
    private final BigDecimalPrices prices;
    private final MapLedger ledger;
    private final Map<String, String> rows = new ConcurrentHashMap<>();

    /**
     * What is written about a call.
     *
     * @param call its id
     * @param model what was called
     * @param tokens what it used
     * @param credits what it was charged
     * @param at when it ended, in milliseconds since 1970
     */
    record Row(String call, String model, TokenCounts tokens, long credits, long at) {}

    /**
     * A meter without calls.
     *
     * @param limiter of requests and tokens
     * @param prices of the one model
     * @param ledger where money is held and taken
     */
    public UsualMeter(KeyedLimiter limiter, BigDecimalPrices prices, MapLedger ledger) {
        this.limiter = limiter;
        this.prices = prices;
        this.ledger = ledger;
    }

    /**
     * Takes the permits and holds the price of the caps.
     *
     * @param id of the call
     * @param wallet who pays, and whose limits they are
     * @param caps the most it may use
     * @return whether it may go upstream
     */
    public boolean open(String id, String wallet, TokenCounts caps) {
        return limiter.tryAcquire(wallet, Math.toIntExact(caps.input() + caps.output()))
                && ledger.hold(id, wallet, BigDecimal.valueOf(prices.credits(caps)));
    }

    /**
     * Takes the price of what was used.
     *
     * @param id of the call
     * @param tokens what it used
     * @return the credits taken
     */
    public long settle(String id, TokenCounts tokens) {
        long credits = prices.credits(tokens);
        if (!ledger.capture(id, REVENUE, BigDecimal.valueOf(credits))) {
            throw new IllegalStateException("must be open and within its hold: call=" + id);
        }
        try {
            Row row = new Row(id, "sample-1", tokens, credits, Instant.now().toEpochMilli());
            rows.put(id, MAPPER.writeValueAsString(row));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
        return credits;
    }

    /**
     * Takes the price of what an OpenAI chat completion says was used.
     *
     * @param id of the call
     * @param response the whole answer
     * @return the credits taken
     * @throws UncheckedIOException if it is no JSON
     */
    public long settle(String id, byte[] response) {
        JsonNode usage = usageIn(response);
        long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong();
        long input = usage.path("prompt_tokens").asLong();
        long output = usage.path("completion_tokens").asLong();
        return settle(id, new TokenCounts(input - cached, cached, output));
    }

    /**
     * The row about a call.
     *
     * @param id of the call
     * @return JSON, empty if the call has not been settled
     */
    public String row(String id) {
        return rows.getOrDefault(id, "");
    }

    private static JsonNode usageIn(byte[] response) {
        try {
            return MAPPER.readTree(response).path("usage");
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }
}
