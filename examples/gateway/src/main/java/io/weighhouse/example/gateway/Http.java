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
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One HTTP exchange: its request in plain values, and the ways to answer it. */
final class Http implements AutoCloseable {

    static final int MAX_BODY_BYTES = 4 << 20;

    private static final Map<String, String> JSON = Map.of("content-type", "application/json");
    /** Where the clients of each family put their key when it is not a bearer. */
    private static final List<String> KEY_HEADERS = List.of("x-api-key", "x-goog-api-key", "api-key");

    private final HttpExchange exchange;
    private final Executor threads;
    private final Consumer<Throwable> log;
    private final String rest;
    private final Dialect dialect;
    /** One part of a stream at a time: it may be ended by another thread than the one that sends. */
    private final ReentrantLock sending = new ReentrantLock();

    private volatile boolean streaming;
    private volatile Runnable onEnd = () -> {};

    /** The rest is what stands in the path below its route. */
    Http(HttpExchange exchange, String rest, Executor threads, Consumer<Throwable> log) {
        this.exchange = exchange;
        this.rest = rest;
        this.threads = threads;
        this.log = log;
        this.dialect = dialectOf(path());
    }

    private static Dialect dialectOf(String path) {
        if (path.startsWith("/v1beta/")) {
            return Dialect.GEMINI;
        }
        return path.startsWith("/v1/messages") ? Dialect.ANTHROPIC : Dialect.OPENAI;
    }

    String method() {
        return exchange.getRequestMethod();
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    /** What stands in the path below its route, empty for a route of one path. */
    String rest() {
        return rest;
    }

    /** The family of clients that calls this path. */
    Dialect dialect() {
        return dialect;
    }

    /** The API key, empty if there is none: a bearer, or where Anthropic's and Google's clients put it. */
    String bearer() {
        String authorization = header("authorization");
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        for (String name : KEY_HEADERS) {
            if (!header(name).isEmpty()) {
                return header(name).strip();
            }
        }
        return dialect == Dialect.GEMINI ? query("key") : "";
    }

    /** The caller's own id of this request, empty if there is none. */
    String requestId() {
        String key = header("idempotency-key");
        return key.isEmpty() ? header("x-request-id") : key;
    }

    /** Every value of a header, null if there is none. */
    @Nullable
    List<String> headers(String name) {
        return exchange.getRequestHeaders().get(name);
    }

    /** How often the caller's client has tried before, by its own count. */
    int retries() {
        String count = header("x-stainless-retry-count");
        return count.matches("\\d{1,3}") ? Integer.parseInt(count) : 0;
    }

    /** The first value of a header, empty if there is none. */
    String header(String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** The first value of a parameter of the address, empty if there is none. */
    String query(String name) {
        String query = exchange.getRequestURI().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            if (pair.startsWith(name + '=')) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
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
        write(dialect.answer(problem));
    }

    void write(int status, JsonNode json) {
        write(status, JSON, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    void write(int status, Map<String, String> headers, byte[] body) {
        headers.forEach(exchange.getResponseHeaders()::set);
        try (this) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException clientGone) {
            // There is nobody left to tell.
        }
    }

    /** What is done when the exchange has ended, however it did. */
    void onEnd(Runnable action) {
        onEnd = action;
    }

    /**
     * Answers when a stage is done, on a thread of ours: a client that is slow to take its answer must not keep a store's.
     * Where the stage or the answer fails, the log and the caller hear of it.
     */
    <T> CompletionStage<?> when(CompletionStage<T> stage, Consumer<T> answer) {
        return stage.thenAcceptAsync(answer, threads).whenComplete((answered, failure) -> {
            if (failure != null) {
                broke(failure);
            }
        });
    }

    /** Answers a request that was broken off by a failure of ours. */
    void broke(Throwable failure) {
        log.accept(failure);
        Problem problem = Answers.of(failure);
        fail(dialect.answer(problem), dialect.streamError(problem));
    }

    /** Answers a request that failed, or, where a stream has begun, sends the event that clients of this dialect throw on. */
    void fail(HttpAnswer answer, String errorEvent) {
        if (streaming) {
            end(errorEvent);
        } else {
            write(answer);
        }
    }

    /** Starts an event stream; what follows is {@link #send} and {@link #end}. */
    void startStream(Map<String, String> theirs, Map<String, String> ours) {
        theirs.forEach(exchange.getResponseHeaders()::set);
        ours.forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.getResponseHeaders().set("cache-control", "no-cache");
        try {
            exchange.sendResponseHeaders(200, 0);
            streaming = true;
        } catch (IOException clientGone) {
            throw new UncheckedIOException(clientGone);
        }
    }

    /** Sends a part of the stream at once; throws when the client is gone. */
    void send(byte[] bytes) {
        sending.lock();
        try {
            OutputStream out = exchange.getResponseBody();
            out.write(bytes);
            out.flush();
        } catch (IOException clientGone) {
            throw new UncheckedIOException(clientGone);
        } finally {
            sending.unlock();
        }
    }

    /** Sends the last part of the stream. */
    void end(String text) {
        sending.lock();
        try (this) {
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException clientGone) {
            // There is nobody left to tell.
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        try {
            exchange.close();
        } finally {
            onEnd.run();
        }
    }
}
