// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.gateway.BodyDigest;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.gateway.dialect.Problem;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** What a chat completion asks for, read from its body and headers; the same for every framework. */
final class ChatAsk {

    /** Beyond it a request is refused before it is read whole. */
    static final int MAX_BODY_BYTES = 4 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEARER = "Bearer ";

    private ChatAsk() {}

    /**
     * The request as Weighhouse takes it.
     *
     * @param header looks up a header, empty if there is none
     * @param body the bytes as they came
     * @throws IllegalArgumentException if the body is no chat completion, or the id is too long
     */
    // [inbound]
    static Inbound of(UnaryOperator<String> header, byte[] body) {
        if (body.length > MAX_BODY_BYTES) {
            throw new IllegalArgumentException("must be at most 4 MiB: body");
        }
        JsonNode request = parsed(body);
        String authorization = header.apply("authorization");
        String bearer = authorization.startsWith(BEARER) ? authorization.substring(BEARER.length()) : "";
        Inbound inbound = Inbound.of(bearer, header.apply("idempotency-key"), BodyDigest.of(body))
                .sku("openai", request.path("model").asText())
                .retry(count(header.apply("x-stainless-retry-count")))
                .label("endpoint", "/v1/chat/completions");
        long cap = request.path("max_completion_tokens")
                .asLong(request.path("max_tokens").asLong());
        return cap > 0 ? inbound.maxOutput(cap) : inbound;
    }
    // [/inbound]

    private static JsonNode parsed(byte[] body) {
        try {
            JsonNode request = JSON.readTree(body);
            if (request.path("model").asText().isBlank()) {
                throw new IllegalArgumentException("must name a model");
            }
            return request;
        } catch (IOException notJson) {
            throw new IllegalArgumentException("must be a JSON document", notJson);
        }
    }

    private static int count(String text) {
        return text.length() == 1 && Character.isDigit(text.charAt(0)) ? text.charAt(0) - '0' : 0;
    }

    static HttpAnswer badRequest(IllegalArgumentException wrong) {
        return Dialect.OPENAI.answer(Problem.of(400, "BAD_REQUEST", String.valueOf(wrong.getMessage())));
    }

    static boolean isStream(String contentType) {
        return contentType.startsWith("text/event-stream");
    }
}
