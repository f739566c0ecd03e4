// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.metering.call.CallSignals;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the route does when the client, a store or the provider key lets it down, with a provider that waits for the test. */
class ChatRouteFailuresTest {

    private static final String EVENT = "data: {\"choices\":[{\"delta\":{\"content\":\"grain\"}}]}\n\n";
    private static final int MOST_EVENTS = 100_000;

    private final ExecutorService threads = Threads.forRequests();
    private final ScheduledExecutorService alarm = Executors.newScheduledThreadPool(1);
    private final CountDownLatch clientGone = new CountDownLatch(1);
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch providerDone = new CountDownLatch(1);
    private final Queue<String> news = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> logged = new ConcurrentLinkedQueue<>();
    private HttpServer provider;

    private final CallSignals signals = new CallSignals() {
        @Override
        public void settled(Basis basis, String cause) {
            news.add(basis + " " + cause);
            settled.countDown();
        }
    };

    @BeforeEach
    void startProvider() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setExecutor(threads);
        provider.createContext("/", this::sendUntilNobodyListens);
        provider.start();
    }

    @AfterEach
    void stopProvider() {
        clientGone.countDown();
        provider.stop(0);
        alarm.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    void post_clientGoesAwayMidStream_settlesWhatCameAndStopsTheProvider() throws IOException, InterruptedException {
        try (House house = house("provider-key");
                GatewayServer server = serve(house)) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write(rawRequest(house.callerKey, "c-1"));
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
                String line = in.readLine();
                assertThat(line).startsWith("HTTP/1.1 200");
                while (!line.startsWith("data: ")) {
                    line = in.readLine();
                }
                // Closing with this is a reset, which the other side notices at its next write.
                socket.setSoLinger(true, 0);
            }
            clientGone.countDown();
            assertThat(settled.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(providerDone.await(30, TimeUnit.SECONDS))
                    .as("the provider was let go")
                    .isTrue();
            assertThat(news).containsExactly("ESTIMATED CLIENT_GONE");
            Receipt receipt = Receipt.fromJson(house.ledger
                    .statement(house.wallet, StatementPage.newestFirst(1))
                    .lines()
                    .get(0)
                    .transaction()
                    .note()
                    .receipt());
            assertThat(receipt.callId()).isEqualTo("c-1");
            assertThat(receipt.cause()).isEqualTo("CLIENT_GONE");
            assertThat(receipt.price().isPositive()).isTrue();
            assertThat(house.ledger.balance(house.wallet).orElseThrow().held().isZero())
                    .isTrue();
            assertThat(logged).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 500", "true, 502"})
    void post_providerKeyThatNoHeaderHolds_isAnsweredAndNothingStaysHeld(boolean stream, int status)
            throws IOException, InterruptedException {
        try (House house = house("provider\nkey");
                GatewayServer server = serve(house)) {
            HttpResponse<String> answer = post(server, house, stream);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).doesNotContain("provider\\nkey");
            assertThat(settled.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(house.ledger.balance(house.wallet).orElseThrow().held().isZero())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void post_ledgerIsGone_isAnsweredWith503AndLogged(boolean stream) throws IOException, InterruptedException {
        try (House house = house("provider-key");
                GatewayServer server = serve(house)) {
            house.ledger.close();
            HttpResponse<String> answer = post(server, house, stream);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"STORE_UNAVAILABLE\"");
            assertThat(logged).hasSize(1);
        }
    }

    private Providers behind(String key) {
        URI base = URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ':'
                + provider.getAddress().getPort());
        return new Providers(Map.of("openai", new Providers.Provider(base, key)));
    }

    private House house(String key) throws IOException {
        return new House(Setup.of(Prices.builtIn(), Storage.inMemory())
                .providers(behind(key))
                .signals(signals));
    }

    private GatewayServer serve(House house) throws IOException {
        Upstream upstream = new Upstream(threads, behind(""), Timeouts.STANDARD, alarm);
        CallRoute calls = new CallRoute(house.gateway, upstream, new OpenCalls());
        return new GatewayServer(Running.routes(house, calls, () -> false), 0, threads, logged::add);
    }

    /** Two events at once, the others when the client is gone, until the connection is cut. */
    private void sendUntilNobodyListens(HttpExchange exchange) throws IOException {
        try {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (int i = 0; i < MOST_EVENTS; i++) {
                out.write(EVENT.getBytes(US_ASCII));
                out.flush();
                if (i == 1 && !clientGone.await(30, TimeUnit.SECONDS)) {
                    throw new IOException("the test never said that the client is gone");
                }
            }
            throw new AssertionError("nobody cut the connection");
        } catch (IOException cut) {
            providerDone.countDown();
            throw cut;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> post(GatewayServer server, House house, boolean stream)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + server.port() + "/v1/chat/completions"))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + house.callerKey)
                .POST(HttpRequest.BodyPublishers.ofString(json(stream)))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] rawRequest(String key, String id) {
        String body = json(true);
        return String.join(
                        "\r\n",
                        "POST /v1/chat/completions HTTP/1.1",
                        "host: localhost",
                        "authorization: Bearer " + key,
                        "idempotency-key: " + id,
                        "content-length: " + body.length(),
                        "",
                        body)
                .getBytes(US_ASCII);
    }

    private static String json(boolean stream) {
        return "{\"model\":\"gpt-4o-mini\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Weigh this\"}]}";
    }
}
