// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium, driven over its DevTools protocol; there is one page, and it has no extensions and no history. */
final class Browser implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/.*");
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting;
    private final List<String> complaints;
    private final AtomicInteger ids = new AtomicInteger();

    private Browser(Process process, Link link, WebSocket socket) {
        this.process = process;
        this.socket = socket;
        waiting = link.waiting;
        complaints = link.complaints;
    }

    /** Where this machine has a Chromium, if it has one. */
    static Optional<Path> installed() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start(Path chromium, Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        chromium.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--remote-allow-origins=*",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        try {
            String host = hostOf(process);
            HttpClient http = HttpClient.newHttpClient();
            Link link = new Link();
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(pageOf(http, host), link)
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
            Browser browser = new Browser(process, link, socket);
            browser.send("Page.enable", JsonNodeFactory.instance.objectNode());
            browser.send("Runtime.enable", JsonNodeFactory.instance.objectNode());
            browser.send("Log.enable", JsonNodeFactory.instance.objectNode());
            return browser;
        } catch (IOException | RuntimeException notStarted) {
            process.destroyForcibly();
            throw notStarted;
        }
    }

    private static String hostOf(Process process) throws IOException {
        var out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.matches()) {
                // What it says later is read too, or it would stop when the pipe is full.
                Thread reader = new Thread(() -> out.lines().forEach(ignored -> {}), "chromium-output");
                reader.setDaemon(true);
                reader.start();
                return listening.group(1);
            }
        }
        throw new IOException("chromium ended before it listened");
    }

    private static URI pageOf(HttpClient http, String host) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + "/json/list"))
                .build();
        for (JsonNode target : Json.MAPPER.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body())) {
            if (target.path("type").asText().equals("page")) {
                return URI.create(target.path("webSocketDebuggerUrl").asText());
            }
        }
        throw new IOException("chromium has no page");
    }

    /** Opens a page, and forgets what the last one complained of. */
    void open(URI address) {
        complaints.clear();
        send("Page.navigate", JsonNodeFactory.instance.objectNode().put("url", address.toString()));
    }

    void size(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
    }

    void colours(String scheme) {
        ObjectNode media = JsonNodeFactory.instance.objectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        send("Emulation.setEmulatedMedia", media);
    }

    /** What an expression is in the page, waited for if it is a promise. */
    JsonNode value(String expression) {
        JsonNode result = send(
                "Runtime.evaluate",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("expression", expression)
                        .put("awaitPromise", true)
                        .put("returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError("the page threw: " + result.path("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** Waits in the page until an expression holds, looking at every frame that it draws. */
    void until(String condition) {
        value("new Promise((done, failed) => { const end = performance.now() + 20000; const look = () => {"
                + " if (" + condition + ") done(true);"
                + " else if (performance.now() > end) failed(new Error(" + quoted("never: " + condition) + "));"
                + " else setTimeout(look, 16); }; look(); })");
    }

    byte[] screenshot() {
        JsonNode shot = send(
                "Page.captureScreenshot", JsonNodeFactory.instance.objectNode().put("format", "png"));
        return Base64.getDecoder().decode(shot.path("data").asText());
    }

    /** What the page's console had to say: errors of scripts, refused loads, violated policies. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    private JsonNode send(String method, ObjectNode params) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("id", id).put("method", method);
        message.set("params", params);
        socket.sendText(message.toString(), true).join();
        JsonNode said = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (said.has("error")) {
            throw new AssertionError(method + ": " + said.path("error"));
        }
        return said.path("result");
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** What comes back over the socket. */
    private static final class Link implements WebSocket.Listener {

        private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
        private final List<String> complaints = java.util.Collections.synchronizedList(new ArrayList<>());
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(String message) {
            try {
                JsonNode json = Json.MAPPER.readTree(message);
                CompletableFuture<JsonNode> answer =
                        waiting.remove(json.path("id").asInt(-1));
                if (answer != null) {
                    answer.complete(json);
                } else if (json.path("method").asText().equals("Log.entryAdded")) {
                    complaints.add(json.at("/params/entry/text").asText());
                } else if (json.path("method").asText().equals("Runtime.exceptionThrown")) {
                    complaints.add(json.at("/params/exceptionDetails").toString());
                }
            } catch (IOException unreadable) {
                complaints.add("unreadable: " + unreadable.getMessage());
            }
        }
    }
}
