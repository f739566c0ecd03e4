// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.gateway.dialect.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A provider on the loopback interface that answers in every dialect of the gateway, so that it runs without any account.
 *
 * <p>It repeats the last message, word by word. A word is a token: the usage follows from the request alone and is the same
 * every time. What begins with {@code !} are directives that make trouble on purpose: {@link Fault}. It can keep a book of
 * what it sent, {@link ProviderBook}, and answer with what real providers said, {@link Replay}.
 */
final class LoopbackProvider implements AutoCloseable {

    /** The key that the gateway shows it. */
    static final String KEY = "loopback-key";

    private final HttpServer server;
    private final ProviderBook book;
    private final Replay replay;
    private final FaultRules rules = new FaultRules();
    private final AtomicLong served = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);

    LoopbackProvider(Executor threads) throws IOException {
        this(threads, LoopbackOptions.NONE);
    }

    LoopbackProvider(Executor threads, LoopbackOptions options) throws IOException {
        replay = options.replay() == null ? Replay.none() : Replay.of(options.replay());
        if (options.faults() != null) {
            replaceRules(Files.readAllBytes(options.faults()));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()), 0);
        book = options.book() == null ? ProviderBook.none() : ProviderBook.open(options.book());
        server.setExecutor(threads);
        serve("/v1/chat/completions", LoopbackForm.CHAT);
        serve("/v1/responses", new LoopbackResponses());
        serve("/v1/embeddings", LoopbackForm.EMBEDDINGS);
        serve("/v1/messages", new LoopbackMessages());
        serve("/v1beta/models/", new LoopbackGemini());
        server.createContext("/faults", this::faults);
        server.start();
    }

    URI base() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ':'
                + server.getAddress().getPort());
    }

    /** How many requests have reached it. */
    long served() {
        return served.get();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        try {
            book.close();
        } catch (IOException unwritten) {
            throw new java.io.UncheckedIOException(unwritten);
        }
    }

    private void replaceRules(byte[] json) throws IOException {
        try {
            rules.replace(Json.read(json));
        } catch (BadRequest bad) {
            throw new IOException(bad.getMessage(), bad);
        }
    }

    /** {@code POST /faults}: replaces the rules. */
    private void faults(HttpExchange exchange) throws IOException {
        try (exchange) {
            replaceRules(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private void serve(String path, LoopbackForm form) {
        server.createContext(path, exchange -> {
            served.incrementAndGet();
            answer(exchange, form);
            // Not in a finally: to close an answer that was cut would end it as if it were whole.
            exchange.close();
        });
    }

    private void answer(HttpExchange exchange, LoopbackForm form) throws IOException {
        JsonNode request = Json.MAPPER.readTree(exchange.getRequestBody());
        String path = exchange.getRequestURI().getPath();
        boolean gemini = form.dialect() == Dialect.GEMINI;
        String model = gemini ? modelOf(path) : request.path("model").asText();
        boolean stream = gemini
                ? path.endsWith(":streamGenerateContent")
                : request.path("stream").asBoolean();
        LoopbackAsk ask = LoopbackAsk.of(model, request, rules);
        String call = exchange.getRequestHeaders().getFirst("x-client-request-id");
        Sending sending = new Sending(exchange, call == null ? "" : call, ask.fault());
        book.reached(sending.call, model, ask.input());
        pause(ask.fault().delayMillis());
        Replay.Recording recording = replay.find(path, model, stream);
        if (recording != null) {
            replay(sending, recording);
        } else if (!replay.isEmpty()) {
            error(exchange, form, Problem.of(404, "NO_RECORDING", "There is no recording of this."));
        } else if (ask.fault().is(Fault.Kind.FAIL)) {
            exchange.sendResponseHeaders(ask.fault().at(), -1);
        } else if (ask.fault().is(Fault.Kind.ERROR)) {
            error(exchange, form, Problem.of(ask.fault().at(), "LOOPBACK_ERROR", "Wrong on purpose."));
        } else if (stream) {
            stream(sending, form, form.script(ask));
        } else {
            sending.whole(ask.words().size(), form.whole(ask, request).toString());
        }
    }

    /** The model in a path of Gemini's. */
    static String modelOf(String path) {
        String target = path.substring(path.lastIndexOf('/') + 1);
        int colon = target.indexOf(':');
        return colon < 0 ? target : target.substring(0, colon);
    }

    private static void error(HttpExchange exchange, LoopbackForm form, Problem problem) throws IOException {
        HttpAnswer answer = form.dialect().answer(problem);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private void replay(Sending sending, Replay.Recording recording) throws IOException {
        if (!recording.streaming()) {
            sending.head(recording.status(), recording.headers(), "application/json");
            sending.event(recording.body());
            return;
        }
        sending.head(recording.status(), recording.headers(), "text/event-stream");
        List<String> events = recording.events();
        for (int i = 0; i < events.size(); i++) {
            sending.word(i, events.get(i), null);
        }
    }

    private void stream(Sending sending, LoopbackForm form, Script script) throws IOException {
        sending.head(200, Map.of(), "text/event-stream");
        for (String event : script.before()) {
            sending.event(event);
        }
        for (int i = 0; i < script.words().size(); i++) {
            if (!sending.word(i, script.words().get(i), form)) {
                return;
            }
        }
        for (String event : script.after()) {
            sending.event(event);
        }
    }

    private void pause(int millis) throws IOException {
        try {
            if (millis > 0 && closed.await(millis, TimeUnit.MILLISECONDS)) {
                throw new IOException("closed");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    /** An answer that is being sent. */
    private final class Sending {

        private final HttpExchange exchange;
        private final String call;
        private final Fault fault;

        Sending(HttpExchange exchange, String call, Fault fault) {
            this.exchange = exchange;
            this.call = call;
            this.fault = fault;
        }

        void head(int status, Map<String, String> headers, String contentType) throws IOException {
            headers.forEach((name, value) -> {
                if (name.toLowerCase(java.util.Locale.ROOT).startsWith("x-") || name.equals("request-id")) {
                    exchange.getResponseHeaders().set(name, value);
                }
            });
            exchange.getResponseHeaders().set("content-type", contentType);
            exchange.sendResponseHeaders(status, 0);
        }

        void whole(int words, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            book.sent(call, words);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }

        void event(String text) throws IOException {
            OutputStream out = exchange.getResponseBody();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Sends the next word, unless it is the one where it goes wrong; false if the stream has ended with an error. */
        boolean word(int number, String event, @Nullable LoopbackForm form) throws IOException {
            pause(fault.paceMillis());
            if (number == fault.at()) {
                switch (fault.kind()) {
                    // The server drops the connection in the middle of a chunked answer: a broken stream there.
                    case CUT -> throw new IOException("cut on request");
                    case HANG -> pause(Integer.MAX_VALUE);
                    case ERROR_AFTER -> {
                        if (form != null) {
                            event(form.dialect().streamError(Problem.of(500, "LOOPBACK_ERROR", "Wrong on purpose.")));
                        }
                        return false;
                    }
                    default -> {}
                }
            }
            book.sent(call, number + 1L);
            event(event);
            return true;
        }
    }
}
