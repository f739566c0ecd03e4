// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.ledger.store.LedgerStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeteredFilterTest {

    private final Site site = new Site(LedgerStore.inMemory());
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final HttpClient client = HttpClient.newHttpClient();

    /** What the embedder had before: it sends the request upstream, and writes what comes back. */
    private static final class Proxy extends HttpServlet {

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String body = new String(request.getInputStream().readAllBytes(), UTF_8);
            GatewayCall call = (GatewayCall) request.getAttribute(MeteredFilter.CALL);
            assertThat(call.maxOutput()).isEqualTo(50);
            assertThat(body).isEqualTo(Site.BODY);
            switch (String.valueOf(request.getHeader("x-upstream"))) {
                case "stream" -> {
                    response.setContentType("text/event-stream");
                    for (String event : Site.EVENTS) {
                        response.getOutputStream().write(event.getBytes(UTF_8));
                        response.flushBuffer();
                    }
                }
                case "broken" -> {
                    response.setStatus(502);
                    response.getWriter().write("{}");
                    response.getWriter().flush();
                }
                case "bug" -> throw new IllegalStateException("a bug");
                default -> {
                    response.setContentType("application/json");
                    response.getWriter().write(Site.ANSWER);
                    response.getWriter().flush();
                }
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Proxy()), "/*");
        context.addFilter(
                new FilterHolder(new MeteredFilter(site.gateway, () -> Site.NOW)),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private HttpResponse<String> post(String key, String upstream, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + connector.getLocalPort() + "/v1/chat/completions"))
                .header("authorization", "Bearer " + key)
                .header("x-upstream", upstream)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void filter_wholeAnswer_tellsItsCostInHeadersAndUsage() throws IOException, InterruptedException {
        HttpResponse<String> response = post(site.key, "whole", Site.BODY);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-weighhouse-charged")).contains("0.013000 CREDIT");
        assertThat(response.body()).contains("\"usage\":{\"cost\":0.013000,").contains("Weighed fairly");
        assertThat(site.available()).isEqualTo("9.987000");
        assertThat(site.held()).isEqualTo("0.000000");
    }

    @Test
    void filter_stream_passesAndTellsItsCostInTheLastLine() throws IOException, InterruptedException {
        HttpResponse<String> response = post(site.key, "stream", Site.BODY);
        assertThat(response.body()).isEqualTo(String.join("", Site.EVENTS) + Site.FIGURES);
        assertThat(site.available()).isEqualTo("9.987000");
    }

    @Test
    void filter_upstreamFails_chargesNothing() throws IOException, InterruptedException {
        assertThat(post(site.key, "broken", Site.BODY).statusCode()).isEqualTo(502);
        assertThat(post(site.key, "bug", Site.BODY).statusCode()).isEqualTo(500);
        assertThat(site.available()).isEqualTo("10.000000");
        assertThat(site.held()).isEqualTo("0.000000");
    }

    @Test
    void filter_refusals_areAnsweredInTheDialect() throws IOException, InterruptedException {
        HttpResponse<String> stranger = post("wh_sk_nobody", "whole", Site.BODY);
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).contains("INVALID_API_KEY");
        assertThat(post(site.key, "whole", "not json").statusCode()).isEqualTo(400);
        assertThat(post(site.key, "whole", "{\"model\":\"none\"}").statusCode()).isEqualTo(404);
        HttpResponse<String> dear = post(site.key, "whole", "{\"model\":\"small\",\"max_tokens\":100000}");
        assertThat(dear.statusCode()).isEqualTo(402);
        assertThat(dear.body()).contains("INSUFFICIENT_CREDITS");
    }
}
