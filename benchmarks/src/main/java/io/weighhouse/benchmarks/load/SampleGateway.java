// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.weighhouse.benchmarks.work.Shop;
import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.BodyDigest;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process with one gateway on loopback: the JDK's HTTP server in front, the JDK's HTTP client behind, with metering into a
 * journal or without.
 *
 * <p>It says its port on its standard output, and ends when its standard input does, so that it does not outlive whoever
 * started it. The metered one tells what its ledger has booked at {@code /books} and its keys at {@code /keys}.
 */
public final class SampleGateway {

    private static final int THREADS = 128;
    private static final int OK = 200;
    private static final int REFUSED = 402;

    private final HttpClient upstream = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newFixedThreadPool(2, SampleGateway::daemon))
            .build();
    private final URI provider;

    private SampleGateway(int providerPort) {
        provider = URI.create("http://localhost:" + providerPort + "/v1/chat/completions");
    }

    /**
     * Serves until standard input ends.
     *
     * @param args the provider's port, and the directory of the journal, which is empty, if calls are to be metered
     * @throws IOException if it cannot listen
     */
    public static void main(String[] args) throws IOException {
        SampleGateway served = new SampleGateway(Integer.parseInt(args[0]));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, SampleGateway::daemon);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        server.setExecutor(threads);
        if (args.length == 1) {
            server.createContext("/v1/chat/completions", served::unmetered);
            serve(server);
            return;
        }
        JournalStore journal =
                JournalStore.open(Path.of(args[1]), JournalOptions.builder().build());
        try (Ledger ledger = Ledger.builder().store(journal).build()) {
            Shop shop = Shop.over(ledger);
            Gateway gateway = shop.gateway();
            server.createContext("/v1/chat/completions", exchange -> served.metered(gateway, exchange));
            server.createContext("/keys", telling(() -> String.join("\n", shop.goodKeys())));
            server.createContext("/books", telling(() -> LedgerBooks.of(ledger).toText()));
            serve(server);
        }
    }

    @SuppressWarnings("SystemOut") // how its parent learns the port
    private static void serve(HttpServer server) throws IOException {
        server.start();
        System.out.println(server.getAddress().getPort());
        InputStream parent = System.in;
        while (parent.read() >= 0) {
            // Nothing is said on it; it ends with whoever holds the other end.
        }
        server.stop(0);
    }

    private void unmetered(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        answer(exchange, OK, asked(body));
    }

    private void metered(Gateway gateway, HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String key = exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
        String id = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        Inbound inbound = Inbound.of(key, id, BodyDigest.of(body))
                .sku("openai", "sample-1")
                .maxOutput(1_000);
        if (!(gateway.begin(inbound) instanceof Begun.Started started)) {
            answer(exchange, REFUSED, new byte[0]);
            return;
        }
        try (GatewayCall call = started.call()) {
            byte[] answer = asked(body);
            call.response(answer);
            call.settle();
            answer(exchange, OK, answer);
        }
    }

    private byte[] asked(byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(provider)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return upstream.send(request, HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private interface Text {
        String get();
    }

    private static HttpHandler telling(Text text) {
        return exchange -> answer(exchange, OK, text.get().getBytes(US_ASCII));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "benchmarks-gateway");
        thread.setDaemon(true);
        return thread;
    }
}
