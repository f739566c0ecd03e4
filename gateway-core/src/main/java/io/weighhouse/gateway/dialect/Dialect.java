// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.dialect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
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
            default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
    }
}
