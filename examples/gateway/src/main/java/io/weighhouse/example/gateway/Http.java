// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.gateway.dialect.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One HTTP exchange: its request in plain values, and the ways to answer it. */
final class Http implements AutoCloseable {

    private static final int MAX_BODY_BYTES = 4 << 20;
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    private final HttpExchange exchange;
    private final Consumer<Throwable> log;
    private volatile boolean streaming;

    Http(HttpExchange exchange, Consumer<Throwable> log) {
        this.exchange = exchange;
        this.log = log;
    }

    String method() {
        return exchange.getRequestMethod();
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    /** The API key, empty if there is none. */
    String bearer() {
        String authorization = header("authorization");
        return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? authorization.substring(7).strip()
                : "";
    }

    /** The caller's own id of this request, empty if there is none. */
    String requestId() {
        String key = header("idempotency-key");
        return key.isEmpty() ? header("x-request-id") : key;
    }

    byte[] body() throws IOException, BadRequest {
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            // Reads on for a while: a client that cannot finish sending would never look at the answer.
            for (int i = 0; i < 8 && in.readNBytes(body, 0, body.length) == body.length; i++) {}
            throw new BadRequest(413, "The body is larger than 4 MiB.");
        }
        return body;
    }

    void write(HttpAnswer answer) {
        write(answer.status(), answer.headers(), answer.body().getBytes(StandardCharsets.UTF_8));
    }

    void write(Problem problem) {
        write(Dialect.OPENAI.answer(problem));
    }

    void write(int status, JsonNode json) {
        write(status, JSON, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with what the provider said, under the id of the request, and with what it cost. */
    void pass(byte[] body, String requestId, Map<String, String> costFigures) {
        Map<String, String> headers = new LinkedHashMap<>(costFigures);
        headers.put("x-request-id", requestId);
        headers.putAll(JSON);
        write(200, headers, body);
    }

    /** Answers when a stage is done; where it or the answer fails, the log and the caller hear of it. */
    <T> void when(CompletionStage<T> stage, Consumer<T> answer) {
        stage.thenAccept(answer).whenComplete((answered, failure) -> {
            if (failure != null) {
                broke(failure);
            }
        });
    }

    /** Answers a request that was broken off by a failure of ours. */
    void broke(Throwable failure) {
        log.accept(failure);
        fail(Answers.of(failure));
    }

    private void write(int status, Map<String, String> headers, byte[] body) {
        headers.forEach(exchange.getResponseHeaders()::set);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException clientGone) {
            // There is nobody left to tell.
        }
    }

    /**
     * Answers a request that failed: with a problem, or, where a stream has begun, with the error event that clients of
     * this dialect throw on.
     */
    void fail(Problem problem) {
        if (streaming) {
            end("data: " + Dialect.OPENAI.answer(problem).body() + "\n\n");
        } else {
            write(problem);
        }
    }

    /** Starts an event stream; what follows is {@link #send} and {@link #end}. */
    void startStream(String requestId) {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.getResponseHeaders().set("x-request-id", requestId);
        try {
            exchange.sendResponseHeaders(200, 0);
            streaming = true;
        } catch (IOException clientGone) {
            throw new UncheckedIOException(clientGone);
        }
    }

    /** Sends a part of the stream at once; throws when the client is gone. */
    void send(byte[] bytes) {
        try {
            OutputStream out = exchange.getResponseBody();
            out.write(bytes);
            out.flush();
        } catch (IOException clientGone) {
            throw new UncheckedIOException(clientGone);
        }
    }

    /** Sends the last part of the stream. */
    void end(String text) {
        try (exchange) {
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException clientGone) {
            // There is nobody left to tell.
        }
    }

    @Override
    public void close() {
        exchange.close();
    }

    private String header(String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
