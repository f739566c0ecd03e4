// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.Transaction;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an administrator does over HTTP, what it leaves in the books, and what nobody else may. */
class AdminApiTest {

    private Running running;
    private Client admin;
    private Client caller;

    @BeforeEach
    void start() throws IOException {
        running = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory()));
        admin = Client.of(running.base(), running.house.adminKey);
        caller = Client.of(running.base(), running.house.callerKey);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void b6_adminAddsCredits_actorReasonAndAuditTrailStandInTheBooks() throws IOException, InterruptedException {
        JsonNode done = admin.done(
                "/admin/credits",
                "{\"tenant\":\"demo\",\"id\":\"pay-1\",\"amount\":\"5\",\"reason\":\"first payment\",\"reference\":\"bank-77\"}");
        assertThat(done.path("balance_after").asText()).isEqualTo("105.000000");
        Transaction booked = running.house
                .ledger
                .statement(running.house.wallet, StatementPage.newestFirst(1))
                .lines()
                .get(0)
                .transaction();
        assertThat(booked.note().actor()).isEqualTo("admin");
        assertThat(booked.note().reason()).isEqualTo("first payment");
        assertThat(booked.note().reference()).isEqualTo("bank-77");
        JsonNode newest = admin.get("/admin/audit").path("data").path(0);
        assertThat(newest.path("actor").asText()).isEqualTo("admin");
        assertThat(newest.path("what").asText()).isEqualTo("POST /admin/credits");
        assertThat(newest.path("target").asText()).isEqualTo("tenant=demo id=pay-1");
        assertThat(newest.path("outcome").asText()).isEqualTo("DONE");
    }

    @Test
    void b6_sameIdAgain_addsOnceAndIsAudited() throws IOException, InterruptedException {
        String body = "{\"tenant\":\"demo\",\"id\":\"pay-1\",\"amount\":5,\"reason\":\"payment\"}";
        admin.done("/admin/credits", body);
        assertThat(admin.done("/admin/credits", body).path("replayed").asBoolean())
                .isTrue();
        assertThat(caller.get("/v1/balance").path("available").asText()).isEqualTo("105.000000");
        HttpResponse<String> other = admin.post(
                "/admin/credits", "{\"tenant\":\"demo\",\"id\":\"pay-1\",\"amount\":6,\"reason\":\"payment\"}");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(outcomes()).containsExactly("OPERATION_CONFLICT", "REPLAYED", "DONE");
    }

    @Test
    void b6_auditTrail_outlivesARestart(@TempDir Path folder) throws IOException, InterruptedException {
        String key;
        try (Running first = Running.start(Setup.of(Prices.builtIn(), Storage.in(folder)))) {
            key = first.house.adminKey;
            Client.of(first.base(), key)
                    .done("/admin/credits", "{\"id\":\"pay-1\",\"amount\":\"5\",\"reason\":\"payment\"}");
        }
        try (Running second = Running.start(Setup.of(Prices.builtIn(), Storage.in(folder)))) {
            JsonNode trail = Client.of(second.base(), key).get("/admin/audit").path("data");
            assertThat(trail).hasSize(1);
            assertThat(trail.path(0).path("target").asText()).isEqualTo("id=pay-1");
            assertThat(trail.path(0).path("outcome").asText()).isEqualTo("DONE");
        }
    }

    @Test
    void b6_everyPath_isForAdministratorsOnly() throws IOException, InterruptedException {
        String weak = issued("{\"tenant\":\"house\",\"name\":\"weak\",\"user\":\"intern\",\"scopes\":[\"chat\"]}");
        int paths = 0;
        for (Map.Entry<String, Set<String>> path :
                new AdminApi(running.house).addTo(new Routes()).methodsByPath().entrySet()) {
            if (path.getKey().startsWith("/admin/")) {
                paths++;
                for (String method : path.getValue()) {
                    assertThat(status(method, path.getKey(), "")).isEqualTo(401);
                    assertThat(status(method, path.getKey(), "wh_sk_test_guess"))
                            .isEqualTo(401);
                    assertThat(status(method, path.getKey(), running.house.callerKey))
                            .isEqualTo(403);
                    assertThat(status(method, path.getKey(), weak)).isEqualTo(403);
                }
            }
        }
        assertThat(paths).isGreaterThan(20);
        JsonNode trail = admin.get("/admin/audit").path("data");
        assertThat(trail.findValuesAsText("outcome")).contains("DENIED");
        assertThat(trail.findValuesAsText("actor")).contains("intern", "unknown", "demo");
    }

    private int status(String method, String path, String key) throws IOException, InterruptedException {
        Client client = Client.of(running.base(), key);
        return (method.equals("GET") ? client.look(path) : client.post(path, "{}")).statusCode();
    }

    @Test
    void b6_scopes_separateWhatAnAdministratorMay() throws IOException, InterruptedException {
        Client clerk = Client.of(
                running.base(),
                issued(
                        "{\"tenant\":\"house\",\"name\":\"clerk\",\"user\":\"clerk-1\",\"scopes\":[\"admin:credits\"]}"));
        assertThat(clerk.post("/admin/credits", "{\"id\":\"p\",\"amount\":\"1\",\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(clerk.post("/admin/keys", "{\"tenant\":\"demo\",\"name\":\"n\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(admin.get("/admin/audit").path("data").path(1).path("actor").asText())
                .isEqualTo("clerk-1");
    }

    @Test
    void keys_customersKey_getsNoAdministratorsScope() throws IOException, InterruptedException {
        HttpResponse<String> refused =
                admin.post("/admin/keys", "{\"tenant\":\"demo\",\"name\":\"n\",\"scopes\":[\"admin:credits\"]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("must not begin with admin:");
    }

    @Test
    void keys_issueListRotateRevoke_areSeenByTheNextCall() throws IOException, InterruptedException {
        JsonNode issued = admin.done("/admin/keys", "{\"tenant\":\"demo\",\"name\":\"ci\",\"user\":\"u-1\"}");
        Client first = Client.of(running.base(), issued.path("key").asText());
        assertThat(first.look("/v1/balance").statusCode()).isEqualTo(200);
        JsonNode listed = admin.get("/admin/keys?tenant=demo");
        assertThat(listed.path("data").findValuesAsText("name")).contains("ci", "caller", "limited");
        assertThat(listed.toString()).doesNotContain(issued.path("key").asText());
        String id = issued.path("id").asText();
        JsonNode successor =
                admin.done("/admin/keys/rotate", "{\"tenant\":\"demo\",\"id\":\"" + id + "\",\"overlap_seconds\":0}");
        Client second = Client.of(running.base(), successor.path("key").asText());
        assertThat(second.look("/v1/balance").statusCode()).isEqualTo(200);
        assertThat(first.look("/v1/balance").statusCode()).isEqualTo(401);
        JsonNode revoked = admin.done(
                "/admin/keys/revoke",
                "{\"tenant\":\"demo\",\"id\":\"" + successor.path("id").asText() + "\"}");
        assertThat(revoked.path("state").asText()).isEqualTo("REVOKED");
        assertThat(revoked.at("/last_change/actor").asText()).isEqualTo("admin");
        assertThat(second.look("/v1/balance").statusCode()).isEqualTo(401);
        assertThat(admin.post("/admin/keys/revoke", "{\"tenant\":\"house\",\"id\":\"" + id + "\"}")
                        .statusCode())
                .as("another tenant's")
                .isEqualTo(404);
    }

    @Test
    void tenants_areApartFromEachOther() throws IOException, InterruptedException {
        admin.done("/admin/tenants", "{\"tenant\":\"acme\",\"plan\":\"demo\"}");
        admin.done("/admin/credits", "{\"tenant\":\"acme\",\"id\":\"pay-1\",\"amount\":\"7\",\"reason\":\"r\"}");
        Client acme = Client.of(running.base(), issued("{\"tenant\":\"acme\",\"name\":\"app\"}"));
        assertThat(acme.get("/v1/balance").path("available").asText()).isEqualTo("7.000000");
        assertThat(caller.get("/v1/balance").path("available").asText()).isEqualTo("100.000000");
        assertThat(admin.post("/admin/keys", "{\"tenant\":\"nobody\",\"name\":\"n\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void balance_setWithWhatItWasExpectedToBe_isDeclinedIfItIsNot() throws IOException, InterruptedException {
        HttpResponse<String> declined = admin.post(
                "/admin/balance", "{\"id\":\"set-1\",\"balance\":\"50\",\"expected\":\"99\",\"reason\":\"r\"}");
        assertThat(declined.statusCode()).isEqualTo(422);
        assertThat(declined.body()).contains("UNEXPECTED_BALANCE");
        admin.done("/admin/balance", "{\"id\":\"set-2\",\"balance\":\"50\",\"expected\":\"100\",\"reason\":\"r\"}");
        assertThat(caller.get("/v1/balance").path("posted").asText()).isEqualTo("50.000000");
    }

    @Test
    void refund_ofACall_givesItsChargeBackOnce() throws IOException, InterruptedException {
        assertThat(caller.chat("c-1", "Weigh this, please", false).statusCode()).isEqualTo(200);
        String before = caller.get("/v1/balance").path("available").asText();
        assertThat(before).isNotEqualTo("100.000000");
        String body = "{\"id\":\"refund-1\",\"call\":\"c-1\",\"reason\":\"bad answer\"}";
        assertThat(admin.done("/admin/refunds", body).path("balance_after").asText())
                .isEqualTo("100.000000");
        assertThat(admin.done("/admin/refunds", body).path("replayed").asBoolean())
                .isTrue();
        assertThat(admin.post("/admin/refunds", "{\"id\":\"refund-2\",\"call\":\"c-1\",\"reason\":\"again\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(admin.post("/admin/refunds", "{\"id\":\"refund-3\",\"call\":\"c-9\",\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void secrets_ofThePlatform_areListedMaskedAndDeleted() throws IOException, InterruptedException {
        String secret = "sk-proj-" + "a1B2".repeat(12);
        JsonNode saved =
                admin.done("/admin/secrets", "{\"provider\":\"openai\",\"fields\":{\"api_key\":\"" + secret + "\"}}");
        assertThat(saved.path("standing").asText()).isEqualTo("OK");
        JsonNode listed = admin.get("/admin/secrets");
        assertThat(listed.toString()).contains("openai").doesNotContain(secret);
        assertThat(listed.path("data").findValuesAsText("actor")).contains("admin");
        admin.done("/admin/secrets/delete", "{\"provider\":\"openai\"}");
        assertThat(admin.post("/admin/secrets/delete", "{\"provider\":\"openai\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(Client.codeOf(caller.chat("c-1", "Weigh this", false))).isEqualTo("NO_PROVIDER_KEY");
        assertThat(admin.get("/admin/audit").toString())
                .contains("provider=openai")
                .doesNotContain(secret);
    }

    @Test
    void secrets_ofACustomer_areItsOwnAndDecideWhoPays() throws IOException, InterruptedException {
        String secret = "sk-proj-" + "a1B2".repeat(12);
        String body = "{\"provider\":\"openai\",\"fields\":{\"api_key\":\"" + secret + "\"}}";
        assertThat(caller.post("/v1/secrets", body).statusCode())
                .as("without the scope")
                .isEqualTo(403);
        Client keeper = Client.of(
                running.base(),
                issued("{\"tenant\":\"demo\",\"name\":\"keeper\",\"user\":\"ann\",\"scopes\":[\"secrets\"]}"));
        keeper.done("/v1/secrets", body);
        assertThat(keeper.get("/v1/secrets").at("/data").toString())
                .contains("\"standing\":\"OK\"")
                .contains("ann")
                .doesNotContain(secret);
        // 0.001 USD a call at a cent a credit, whatever the provider takes: it takes that from the customer.
        assertThat(caller.chat("c-1", "Weigh this, please", false).headers().firstValue("x-weighhouse-charged"))
                .contains("0.100000 CREDIT");
        assertThat(admin.get("/admin/spend?tenant=demo&by=payer")
                        .at("/data/0/payer")
                        .asText())
                .isEqualTo("CUSTOMER");
    }

    @Test
    void prices_uploadThatJumps_isRefusedUntilTheGuardIsWaived() throws IOException, InterruptedException {
        String tenfold = builtInPrices().replace("1.5e-07", "1.5e-06");
        HttpResponse<String> refused = admin.post("/admin/prices?version=v2", tenfold);
        assertThat(refused.statusCode()).isEqualTo(409);
        JsonNode diff = Json.MAPPER.readTree(refused.body());
        assertThat(diff.path("in_force").asBoolean()).isFalse();
        assertThat(diff.at("/findings/data").toString()).contains("JUMP");
        assertThat(admin.get("/admin/prices").path("version").asText()).isEqualTo("built-in");
        JsonNode dry = admin.done("/admin/prices?version=v2&dry_run=true&waive=JUMP", tenfold);
        assertThat(dry.path("in_force").asBoolean()).isFalse();
        JsonNode swapped = admin.done("/admin/prices?version=v2&waive=JUMP", tenfold);
        assertThat(swapped.path("in_force").asBoolean()).isTrue();
        assertThat(swapped.at("/changed/data").toString()).contains("0.00000015 -> 0.0000015");
        assertThat(admin.get("/admin/prices").path("version").asText()).isEqualTo("v2");
        // 3 in and 3 out: (3 x 0.0000015 + 3 x 0.0000006) x 1.8 / 0.01.
        assertThat(caller.chat("c-1", "Weigh this, please", false).headers().firstValue("x-weighhouse-charged"))
                .contains("0.001134 CREDIT");
        assertThat(admin.post("/admin/prices?version=v3", "{\"gpt\":").statusCode())
                .isEqualTo(400);
    }

    @Test
    void prices_uploaded_outliveARestart(@TempDir Path folder) throws IOException, InterruptedException {
        String key;
        try (Running first = Running.start(Setup.of(Prices.builtIn(), Storage.in(folder)))) {
            key = first.house.adminKey;
            Client.of(first.base(), key)
                    .done("/admin/prices?version=v2", builtInPrices().replace("1.5e-07", "2e-07"));
        }
        try (Running second = Running.start(Setup.of(Prices.builtIn(), Storage.in(folder)))) {
            assertThat(Client.of(second.base(), key)
                            .get("/admin/prices")
                            .path("version")
                            .asText())
                    .isEqualTo("v2");
        }
    }

    @Test
    void subscriptions_changeCancelAndHistory_nameWhoDidIt() throws IOException, InterruptedException {
        admin.done("/admin/tenants", "{\"tenant\":\"acme\",\"plan\":\"demo\"}");
        admin.done("/admin/subscriptions/change", "{\"tenant\":\"acme\",\"plan\":\"trickle\",\"reason\":\"asked\"}");
        assertThat(admin.get("/admin/subscriptions?tenant=acme")
                        .at("/data/0/plan")
                        .asText())
                .isEqualTo("trickle");
        admin.done("/admin/subscriptions/cancel", "{\"tenant\":\"acme\",\"at\":\"now\"}");
        Client acme = Client.of(running.base(), issued("{\"tenant\":\"acme\",\"name\":\"app\"}"));
        assertThat(Client.codeOf(acme.chat("c-1", "Weigh this", false))).isEqualTo("SUBSCRIPTION_INACTIVE");
        JsonNode history = admin.get("/admin/subscriptions/history?tenant=acme").path("data");
        assertThat(history.findValuesAsText("actor")).containsExactly("admin", "admin", "admin");
        assertThat(history.path(1).path("reason").asText()).isEqualTo("asked");
        assertThat(admin.get("/admin/plans").path("data").findValuesAsText("name"))
                .contains("demo", "starter", "pro");
    }

    @Test
    void grants_ofAPaidMonth_areMadeOnce() throws IOException, InterruptedException {
        admin.done(
                "/admin/tenants", "{\"tenant\":\"acme\",\"plan\":\"starter\",\"paid_until\":\"2099-01-01T00:00:00Z\"}");
        admin.done("/admin/grants", "{\"tenant\":\"acme\"}");
        admin.done("/admin/grants", "{\"tenant\":\"acme\"}");
        Client acme = Client.of(running.base(), issued("{\"tenant\":\"acme\",\"name\":\"app\"}"));
        assertThat(acme.get("/v1/balance").path("available").asText()).isEqualTo("1000.000000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /admin/credits | {"id":"x","amount":"1","reason":"r","amuont":"2"} | 'amuont' is not known here.
            /admin/credits | {"amount":"1","reason":"r"}                       | 'id' must be said.
            /admin/credits | {"id":"x","amount":"much","reason":"r"}           | much
            /admin/credits | {"id":"x","amount":"-1","reason":"r"}             | must be > 0
            /admin/credits | {"id":"x","amount":"1","reason":" "}              | 'reason' must be a text
            /admin/credits | []                                                | The body must be a JSON object.
            /admin/tenants | {"tenant":"house","plan":"demo"}                  | must not be the operator's own
            /admin/tenants | {"tenant":"b","plan":"none"}                      | plan=none
            /admin/subscriptions/cancel | {"tenant":"demo","at":"soon"}        | 'at' must be end or now.
            """)
    void act_malformed_saysWhatIsWrong(String path, String body, String message)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = admin.post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Json.MAPPER.readTree(answer.body()).at("/error/message").asText())
                .contains(message);
    }

    private String issued(String body) throws IOException, InterruptedException {
        return admin.done("/admin/keys", body).path("key").asText();
    }

    private java.util.List<String> outcomes() throws IOException, InterruptedException {
        return admin.get("/admin/audit").path("data").findValuesAsText("outcome");
    }

    private static String builtInPrices() throws IOException {
        try (var in = Objects.requireNonNull(GatewayCommand.class.getResourceAsStream("prices.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
