// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The HTTP front: paths to routes, failures to answers. */
final class GatewayServer implements AutoCloseable {

    /** Requests under way at once; each holds a thread and perhaps a body. */
    private static final int MOST_REQUESTS = 4_096;

    private static final int BACKLOG = 1_024;
    private static final int MOST_GRACE_SECONDS = 600;
    private static final long LOOK_EVERY_MILLIS = 20;
    private static final long LAST_ANSWERS_MILLIS = 2_000;

    private final HttpServer server;
    private final Routes routes;
    private final ExecutorService threads;
    private final Consumer<Throwable> log;
    private final AtomicInteger serving = new AtomicInteger();
    private volatile IntSupplier streams = () -> 0;
    private volatile boolean draining;
    private volatile @Nullable Thread stopping;

    GatewayServer(Routes routes, int port, ExecutorService threads, Consumer<Throwable> log) throws IOException {
        this.routes = routes;
        this.threads = threads;
        this.log = log;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Counts in what is served without a thread of its own. */
    void alsoServing(IntSupplier streams) {
        this.streams = streams;
    }

    private int load() {
        return serving.get() + streams.getAsInt();
    }

    boolean draining() {
        return draining;
    }

    /** Answers no new request from now on, but whether it lives. */
    void refuse() {
        draining = true;
    }

    /** Takes no new connection and answers no new request from now on, and waits until none is under way, or for so long. */
    void drain(Duration grace) {
        refuse();
        if (load() == 0) {
            return;
        }
        int seconds = (int) Math.min(MOST_GRACE_SECONDS, grace.toSeconds() + 1);
        // It closes the listening socket at once, and then waits for the last answer.
        Thread stop = new Thread(() -> server.stop(seconds), "gateway-drain");
        stop.setDaemon(true);
        stop.start();
        stopping = stop;
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + grace.toNanos();
        try {
            while (load() > 0 && System.nanoTime() - deadline < 0) {
                never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        draining = true;
        Thread stop = stopping;
        if (stop == null) {
            server.stop(0);
            return;
        }
        try {
            stop.join(LAST_ANSWERS_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange) {
        Routes.Match match = routes.find(exchange.getRequestURI().getPath());
        Http http = new Http(exchange, match == null ? "" : match.rest(), threads, log);
        if (draining && !HealthRoutes.PATHS.contains(http.path())) {
            exchange.getResponseHeaders().set("connection", "close");
            http.write(Answers.STOPPING);
            return;
        }
        try {
            if (serving.incrementAndGet() + streams.getAsInt() > MOST_REQUESTS) {
                http.write(Answers.BUSY);
            } else {
                serve(http, match);
            }
        } finally {
            serving.decrementAndGet();
        }
    }

    private void serve(Http http, Routes.@Nullable Match match) {
        try {
            Routes.Route route = match == null ? null : match.methods().get(http.method());
            if (route != null) {
                route.serve(http);
            } else {
                http.write(match == null ? Answers.NOT_FOUND : Answers.METHOD_NOT_ALLOWED);
            }
        } catch (BadRequest bad) {
            http.write(Answers.of(bad));
        } catch (IOException clientGone) {
            http.close();
        } catch (RuntimeException broken) {
            http.broke(broken);
        }
    }
}
