// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.ledger.Note;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.UsageReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came in: who says they are calling, under which id, for what.
 *
 * <p>{@code Inbound.of(bearer, requestId, BodyDigest.of(body)).sku("openai", "gpt-4o-mini").maxOutput(500)}. Every method
 * that says more returns a copy.
 *
 * <p>This class is immutable and thread-safe. Its {@code toString} does not show the bearer.
 */
public final class Inbound {

    private static final int MAX_REQUEST_ID_CHARS = 200;
    private static final int MAX_LABELS = 24;

    /** Beyond every model, and far from what a price in a {@code long} can bear. */
    private static final long MAX_TOKENS = 1L << 40;

    private static final Ask NOTHING =
            new Ask(null, OptionalLong.empty(), OptionalLong.empty(), Usage.empty(), Map.of());

    private final String bearer;
    private final String requestId;
    private final BodyDigest body;
    private final Ask ask;
    private final Manner manner;

    private Inbound(String bearer, String requestId, BodyDigest body, Ask ask, Manner manner) {
        this.bearer = bearer;
        this.requestId = requestId;
        this.body = body;
        this.ask = ask;
        this.manner = manner;
    }

    /**
     * A request that asks for nothing yet; its sku must be said before it can begin.
     *
     * @param bearer the API key as it was sent, without the word {@code Bearer}; empty if there was none
     * @param requestId the caller's id of this logical request, such as its idempotency key: at most 200 printable ASCII
     *     characters; empty if it has none, and then one is made up
     * @param body fingerprint and size of the body
     * @return the request
     * @throws IllegalArgumentException if the request id is not of that form
     */
    public static Inbound of(String bearer, String requestId, BodyDigest body) {
        if (requestId.length() > MAX_REQUEST_ID_CHARS || !requestId.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            // Not quoted: it goes into headers and logs, and is refused because it does not belong there.
            throw new IllegalArgumentException(
                    "must be at most 200 printable ASCII characters: requestId has " + requestId.length());
        }
        return new Inbound(bearer, requestId, body, NOTHING, Manner.USUAL);
    }

    /**
     * What is asked for.
     *
     * @param provider whose it is, such as {@code openai}
     * @param name the provider's name of it, such as a model
     * @return a copy that says so
     * @throws IllegalArgumentException if either is no part of a sku: empty, too long, or with a control character
     */
    public Inbound sku(String provider, String name) {
        return asking(new Ask(Sku.of(provider, name), ask.maxOutput, ask.maxInput, ask.pieces, ask.labels));
    }

    /**
     * What the request needs its key to allow, and where it comes from; nothing where this is not said.
     *
     * <p>{@code KeyDemand.scope("chat").origin(header).from(address)}.
     *
     * @param needed scopes, origin and source
     * @return a copy that says so
     */
    public Inbound demand(KeyDemand needed) {
        return in(new Manner(needed, manner.reader, manner.context, manner.tags, manner.retry));
    }

    /**
     * How the upstream's answer is read: as an OpenAI chat completion where this is not said.
     *
     * @param api the reader of the API that is called, such as {@code ProviderApi.ANTHROPIC_MESSAGES.reader()}
     * @return a copy that says so
     */
    public Inbound reader(UsageReader api) {
        return in(new Manner(manner.demand, api, manner.context, manner.tags, manner.retry));
    }

    /**
     * How the call is to be served, where prices depend on it: in the standard tier where this is not said.
     *
     * <p>The gateway adds the time of its clock where none is said.
     *
     * @param asked the service tier and the region that are asked for
     * @return a copy that says so
     */
    public Inbound served(RatingContext asked) {
        return in(new Manner(manner.demand, manner.reader, asked, manner.tags, manner.retry));
    }

    /**
     * Tags of what is bought, for credit that pays only for some of it; credit without tags pays for everything.
     *
     * @param names such as {@code product:images}; as many and as long as a hold takes
     * @return a copy with these instead of earlier ones
     */
    public Inbound tags(String... names) {
        return in(new Manner(manner.demand, manner.reader, manner.context, List.of(names), manner.retry));
    }

