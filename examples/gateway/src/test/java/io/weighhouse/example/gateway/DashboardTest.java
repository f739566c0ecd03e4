// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dashboard's files, and the data behind it. */
class DashboardTest {

    private Running running;
    private Client caller;

    @BeforeEach
    void start() throws IOException {
        running = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory()));
        caller = Client.of(running.base(), running.house.callerKey);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/dashboard, text/html; charset=utf-8",
        "/dashboard/app.js, text/javascript; charset=utf-8",
        "/dashboard/charts.js, text/javascript; charset=utf-8",
        "/dashboard/style.css, text/css; charset=utf-8",
        "/dashboard/icon.svg, image/svg+xml"
    })
    void file_known_isServedToAnybodyUnderAStrictPolicy(String path, String type)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = Client.of(running.base(), "").look(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains(type);
        assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(answer.body()).doesNotContain("//cdn").doesNotContain("localStorage");
    }

    @ParameterizedTest
    @CsvSource({"/dashboard/nothing", "/dashboard/..%2fprices.json", "/dashboard/../prices.json", "/dashboard/"})
    void file_unknown_isNotFound(String path) throws IOException, InterruptedException {
        assertThat(Client.of(running.base(), "").look(path).statusCode()).isEqualTo(404);
    }

    @Test
    void data_withoutAGoodKey_isRefused() throws IOException, InterruptedException {
        assertThat(Client.of(running.base(), "wh_sk_test_guess")
                        .look("/dashboard/data")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void data_nothingHappened_isEmptyAndWhole() throws IOException, InterruptedException {
        JsonNode data = caller.get("/dashboard/data");
        assertThat(data.at("/balance/available").asText()).isEqualTo("100.000000");
        assertThat(data.at("/spend/total/calls").asLong()).isZero();
        assertThat(data.at("/spend/days")).hasSize(30);
        assertThat(data.path("calls")).isEmpty();
        assertThat(data.at("/holds/count").asInt()).isZero();
        assertThat(data.path("limits")).hasSize(2);
    }

    @Test
    void data_limitUsedUp_isShownAsTheGatewayCountsIt() throws IOException, InterruptedException {
        Client limited = Client.of(running.base(), running.house.limitedKey);
        assertThat(limited.get("/dashboard/data").at("/limits/0/remaining").asLong())
                .isOne();
        assertThat(limited.chat("c-1", "Weigh this", false).statusCode()).isEqualTo(200);
        JsonNode limit = limited.get("/dashboard/data").at("/limits/0");
        assertThat(limit.path("remaining").asLong()).isZero();
        assertThat(limit.path("resets_in_seconds").asLong()).isBetween(1L, 60L);
    }

    @Test
    void data_afterCalls_isWhatTheBooksSay() throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            caller.chat("c-" + i, "Weigh this load " + "again ".repeat(i), i % 2 == 0);
        }
        running.house
                .ledger
                .hold(PlaceHold.of(
                        House.DEMO.operation("under-way"), running.house.wallet, Amount.of("3", House.CREDIT)))
                .orThrow();
        JsonNode data = caller.get("/dashboard/data");
        assertThat(data.at("/spend/total/calls").asInt()).isEqualTo(5);
        Balance balance = running.house.ledger.balance(running.house.wallet).orElseThrow();
        assertThat(data.at("/balance/available").asText())
                .isEqualTo(balance.available().toDecimal().toPlainString());
        assertThat(data.at("/balance/held").asText()).isEqualTo("3.000000");
        assertThat(data.at("/holds/data/0/id").asText()).isEqualTo("under-way");
        List<StatementLine> charged =
                running.house.ledger.statement(running.house.wallet, StatementPage.newestFirst(50)).lines().stream()
                        .filter(line -> line.transaction().kind() == TransactionKind.USAGE)
                        .toList();
        Amount spent =
                charged.stream().map(line -> line.change().negated()).reduce(Amount.zero(House.CREDIT), Amount::plus);
        assertThat(data.at("/spend/total/charged").asText())
                .isEqualTo(spent.toDecimal().toPlainString());
        assertThat(data.at("/spend/days/29/charged").asText())
                .isEqualTo(spent.toDecimal().toPlainString());
        assertThat(data.at("/spend/skus/0/sku").asText()).isEqualTo("openai/gpt-4o-mini");
        assertThat(data.path("calls").findValuesAsText("id"))
                .containsExactlyElementsOf(charged.stream()
                        .map(line -> line.transaction().operation().value())
                        .toList());
        for (JsonNode call : data.path("calls")) {
            Amount lines = Amount.zero(House.CREDIT);
            for (JsonNode line : call.path("lines")) {
                lines = lines.plus(Amount.of(line.path("charged").asText(), House.CREDIT));
            }
            assertThat(call.path("charged").asText())
                    .isEqualTo(lines.toDecimal().toPlainString());
        }
        assertThat(data.toString()).as("what the provider takes").doesNotContain("cost");
    }
}
