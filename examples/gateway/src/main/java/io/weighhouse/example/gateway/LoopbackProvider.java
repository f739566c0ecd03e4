// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A provider on the loopback interface that answers in OpenAI's dialect, so that the gateway runs without any account.
 *
 * <p>It repeats the last message, word by word. A word is a token: the usage follows from the request alone and is the
 * same every time. Four last messages make trouble on purpose: {@code !fail} is answered 500, {@code !cut} breaks off
 * after two words, {@code !hang} says no more after two words, {@code !silent} reports no usage.
 */
final class LoopbackProvider implements AutoCloseable {

    private final HttpServer server;
    private final AtomicLong served = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);

    LoopbackProvider(Executor threads) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::serve);
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
    }

    private void serve(HttpExchange exchange) throws IOException {
        served.incrementAndGet();
        JsonNode request = Json.MAPPER.readTree(exchange.getRequestBody());
        Answer answer = Answer.to(request);
        if (answer.directive.equals("!fail")) {
            exchange.sendResponseHeaders(500, -1);
        } else if (request.path("stream").asBoolean()) {
            stream(exchange, answer);
        } else {
            byte[] body = answer.whole().toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
        // Not in a finally: to close an answer that was cut would end it as if it were whole.
        exchange.close();
    }

    private void stream(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int i = 0; i < answer.words.size(); i++) {
            if (answer.directive.equals("!cut") && i == 2) {
                // The server drops the connection in the middle of a chunked answer: a broken stream to the other side.
                throw new IOException("cut on request");
            }
            if (answer.directive.equals("!hang") && i == 2) {
                hang();
            }
            event(out, answer.delta(i));
        }
        event(out, answer.finish());
        if (!answer.directive.equals("!silent")) {
            event(out, answer.usageChunk());
        }
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private void hang() throws IOException {
        try {
            closed.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("hung on request");
    }

    private static void event(OutputStream out, ObjectNode json) throws IOException {
        out.write(("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** What is answered to a request, and what it used. */
    private record Answer(String model, String directive, List<String> words, long promptTokens) {

        static Answer to(JsonNode request) {
            JsonNode messages = request.path("messages");
            String last = messages.path(messages.size() - 1).path("content").asText("");
            String directive = last.startsWith("!") ? last.split(" ", 2)[0] : "";
            List<String> words = wordsOf(directive.isEmpty() ? last : "This goes wrong on purpose");
            long promptTokens = 0;
            for (JsonNode message : messages) {
                promptTokens += wordsOf(message.path("content").asText("")).size();
            }
            int most =
                    Math.min(words.size(), request.path("max_completion_tokens").asInt(Integer.MAX_VALUE));
            return new Answer(request.path("model").asText(), directive, words.subList(0, most), promptTokens);
        }

        private static List<String> wordsOf(String text) {
            return List.of(text.strip().split("\\s+"));
        }

        ObjectNode whole() {
            ObjectNode json = envelope("chat.completion");
            ObjectNode choice =
                    json.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop");
            choice.putObject("message").put("role", "assistant").put("content", String.join(" ", words));
            if (!directive.equals("!silent")) {
                json.set("usage", usage());
            }
            return json;
        }

        ObjectNode delta(int word) {
            ObjectNode json = envelope("chat.completion.chunk").putNull("usage");
            ObjectNode choice =
                    json.putArray("choices").addObject().put("index", 0).putNull("finish_reason");
            choice.putObject("delta")
                    .put("role", "assistant")
                    .put("content", word == 0 ? words.get(0) : ' ' + words.get(word));
            return json;
        }

        ObjectNode finish() {
            ObjectNode json = envelope("chat.completion.chunk").putNull("usage");
            json.putArray("choices")
                    .addObject()
                    .put("index", 0)
                    .put("finish_reason", "stop")
                    .putObject("delta");
            return json;
        }

        ObjectNode usageChunk() {
            ObjectNode json = envelope("chat.completion.chunk");
            json.putArray("choices");
            json.set("usage", usage());
            return json;
        }

        private ObjectNode usage() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("prompt_tokens", promptTokens)
                    .put("completion_tokens", words.size())
                    .put("total_tokens", promptTokens + words.size());
        }

        private ObjectNode envelope(String object) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("id", "loopback")
                    .put("object", object)
                    .put("created", 0)
                    .put("model", model);
        }
    }
}
