// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.dialect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.RateLimitHeaders;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A family of clients, and the form in which it expects errors.
 *
 * <p>All of them get the same status, code and headers; only the body differs. Out of credits is 402 in every dialect,
 * because the official clients try that once and 409 or 429 three times.
 *
 * <p>This class is immutable and thread-safe.
 */
public enum Dialect {
    /** {@code {"error":{"message","type","param","code"}}}, as OpenAI and most compatible providers send it. */
    OPENAI("application/json") {
        @Override
        ObjectNode body(Problem problem) {
            ObjectNode body = JSON.objectNode();
            body.putObject("error")
                    .put("message", problem.message())
                    .put("type", typeOf(problem.status(), "insufficient_credits"))
                    .putNull("param")
                    .put("code", problem.code());
            return body;
        }
    },

    /** {@code {"type":"error","error":{"type","message"},"request_id"}}, as Anthropic sends it. */
    ANTHROPIC("application/json") {
        @Override
        ObjectNode body(Problem problem) {
            ObjectNode body = JSON.objectNode().put("type", "error");
            body.putObject("error")
                    .put("type", typeOf(problem.status(), "billing_error"))
                    .put("message", problem.message())
                    .put("code", problem.code());
            return body.put("request_id", problem.requestId());
        }
    },

    /** {@code {"error":{"code","message","status"}}}, as Google's APIs send it. */
    GEMINI("application/json") {
        @Override
        ObjectNode body(Problem problem) {
            ObjectNode body = JSON.objectNode();
            ObjectNode error = body.putObject("error")
                    .put("code", problem.status())
                    .put("message", problem.message())
                    .put("status", statusName(problem.status()));
            error.putArray("details").addObject().put("reason", problem.code());
            return body;
        }
    },

    /** Problem details of RFC 9457, for every other client. */
    PROBLEM_JSON("application/problem+json") {
        @Override
        ObjectNode body(Problem problem) {
            return JSON.objectNode()
                    .put("type", "about:blank")
                    .put("title", problem.message())
                    .put("status", problem.status())
                    .put("code", problem.code())
                    .put("request_id", problem.requestId());
        }
    };

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String contentType;

    Dialect(String contentType) {
        this.contentType = contentType;
    }

    /**
     * Says a problem in this dialect.
     *
     * <p>A 402 with code {@code INSUFFICIENT_CREDITS} becomes, for {@link #OPENAI}, {@code
     * {"error":{"message":"...","type":"insufficient_credits","param":null,"code":"INSUFFICIENT_CREDITS"}}}.
     *
     * @param problem why the request was not served
     * @return status, headers and body to send
     */
    public HttpAnswer answer(Problem problem) {
        Map<String, String> headers = new LinkedHashMap<>(problem.headers());
        headers.put("content-type", contentType);
        if (!problem.requestId().isEmpty()) {
            headers.put("x-request-id", problem.requestId());
        }
        return new HttpAnswer(problem.status(), headers, body(problem).toString());
    }

    /**
     * Says a problem in the midst of a stream, when status and headers are long gone, so that the clients of this dialect
     * fail with it instead of taking the cut for the end.
     *
     * <p>For {@link #OPENAI} and {@link #GEMINI} it is {@code data: {"error":{...}}} and an empty line, for the others an
     * event named {@code error}. Nothing may follow it, least of all {@code data: [DONE]}.
     *
     * @param problem why the stream ends early
     * @return one server-sent event with the blank line after it
     */
    public String streamError(Problem problem) {
        String data = "data: " + body(problem) + "\n\n";
        return namesEvents() ? "event: error\n" + data : data;
    }

    /**
     * How limits stand, in the headers that clients of this dialect know: {@code x-ratelimit-remaining-requests: 59} for
     * {@link #OPENAI}, {@code anthropic-ratelimit-requests-remaining: 59} for {@link #ANTHROPIC}, {@code ratelimit:
     * "rpm";r=59;t=1} of the IETF's draft for the others.
     *
     * @param limits a limiter's decision, on an admission or a refusal
     * @param now by whose clock instants are said
     * @return header names in lower case, and their values; empty where there is nothing to tell
     */
    public Map<String, String> limitHeaders(Decision limits, Instant now) {
        Map<String, String> named = switch (this) {
            case OPENAI -> RateLimitHeaders.openAi(limits);
            case ANTHROPIC -> RateLimitHeaders.anthropic(limits, now);
            case GEMINI, PROBLEM_JSON -> RateLimitHeaders.ietf(limits);
        };
        Map<String, String> headers = new LinkedHashMap<>();
        named.forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }

    private boolean namesEvents() {
        return this == ANTHROPIC || this == PROBLEM_JSON;
    }

    abstract ObjectNode body(Problem problem);

    private static String typeOf(int status, String outOfCredits) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> outOfCredits;
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 409 -> "conflict_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    private static String statusName(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 402, 429 -> "RESOURCE_EXHAUSTED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
    }
}