    /**
     * Which attempt of the caller's this is, as clients say in {@code x-stainless-retry-count}: 0 for the first.
     *
     * <p>It matters only where the gateway was built with {@link Retries}.
     *
     * @param count how often the caller has tried before, 0 or more
     * @return a copy that says so
     * @throws IllegalArgumentException if it is below zero
     */
    public Inbound retry(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("must be >= 0: retry=" + count);
        }
        return in(new Manner(manner.demand, manner.reader, manner.context, manner.tags, count));
    }

    /**
     * The most output tokens that the caller asked for; the plan's default where this is not said.
     *
     * @param tokens 1 to 2^40
     * @return a copy that says so
     * @throws IllegalArgumentException if it is out of range
     */
    public Inbound maxOutput(long tokens) {
        return asking(new Ask(ask.sku, positive("maxOutput", tokens), ask.maxInput, ask.pieces, ask.labels));
    }

    /**
     * The most input tokens that the request can hold; the body's bytes where this is not said.
     *
     * <p>A token of text is at least one byte, so a body of 2,000 bytes has at most 2,000 input tokens, unless it points
     * at something outside itself, such as an image's address: then say the bound here.
     *
     * @param tokens 1 to 2^40
     * @return a copy that says so
     * @throws IllegalArgumentException if it is out of range
     */
    public Inbound maxInput(long tokens) {
        return asking(new Ask(ask.sku, ask.maxOutput, positive("maxInput", tokens), ask.pieces, ask.labels));
    }

    /**
     * The most that is used of something other than text tokens: images, seconds, clips.
     *
     * <p>The request is then held for these quantities instead of for tokens.
     *
     * @param most quantities by meter, not empty
     * @return a copy that says so
     * @throws IllegalArgumentException if it is empty
     */
    public Inbound pieces(Usage most) {
        if (most.isEmpty()) {
            throw new IllegalArgumentException("must not be empty: pieces");
        }
        return asking(new Ask(ask.sku, ask.maxOutput, ask.maxInput, most, ask.labels));
    }

    /**
     * A label that goes into the books with the call.
     *
     * @param name such as {@code endpoint}, 1 to 64 characters; at most 24 of them, and none that the gateway says itself:
     *     {@code plan}, {@code key}, {@code payer}, {@code user}, {@code team}, {@code allowance}, {@code attempt}, {@code
     *     retry_of}
     * @param value such as the path, at most 256 characters; no personal data
     * @return a copy that has it too
     * @throws IllegalArgumentException if the name is taken, or one is out of its range
     */
    public Inbound label(String name, String value) {
        if (Visit.LABELS.contains(name)) {
            throw new IllegalArgumentException("must be another name than " + Visit.LABELS + ": label=" + name);
        }
        Map<String, String> labels = new LinkedHashMap<>(ask.labels);
        labels.put(name, value);
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("must be at most 24 labels: labels=" + labels.size());
        }
        Note.NONE.label(name, value);
        return asking(new Ask(ask.sku, ask.maxOutput, ask.maxInput, ask.pieces, labels));
    }

    @Override
    public String toString() {
        return "Inbound[requestId=" + requestId + ", sku=" + ask.sku + ']';
    }

    String bearer() {
        return bearer;
    }

    String requestId() {
        return requestId;
    }

    BodyDigest body() {
        return body;
    }

    KeyDemand demand() {
        return manner.demand;
    }

    UsageReader reader() {
        return manner.reader;
    }

    RatingContext context() {
        return manner.context;
    }

    List<String> tags() {
        return manner.tags;
    }

    int retry() {
        return manner.retry;
    }

    boolean namesSku() {
        return ask.sku != null;
    }

    Sku sku() {
        return Objects.requireNonNull(ask.sku, "sku");
    }

    OptionalLong maxOutput() {
        return ask.maxOutput;
    }

    /** At least one, because every request has some input. */
    long maxInput() {
        return ask.maxInput.orElse(Math.max(1, body.lengthBytes()));
    }

    /** What the input is taken for if nobody counts it: the text's tokens, or the bound where there is more than text. */
    long expectedInput() {
        return ask.maxInput.orElse(Math.max(1, Reading.tokensOf(body.lengthBytes())));
    }

    Usage pieces() {
        return ask.pieces;
    }

    Map<String, String> labels() {
        return ask.labels;
    }

    private Inbound asking(Ask more) {
        return new Inbound(bearer, requestId, body, more, manner);
    }

    private Inbound in(Manner other) {
        return new Inbound(bearer, requestId, body, ask, other);
    }

    private static OptionalLong positive(String name, long tokens) {
        if (tokens <= 0 || tokens > MAX_TOKENS) {
            throw new IllegalArgumentException("must be > 0 and <= 2^40: " + name + '=' + tokens);
        }
        return OptionalLong.of(tokens);
    }

    /** How it is asked for and served, apart from what. */
    private record Manner(KeyDemand demand, UsageReader reader, RatingContext context, List<String> tags, int retry) {

        static final Manner USUAL =
                new Manner(KeyDemand.NONE, UsageReader.openAiChat(), RatingContext.standard(), List.of(), 0);
    }

    private record Ask(
            @Nullable Sku sku,
            OptionalLong maxOutput,
            OptionalLong maxInput,
            Usage pieces,
            Map<String, String> labels) {
        Ask {
            labels = Map.copyOf(labels);
        }
    }
}
