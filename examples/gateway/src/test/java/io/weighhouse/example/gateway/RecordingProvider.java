// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A provider that remembers what came, and answers an empty object, or keeps quiet, now or after its first event. */
final class RecordingProvider implements AutoCloseable {

    /** What came. */
    record Came(String target, String body, Headers headers) {}

    /** When it keeps quiet. */
    enum Quiet {
        NEVER,
        AT_ONCE,
        AFTER_AN_EVENT
    }

    private static final String EVENT = "data: {\"choices\":[{\"delta\":{\"content\":\"grain\"}}]}\n\n";

    final List<Came> came = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Threads.forRequests();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Quiet quiet;

    RecordingProvider(Quiet quiet) throws IOException {
        this.quiet = quiet;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    Providers providers() {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        Map<String, Providers.Provider> all = Providers.KNOWN.keySet().stream()
                .collect(Collectors.toMap(name -> name, name -> new Providers.Provider(base, "key-of-" + name)));
        return new Providers(all);
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        came.add(new Came(
                exchange.getRequestURI().toString(),
                new String(body, StandardCharsets.UTF_8),
                exchange.getRequestHeaders()));
        if (quiet == Quiet.AT_ONCE) {
            hang();
        }
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.getResponseHeaders().set("x-request-id", "theirs-1");
        exchange.getResponseHeaders().set("x-ratelimit-remaining-requests", "9999");
        exchange.sendResponseHeaders(200, 0);
        if (quiet == Quiet.AFTER_AN_EVENT) {
            exchange.getResponseBody().write(EVENT.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            hang();
        }
        exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private void hang() throws IOException {
        try {
            boolean unused = closed.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("hung");
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
