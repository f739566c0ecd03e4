// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code POST /webhooks/stripe}, signed as Stripe signs, and what an administrator does about what waits. */
class StripeWebhookTest {

    private static final String SECRET = "whsec_of_this_test_0123456789";

    @TempDir
    private Path folder = Path.of("");

    private Running running;
    private Client admin;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        running = Running.start(Setup.of(Prices.builtIn(), Storage.in(folder)).settings(new Settings(SECRET, "", "")));
        admin = Client.of(running.base(), running.house.adminKey);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void checkout_paid_addsItsCreditsOnce() throws IOException, InterruptedException {
        String event = checkout("evt_1", "pi_1", "demo", "cus_1", 500);
        assertThat(send(event, SECRET).statusCode()).isEqualTo(200);
        assertThat(posted()).isEqualTo("600.000000");
        assertThat(send(event, SECRET).statusCode()).isEqualTo(200);
        assertThat(send(checkout("evt_2", "pi_1", "demo", "cus_1", 500), SECRET).statusCode())
                .isEqualTo(200);
        assertThat(posted()).isEqualTo("600.000000");
        assertThat(admin.get("/admin/payments").toString()).contains("evt_1").doesNotContain("jo@example.com");
    }

    @Test
    void checkout_forged_changesNothing() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(checkout("evt_1", "pi_1", "demo", "cus_1", 500), "whsec_somebody_elses_0123456789");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("SIGNATURE_MISMATCH");
        assertThat(posted()).isEqualTo("100.000000");
        assertThat(admin.get("/admin/payments").path("data")).isEmpty();
    }

    @Test
    void checkout_ofNobodyKnown_isParkedUntilHeIsBound() throws IOException, InterruptedException {
        JsonNode answer = Json.MAPPER.readTree(
                send(checkout("evt_1", "pi_1", "", "cus_9", 500), SECRET).body());
        assertThat(answer.path("outcome").asText()).isEqualTo("PARKED CUSTOMER_UNKNOWN");
        JsonNode parked = admin.get("/admin/payments/parked").path("data");
        assertThat(parked).hasSize(1);
        String id = parked.path(0).path("id").asText();
        JsonNode resolved =
                admin.done("/admin/payments/resolve", "{\"id\":\"" + id + "\",\"how\":\"bind\",\"tenant\":\"demo\"}");
        assertThat(resolved.path("outcome").asText()).isEqualTo("CREDITED");
        assertThat(posted()).isEqualTo("600.000000");
        assertThat(admin.get("/admin/payments/parked").path("data")).isEmpty();
        assertThat(admin.get("/admin/payments").toString()).contains("\"actor\":\"admin\"");
        assertThat(admin.post("/admin/payments/resolve", "{\"id\":\"" + id + "\",\"how\":\"retry\"}")
                        .statusCode())
                .isEqualTo(404);
        send(checkout("evt_2", "pi_2", "", "cus_9", 2000), SECRET);
        assertThat(posted()).as("he is known from now on").isEqualTo("2600.000000");
    }

    @Test
    void checkout_amountThatNothingCosts_isParkedAndDismissed() throws IOException, InterruptedException {
        send(checkout("evt_1", "pi_1", "demo", "cus_1", 499), SECRET);
        assertThat(posted()).isEqualTo("100.000000");
        JsonNode parked = admin.get("/admin/payments/parked").at("/data/0");
        assertThat(parked.path("code").asText()).isEqualTo("PRICE_UNKNOWN");
        admin.done(
                "/admin/payments/resolve",
                "{\"id\":\"" + parked.path("id").asText() + "\",\"how\":\"dismiss\",\"reason\":\"refunded by hand\"}");
        assertThat(admin.get("/admin/payments/parked").path("data")).isEmpty();
        assertThat(posted()).isEqualTo("100.000000");
    }

    @Test
    void restart_afterACheckout_knowsItStill() throws IOException, InterruptedException {
        String key = running.house.adminKey;
        send(checkout("evt_1", "pi_1", "demo", "cus_1", 500), SECRET);
        running.close();
        running = Running.start(Setup.of(Prices.builtIn(), Storage.in(folder)).settings(new Settings(SECRET, "", "")));
        admin = Client.of(running.base(), key);
        send(checkout("evt_1", "pi_1", "demo", "cus_1", 500), SECRET);
        assertThat(posted()).isEqualTo("600.000000");
        assertThat(admin.get("/admin/payments").path("data").findValuesAsText("id"))
                .hasSize(1);
    }

    private String posted() {
        return running.house
                .ledger
                .balance(running.house.wallet)
                .orElseThrow()
                .posted()
                .toDecimal()
                .toPlainString();
    }

    private static String checkout(String id, String intent, String reference, String customer, long cents) {
        return ("{'id':'" + id + "','object':'event','api_version':'2025-06-30.basil','created':"
                        + Instant.now().getEpochSecond()
                        + ",'type':'checkout.session.completed','livemode':false,'data':{'object':{'id':'cs_" + intent
                        + "','object':'checkout.session','mode':'payment','payment_status':'paid','payment_intent':'"
                        + intent + "','customer':'" + customer + "','client_reference_id':"
                        + (reference.isEmpty() ? "null" : "'" + reference + "'") + ",'amount_total':" + cents
                        + ",'currency':'usd','metadata':{},'customer_details':{'email':'jo@example.com'}}}}")
                .replace('\'', '"');
    }

    private HttpResponse<String> send(String body, String secret) throws IOException, InterruptedException {
        long now = Instant.now().getEpochSecond();
        String signature = HexFormat.of().formatHex(hmac(secret, now + "." + body));
        HttpRequest request = HttpRequest.newBuilder(running.base().resolve("/webhooks/stripe"))
                .header("stripe-signature", "t=" + now + ",v1=" + signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
