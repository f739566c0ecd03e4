// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.webhook.StandardSignatures;
import io.weighhouse.keyvault.webhook.Verification;
import io.weighhouse.keyvault.webhook.WebhookSignatures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Notices of low balances, as an application receives them. */
class NoticesTest {

    private static final String SECRET = "whsec_"
            + Base64.getEncoder().encodeToString("a secret of this test, 32 bytes".getBytes(StandardCharsets.UTF_8));

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final AtomicInteger toFail = new AtomicInteger();
    private HttpServer application;
    private Running running;

    private record Received(Headers headers, String text) {

        byte[] body() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    @BeforeEach
    void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/notices", this::take);
        application.start();
        String url = "http://localhost:" + application.getAddress().getPort() + "/notices";
        running = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory()).settings(new Settings("", url, SECRET)));
    }

    @AfterEach
    void stop() {
        running.close();
        application.stop(0);
    }

    @Test
    void balance_fallsBelowTheThreshold_isToldOnceAndSigned() throws IOException, InterruptedException {
        setBalance("s-1", "5");
        Received notice = next();
        JsonNode json = Json.MAPPER.readTree(notice.text);
        assertThat(json.path("type").asText()).isEqualTo("balance.low");
        assertThat(json.at("/data/tenant").asText()).isEqualTo("demo");
        assertThat(json.at("/data/available").asText()).isEqualTo("5.000000");
        assertThat(json.at("/data/below").asText()).isEqualTo("10.000000");
        try (StandardSignatures signatures =
                WebhookSignatures.standard(Secret.ofText(SECRET)).build()) {
            assertThat(signatures.verify(notice.headers::get, notice.body())).isInstanceOf(Verification.Verified.class);
            byte[] forged = notice.body();
            forged[0] = ' ';
            assertThat(signatures.verify(notice.headers::get, forged)).isNotInstanceOf(Verification.Verified.class);
        }
        setBalance("s-2", "4");
        setBalance("s-3", "20");
        setBalance("s-4", "3");
        // Its second fall comes within ten minutes of the first: nothing is sent in the two seconds in which it was the
        // first time.
        assertThat(received.poll(2, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void delivery_fails_isTriedAgainUnderTheSameId() throws IOException, InterruptedException {
        toFail.set(2);
        setBalance("s-1", "5");
        String id = idOf(next());
        assertThat(idOf(next())).isEqualTo(id);
        assertThat(idOf(next())).isEqualTo(id);
        String metrics = Client.of(running.base(), "").look("/metrics").body();
        assertThat(metrics).contains("weighhouse_notice_total{outcome=\"failed\"} 2");
    }

    @Test
    void tenant_madeLater_isWatchedToo() throws IOException, InterruptedException {
        Client admin = Client.of(running.base(), running.house.adminKey);
        admin.done("/admin/tenants", "{\"tenant\":\"acme\",\"plan\":\"demo\"}");
        JsonNode json = Json.MAPPER.readTree(next().text);
        assertThat(json.at("/data/tenant").asText()).isEqualTo("acme");
        assertThat(json.at("/data/available").asText()).isEqualTo("0.000000");
    }

    private Received next() throws InterruptedException {
        return Objects.requireNonNull(received.poll(30, TimeUnit.SECONDS), "nothing was sent");
    }

    private static String idOf(Received notice) {
        return Objects.requireNonNull(notice.headers.getFirst(StandardSignatures.ID_HEADER));
    }

    private void setBalance(String id, String credits) throws IOException, InterruptedException {
        Client.of(running.base(), running.house.adminKey)
                .done("/admin/balance", "{\"id\":\"" + id + "\",\"balance\":\"" + credits + "\",\"reason\":\"test\"}");
    }

    private void take(HttpExchange exchange) throws IOException {
        received.add(new Received(
                exchange.getRequestHeaders(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.sendResponseHeaders(toFail.getAndDecrement() > 0 ? 500 : 204, -1);
        exchange.close();
    }
}
