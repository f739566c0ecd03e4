// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every API, whole and streamed, and what goes wrong in each, with the built-in provider behind. */
class CallRouteTest {

    private static final String TEXT = "Weigh this, please";

    private Running running;

    @BeforeEach
    void start() throws IOException {
        running = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory()));
    }

    @AfterEach
    void stop() {
        assertThat(running.house
                        .ledger
                        .balance(running.house.wallet)
                        .orElseThrow()
                        .held()
                        .isZero())
                .as("nothing stays held")
                .isTrue();
        running.close();
    }

    @ParameterizedTest
    @EnumSource
    void post_whole_isAnsweredAndCharged(Dialogue api) throws IOException, InterruptedException {
        HttpResponse<String> answer = api.say(running, running.house.callerKey, TEXT, false);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(api.text(json(answer))).isEqualTo(TEXT);
        assertThat(answer.headers().firstValue("x-weighhouse-basis")).contains("REPORTED");
        assertThat(answer.headers().firstValue("x-weighhouse-charged").orElse(""))
                .matches("0\\.0*[1-9]\\d* CREDIT");
        assertReported(api);
    }

    @ParameterizedTest
    @EnumSource
    void post_stream_isPassedOnAndCharged(Dialogue api) throws IOException, InterruptedException {
        HttpResponse<String> answer = api.say(running, running.house.callerKey, TEXT, true);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(api.streamed(answer.body())).isEqualTo(TEXT);
        assertThat(answer.body()).contains(": weighhouse {\"charged\":\"0.");
        assertReported(api);
    }

    @ParameterizedTest
    @EnumSource
    void post_tool_passesThrough(Dialogue api) throws IOException, InterruptedException {
        HttpResponse<String> answer = api.say(running, running.house.callerKey, "!tool", false);
        assertThat(api.tool(json(answer))).isEqualTo("weigh");
        HttpResponse<String> streamed = api.say(running, running.house.callerKey, "!tool", true);
        assertThat(streamed.body()).contains("\"weigh\"").contains(": weighhouse {");
        assertThat(receipts()).extracting(Receipt::basis).containsExactly(Basis.REPORTED, Basis.REPORTED);
    }

    @ParameterizedTest
    @EnumSource
    void post_refused_isToldInTheDialectAndReachesNobody(Dialogue api) throws IOException, InterruptedException {
        for (boolean stream : List.of(false, true)) {
            HttpResponse<String> unknownKey = api.say(running, "wh_sk_test_unknown", TEXT, stream);
            assertThat(unknownKey.statusCode()).isEqualTo(401);
            assertThat(api.code(json(unknownKey))).isEqualTo("INVALID_API_KEY");
            HttpResponse<String> unknownModel = api.post(
                    running.base(),
                    running.house.callerKey,
                    "no-such-model",
                    api.body("no-such-model", TEXT, stream, 50),
                    stream);
            assertThat(unknownModel.statusCode()).isEqualTo(404);
            assertThat(api.code(json(unknownModel))).isEqualTo("UNKNOWN_SKU");
            String model = api.model.startsWith("gpt") ? "gpt-4o" : api.model;
            String dear = api.body(model, "x".repeat(3_000_000), stream, 16_000);
            HttpResponse<String> poor = api.post(running.base(), running.house.callerKey, model, dear, stream);
            assertThat(poor.statusCode()).as(poor.body()).isEqualTo(402);
            assertThat(api.code(json(poor))).isEqualTo("INSUFFICIENT_CREDITS");
        }
        assertThat(served()).isZero();
        HttpResponse<String> first = api.say(running, running.house.limitedKey, TEXT, false);
        assertThat(first.statusCode()).isEqualTo(200);
        HttpResponse<String> limited = api.say(running, running.house.limitedKey, TEXT, true);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(api.code(json(limited))).isEqualTo("RATE_LIMITED");
        assertThat(limited.headers().firstValue("retry-after")).isPresent();
        assertThat(served()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void post_providerRefuses_isPassedOnAndNotCharged(Dialogue api) throws IOException, InterruptedException {
        for (boolean stream : List.of(false, true)) {
            HttpResponse<String> answer = api.say(running, running.house.callerKey, "!error=429", stream);
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(api.code(json(answer))).isEqualTo("LOOPBACK_ERROR");
            assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        }
        assertThat(receipts()).isEmpty();
    }

    /** The caller's key is good: a 401 would say that it is not, and the provider's text may show a part of ours. */
    @ParameterizedTest
    @CsvSource({"401, false", "401, true", "402, false", "403, true"})
    void post_providerRefusesThePlatformsKey_isNotPassedOn(int status, boolean stream)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = Dialogue.CHAT.say(running, running.house.callerKey, "!error=" + status, stream);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(Dialogue.CHAT.code(json(answer))).isEqualTo("UPSTREAM_ERROR");
        assertThat(receipts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void post_providerCutsTheStream_endsWithTheDialectsErrorAndIsCharged(Dialogue api)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = api.say(running, running.house.callerKey, "!cut=3 one two three four", true);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(api.streamed(answer.body())).isEqualTo("one two three");
        String last = answer.body().substring(answer.body().lastIndexOf("data: ") + 6);
        assertThat(api.code(Json.MAPPER.readTree(last))).isEqualTo("UPSTREAM_ERROR");
        assertThat(answer.body().contains("event: error\n")).isEqualTo(api == Dialogue.MESSAGES);
        assertThat(answer.body()).doesNotContain(": weighhouse");
        assertThat(receipts()).hasSize(1).allSatisfy(receipt -> {
            assertThat(receipt.basis()).isEqualTo(Basis.ESTIMATED);
            assertThat(receipt.cause()).isEqualTo("UPSTREAM_ERROR");
            assertThat(receipt.price().isPositive()).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource
    void post_providerSaysAnErrorInTheStream_isPassedOnAndCharged(Dialogue api)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = api.say(running, running.house.callerKey, "!error-after=2 one two three", true);
        assertThat(api.streamed(answer.body())).startsWith("one two").doesNotContain("three");
        assertThat(answer.body()).contains("LOOPBACK_ERROR");
        assertThat(receipts())
                .hasSize(1)
                .allSatisfy(receipt -> assertThat(receipt.price().isPositive()).isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void post_providerTellsNoOrZeroUsage_isEstimated(Dialogue api) throws IOException, InterruptedException {
        for (boolean stream : List.of(false, true)) {
            assertThat(api.say(running, running.house.callerKey, "!no-usage " + TEXT, stream)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(api.say(running, running.house.callerKey, "!zero-usage " + TEXT, stream)
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(receipts()).hasSize(4).allSatisfy(receipt -> {
            assertThat(receipt.basis()).isEqualTo(Basis.ESTIMATED);
            assertThat(receipt.price().isPositive()).isTrue();
        });
    }

    @Test
    void post_embeddings_chargesTheInputAlone() throws IOException, InterruptedException {
        Client caller = Client.of(running.base(), running.house.callerKey);
        HttpResponse<String> answer = caller.post(
                "/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":[\"Weigh this\",\"and that\"]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).path("data")).hasSize(2);
        // 4 x 0.00000002 x 1.8 / 0.01 = 0.0000144, up.
        assertThat(answer.headers().firstValue("x-weighhouse-charged")).contains("0.000015 CREDIT");
        HttpResponse<String> silent =
                caller.post("/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":\"!no-usage\"}");
        assertThat(silent.statusCode()).isEqualTo(200);
        assertThat(receipts())
                .hasSize(2)
                .allSatisfy(receipt -> assertThat(receipt.price().isPositive()).isTrue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/responses    | {"model":"gpt-4o-mini","input":"a","previous_response_id":"r"}            | 'previous_response_id' is not offered here.
            /v1/responses    | {"model":"gpt-4o-mini","input":"a","background":true}                     | 'background' must be false.
            /v1/responses    | {"model":"gpt-4o-mini","input":"a","tools":[{"type":"web_search"}]}       | 'tools' may be of your own only.
            /v1/responses    | {"model":"gpt-4o-mini","input":[{"type":"item_reference","id":"i"}]}      | 'input' may hold text only.
            /v1/responses    | {"model":"gpt-4o-mini","input":[{"content":[{"type":"input_image"}]}]}    | 'input' may hold text only.
            /v1/responses    | {"model":"gpt-4o-mini"}                                                   | 'input' must be a string or an array.
            /v1/embeddings   | {"model":"text-embedding-3-small","input":[]}                             | 'input' must be a string or a non-empty array.
            /v1/messages     | {"model":"claude-sonnet-4-5","messages":[{"content":[{"type":"image"}]}]} | 'messages' may hold text only.
            /v1/messages     | {"model":"claude-sonnet-4-5","messages":[{"content":"a"}],"tools":[{"type":"web_search_20250305"}]} | 'tools' may be of your own only.
            /v1/messages     | {"model":"claude-sonnet-4-5","messages":[{"content":"a"}],"speed":"fast"} | 'speed' is not offered here.
            /v1/messages     | {"model":"claude-sonnet-4-5","messages":[]}                               | 'messages' must be a non-empty array.
            /v1beta/models/gemini-2.5-flash:generateContent | {"contents":[{"parts":[{"inlineData":{}}]}]}  | 'contents' may hold text only.
            /v1beta/models/gemini-2.5-flash:generateContent | {"contents":[{"parts":[{"text":"a"}]}],"tools":[{"googleSearch":{}}]} | 'tools' may be of your own only.
            /v1beta/models/gemini-2.5-flash:generateContent | {"contents":[{"parts":[{"text":"a"}]}],"generation_config":{"max_output_tokens":1}} | 'generation_config' is not offered here.
            /v1beta/models/gemini-2.5-flash:generateContent | {"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"max_output_tokens":1}} | 'generationConfig' must be spelt as in maxOutputTokens.
            /v1beta/models/gemini-2.5-flash:generateContent | {"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"candidateCount":2}} | 'generationConfig.candidateCount' must be 1.
            /v1beta/models/gemini-2.5-flash:streamGenerateContent | {"contents":[{"parts":[{"text":"a"}]}]}  | A stream must be asked for with alt=sse.
            """)
    void post_whatNobodyBounded_isRefused(String path, String body, String message)
            throws IOException, InterruptedException {
        Client caller = Client.of(running.base(), running.house.callerKey);
        HttpResponse<String> answer = caller.post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).at("/error/message").asText()).isEqualTo(message);
        assertThat(served()).isZero();
    }

    @Test
    void post_otherEncoding_isRefused() throws IOException, InterruptedException {
        String body = Dialogue.CHAT.body("gpt-4o-mini", TEXT, false, 50);
        Client caller = Client.of(running.base(), running.house.callerKey);
        for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE")) {
            HttpResponse<String> answer =
                    caller.post("/v1/chat/completions", body.getBytes(java.nio.charset.Charset.forName(charset)));
            assertThat(answer.statusCode()).as(charset).isEqualTo(400);
        }
        byte[] marked = ('\uFEFF' + body).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(caller.post("/v1/chat/completions", marked).body()).contains("byte order mark");
        assertThat(served()).isZero();
    }

    private void assertReported(Dialogue api) {
        assertThat(receipts()).hasSize(1).allSatisfy(receipt -> {
            assertThat(receipt.basis()).isEqualTo(Basis.REPORTED);
            assertThat(receipt.sku().name()).isEqualTo(api.model);
            assertThat(receipt.charge().lines())
                    .extracting(ChargeLine::quantity)
                    .filteredOn(quantity -> quantity > 0)
                    .containsExactly(3L, 3L);
        });
    }

    private long served() {
        return Objects.requireNonNull(running.loopback).served();
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Json.MAPPER.readTree(answer.body());
    }

    private List<Receipt> receipts() {
        return running.house.ledger.statement(running.house.wallet, StatementPage.oldestFirst(100)).lines().stream()
                .map(line -> line.transaction())
                .filter(transaction -> transaction.kind() == TransactionKind.USAGE)
                .map(transaction -> Receipt.fromJson(transaction.note().receipt()))
                .toList();
    }
}
