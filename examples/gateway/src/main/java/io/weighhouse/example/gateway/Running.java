// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.metering.call.CallSignals;
import io.weighhouse.metering.price.PriceBook;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A gateway that serves: its house, its HTTP front, and the provider behind it. */
final class Running implements AutoCloseable {

    private static final URI OPENAI = URI.create("https://api.openai.com");

    final House house;
    final GatewayServer server;
    final @Nullable LoopbackProvider loopback;
    private final ExecutorService threads;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Running(House house, GatewayServer server, @Nullable LoopbackProvider loopback, ExecutorService threads) {
        this.house = house;
        this.server = server;
        this.loopback = loopback;
        this.threads = threads;
    }

    /**
     * Starts on the loopback interface; with no provider key, a built-in provider stands behind. The storage is closed with
     * what is started, or at once if nothing is.
     */
    static Running start(PriceBook book, @Nullable String openAiKey, int port, Storage storage) throws IOException {
        ExecutorService threads = Threads.forRequests();
        String realKey = openAiKey == null ? "" : openAiKey.strip();
        LoopbackProvider loopback = null;
        try {
            loopback = realKey.isEmpty() ? new LoopbackProvider(threads) : null;
            House house = new House(book, loopback == null ? realKey : "loopback-key", CallSignals.NONE, storage);
            HttpClient http = HttpClient.newBuilder().executor(threads).build();
            Upstream upstream = new Upstream(http, loopback == null ? OPENAI : loopback.base());
            GatewayServer server = new GatewayServer(
                    routes(house, new ChatRoute(house.gateway, upstream)),
                    port,
                    threads,
                    failure -> System.err.println("Failed: " + failure));
            return new Running(house, server, loopback, threads);
        } catch (IOException | RuntimeException notStarted) {
            stop(storage, loopback, threads);
            throw notStarted;
        }
    }

    static Map<String, Map<String, GatewayServer.Route>> routes(House house, ChatRoute chat) {
        AccountRoutes account = new AccountRoutes(house);
        AdminRoutes admin = new AdminRoutes(house, new AuditTrail(InstantSource.system()));
        return Map.of(
                "/v1/chat/completions", Map.of("POST", chat::serve),
                "/v1/balance", Map.of("GET", account::balance),
                "/v1/usage", Map.of("GET", account::usage),
                "/admin/credits", Map.of("POST", admin::credits),
                "/admin/audit", Map.of("GET", admin::trail));
    }

    URI base() {
        return URI.create("http://localhost:" + server.port());
    }

    /** Shows the demo keys, if they are new, and three calls to make with them. */
    void printHowToTry(PrintWriter out) {
        String caller = house.callerKey.isEmpty() ? "KEY" : house.callerKey;
        String admin = house.adminKey.isEmpty() ? "ADMIN_KEY" : house.adminKey;
        out.println("Books and keys are kept " + house.storage.where() + '.');
        out.println("Listening on " + base() + (loopback == null ? "" : ", with the built-in provider behind it."));
        out.println(
                house.callerKey.isEmpty()
                        ? "The keys are those of the first start. Try, with them for KEY and ADMIN_KEY:"
                        : "These keys are shown only now. Try:");
        out.println();
        out.println("  curl " + base() + "/v1/chat/completions -H 'authorization: Bearer " + caller + "' \\");
        out.println(
                "    -d '{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]}'");
        out.println("  curl " + base() + "/v1/balance -H 'authorization: Bearer " + caller + "'");
        out.println("  curl " + base() + "/admin/credits -H 'authorization: Bearer " + admin + "' \\");
        out.println("    -d '{\"id\":\"pay-1\",\"amount\":\"5\",\"reason\":\"first payment\"}'");
        out.println();
        out.flush();
    }

    /** Waits until the process is asked to end, and closes everything then. */
    void untilStopped() {
        // A signal ends the process without any finally: only a hook can close the journal, so that it says where it
        // ends.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "gateway-stop"));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.close();
            stop(house.storage, loopback, threads);
        }
    }

    private static void stop(Storage storage, @Nullable LoopbackProvider loopback, ExecutorService threads) {
        if (loopback != null) {
            loopback.close();
        }
        storage.close();
        threads.shutdownNow();
    }
}
