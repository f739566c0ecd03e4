// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of calls and its sums over HTTP, a customer's own and the operator's. */
class UsageRoutesTest {

    private Running running;
    private Client caller;
    private Client admin;

    @BeforeEach
    void start() throws IOException {
        running = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory()));
        caller = Client.of(running.base(), running.house.callerKey);
        admin = Client.of(running.base(), running.house.adminKey);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void e5_logOfCalls_hasKeyModelTokensCostTimeStatusAndError() throws IOException, InterruptedException {
        caller.chat("c-1", "Weigh this, please", false);
        caller.chat("c-2", "!fail", false);
        JsonNode calls = admin.get("/admin/calls?tenant=demo").path("data");
        assertThat(calls.findValuesAsText("id")).containsExactly("c-2", "c-1");
        JsonNode good = calls.path(1);
        assertThat(good.path("key").asText()).isNotEmpty();
        assertThat(good.path("sku").asText()).isEqualTo("openai/gpt-4o-mini");
        assertThat(good.path("endpoint").asText()).isEqualTo("/v1/chat/completions");
        assertThat(good.at("/usage/input_tokens").asLong()).isEqualTo(3);
        assertThat(good.at("/usage/output_tokens").asLong()).isEqualTo(3);
        assertThat(good.path("status").asText()).isEqualTo("OK");
        assertThat(good.path("charged").asText()).isEqualTo("0.000405");
        // 3 x 0.00000015 + 3 x 0.0000006
        assertThat(good.path("cost").asText()).isEqualTo("0.00000225");
        assertThat(good.path("latency_millis").asLong()).isBetween(0L, 60_000L);
        assertThat(calls.path(0).path("status").asText()).isEqualTo("UPSTREAM_ERROR");
        assertThat(calls.path(0).path("error").asText()).isEqualTo("UPSTREAM_ERROR");
    }

    @Test
    void e5_statistics_byModelAndDateRange_addUpToTheLog() throws IOException, InterruptedException {
        for (int i = 0; i < 6; i++) {
            caller.post(
                    "/v1/chat/completions",
                    "{\"model\":\"" + (i % 3 == 0 ? "gpt-4o" : "gpt-4o-mini")
                            + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Weigh " + i
                            + "\"}]}");
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        JsonNode spend = caller.get("/v1/spend?by=day,sku&from=" + today.minusDays(1) + "&until=" + today.plusDays(1));
        assertThat(spend.path("data").findValuesAsText("sku"))
                .containsExactlyInAnyOrder("openai/gpt-4o", "openai/gpt-4o-mini");
        assertThat(spend.at("/total/calls").asInt()).isEqualTo(6);
        assertThat(sum(spend.path("data")))
                .isEqualTo(sum(caller.get("/v1/calls").path("data")));
        assertThat(caller.get("/v1/spend?until=" + today.minusDays(1))
                        .at("/total/calls")
                        .asInt())
                .isZero();
        assertThat(caller.get("/v1/spend?sku=openai/gpt-4o").at("/total/calls").asInt())
                .isEqualTo(2);
    }

    @Test
    void calls_ofAnotherTenant_areNotSeenByACustomer() throws IOException, InterruptedException {
        caller.chat("c-1", "Weigh this", false);
        admin.done("/admin/tenants", "{\"tenant\":\"acme\",\"plan\":\"demo\"}");
        Client acme = Client.of(
                running.base(),
                admin.done("/admin/keys", "{\"tenant\":\"acme\",\"name\":\"app\"}")
                        .path("key")
                        .asText());
        assertThat(acme.get("/v1/calls?tenant=demo&key=&wallet=wallet:demo").path("data"))
                .isEmpty();
        assertThat(acme.get("/v1/spend?by=tenant&tenant=demo")
                        .at("/total/calls")
                        .asInt())
                .isZero();
        assertThat(caller.get("/v1/calls").toString())
                .as("what the provider takes")
                .doesNotContain("\"cost\"");
    }

    @Test
    void calls_moreThanAPage_arePagedWithoutGapOrRepeat() throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            caller.chat("c-" + i, "Weigh this", false);
        }
        JsonNode first = caller.get("/v1/calls?limit=2");
        JsonNode second =
                caller.get("/v1/calls?limit=2&before=" + first.path("next").asLong());
        JsonNode third =
                caller.get("/v1/calls?limit=2&before=" + second.path("next").asLong());
        assertThat(first.path("data").findValuesAsText("id")).containsExactly("c-4", "c-3");
        assertThat(second.path("data").findValuesAsText("id")).containsExactly("c-2", "c-1");
        assertThat(third.path("data").findValuesAsText("id")).containsExactly("c-0");
        assertThat(third.has("next")).isFalse();
    }

    @Test
    void margin_ofGivenCredit_earnsNothing() throws IOException, InterruptedException {
        caller.chat("c-1", "Weigh this, please", false);
        JsonNode total = admin.get("/admin/margin?tenant=demo").path("total");
        assertThat(total.path("earned").asText()).isEqualTo("0");
        assertThat(total.path("cost").asText()).isEqualTo("0.00000225");
        assertThat(total.at("/promotional/CREDIT").asText()).isEqualTo("0.000405");
    }

    @Test
    void question_malformed_isRefused() throws IOException, InterruptedException {
        for (String query : new String[] {"by=colour", "from=yesterday", "before=x", "limit=0", "from=2026-02-30"}) {
            assertThat(caller.look("/v1/calls?" + query).statusCode()).as(query).isEqualTo(400);
        }
    }

    private static Amount sum(JsonNode rows) {
        Amount sum = Amount.zero(House.CREDIT);
        for (JsonNode row : rows) {
            sum = sum.plus(Amount.of(row.path("charged").asText(), House.CREDIT));
        }
        return sum;
    }
}
