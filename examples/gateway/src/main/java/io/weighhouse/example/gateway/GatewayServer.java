// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/** The HTTP front: paths to routes, failures to answers. */
final class GatewayServer implements AutoCloseable {

    /** A handler of one path and method. */
    interface Route {
        void serve(Http http) throws IOException, BadRequest;
    }

    private final HttpServer server;
    private final Map<String, Map<String, Route>> routes;
    private final Consumer<Throwable> log;

    GatewayServer(Map<String, Map<String, Route>> routes, int port, ExecutorService threads, Consumer<Throwable> log)
            throws IOException {
        this.routes = routes;
        this.log = log;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) {
        Http http = new Http(exchange, log);
        try {
            Map<String, Route> methods = routes.get(http.path());
            Route route = methods == null ? null : methods.get(http.method());
            if (route != null) {
                route.serve(http);
            } else {
                http.write(methods == null ? Answers.NOT_FOUND : Answers.METHOD_NOT_ALLOWED);
            }
        } catch (BadRequest bad) {
            http.write(Answers.of(bad));
        } catch (UpstreamFailed failed) {
            http.write(Answers.UPSTREAM_FAILED);
        } catch (IOException clientGone) {
            http.close();
        } catch (RuntimeException broken) {
            http.broke(broken);
        }
    }
}
