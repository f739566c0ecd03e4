// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.plan.CallTerms;
import io.weighhouse.metering.call.Checkpoints;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A gateway that serves: its house, its HTTP front, and the provider behind it. */
final class Running implements AutoCloseable {

    private static final Duration SETTLING = Duration.ofSeconds(10);

    final House house;
    final Routes routes;
    final GatewayServer server;
    final @Nullable LoopbackProvider loopback;
    private final Setup setup;
    private final OpenCalls open;
    private final Pool pool;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Running(Setup setup, Pool pool, @Nullable LoopbackProvider loopback) throws IOException {
        this.setup = setup;
        this.pool = pool;
        this.loopback = loopback;
        this.open = new OpenCalls();
        this.house = new House(setup);
        Upstream upstream =
                new Upstream(pool.threads, setup.providers(), setup.manner().timeouts(), pool.alarm);
        this.routes = routes(house, new CallRoute(house.gateway, upstream, open), this::stopping);
        this.server = new GatewayServer(
                routes, setup.port(), pool.threads, failure -> System.err.println("Failed: " + failure));
        server.alsoServing(open::size);
    }

    /** The threads of a gateway, and what wakes it up. */
    private record Pool(ExecutorService threads, ScheduledThreadPoolExecutor alarm) {

        static Pool start() {
            ScheduledThreadPoolExecutor alarm = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "gateway-alarm");
                thread.setDaemon(true);
                return thread;
            });
            alarm.setRemoveOnCancelPolicy(true);
            return new Pool(Threads.forRequests(), alarm);
        }

        void stop() {
            alarm.shutdownNow();
            threads.shutdownNow();
        }
    }

    /**
     * Starts on the loopback interface; for providers that are not said, a built-in one stands behind. The storage is closed
     * with what is started, or at once if nothing is.
     */
    static Running start(Setup setup) throws IOException {
        Pool pool = Pool.start();
        LoopbackProvider loopback = null;
        try {
            boolean all = setup.providers().areAllSaid();
            loopback = all
                    ? null
                    : new LoopbackProvider(pool.threads, setup.manner().loopback());
            Setup complete =
                    loopback == null ? setup : setup.providers(setup.providers().orAt(loopback.base()));
            return new Running(complete, pool, loopback);
        } catch (IOException | RuntimeException notStarted) {
            stop(setup.storage(), loopback, pool);
            throw notStarted;
        }
    }

    static Routes routes(House house, CallRoute calls, BooleanSupplier stopping) {
        AccountRoutes account = new AccountRoutes(house);
        ModelRoutes models = new ModelRoutes(house);
        HealthRoutes health = new HealthRoutes(house, stopping);
        Routes routes = new Routes()
                .on("POST", "/v1/chat/completions", calls.of(Api.CHAT))
                .on("POST", "/v1/responses", calls.of(Api.RESPONSES))
                .on("POST", "/v1/embeddings", calls.of(Api.EMBEDDINGS))
                .on("POST", "/v1/messages", calls.of(Api.MESSAGES))
                .on("POST", "/v1beta/models/*", calls::gemini)
                .on("GET", "/v1/models", models::list)
                .on("GET", "/v1/models/*", models::one)
                .on("GET", "/v1beta/models", models::list)
                .on("GET", "/v1beta/models/*", models::one)
                .on("GET", "/v1/balance", account::balance)
                .on("GET", "/v1/usage", account::usage)
                .on("GET", "/healthz", health::live)
                .on("GET", "/readyz", health::ready);
        return new AdminApi(house).addTo(routes);
    }

    private boolean stopping() {
        return closed.get() || server.draining();
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
        CallTerms terms = setup.manner().terms();
        Checkpoints often = terms.conduct().checkpoints();
        out.println("A call is charged on its way every " + often.outputTokens() + " tokens or "
                + often.time().toSeconds() + " s: a crash gives no more than that away of it, and its hold ends "
                + terms.holdTimeToLive().toSeconds() + " s after it began.");
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
    static void untilStopped(Runnable close) {
        // A signal ends the process without any finally: only a hook can close the journal, so that it says where it
        // ends.
        Runtime.getRuntime().addShutdownHook(new Thread(close, "gateway-stop"));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Stops: no new request is answered, what is under way has the time of grace to end, what is not done then is settled for
     * what was delivered, and the books are closed.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.drain(setup.manner().grace());
            open.abort(SETTLING);
            server.close();
            stop(house.storage, loopback, pool);
        }
    }

    private static void stop(Storage storage, @Nullable LoopbackProvider loopback, Pool pool) {
        if (loopback != null) {
            loopback.close();
        }
        storage.close();
        pool.stop();
    }
}
