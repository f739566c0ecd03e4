// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The metered route over HTTP, with the built-in provider behind it. */
class ChatRouteTest {

    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Weigh this, please\"}]";

    private final HttpClient client = HttpClient.newHttpClient();
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

    @Test
    void post_wholeAnswer_isPassedOnWithItsCost() throws IOException, InterruptedException {
        HttpResponse<String> answer = post("c-1", body(HELLO));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode json = Json.MAPPER.readTree(answer.body());
        assertThat(json.at("/choices/0/message/content").textValue()).isEqualTo("Weigh this, please");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("x-request-id")).contains("c-1");
        // 3 in and 3 out: (3 x 0.00000015 + 3 x 0.0000006) x 1.8 / 0.01.
        assertThat(answer.headers().firstValue("x-weighhouse-charged")).contains("0.000405 CREDIT");
        assertThat(answer.headers().firstValue("x-weighhouse-basis")).contains("REPORTED");
        assertThat(receipts()).extracting(Receipt::callId).containsExactly("c-1");
    }

    @Test
    void post_stream_isPassedOnEventByEventWithItsCostAtTheEnd() throws IOException, InterruptedException {
        HttpResponse<String> answer = post("c-1", body("\"stream\":true," + HELLO));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(answer.headers().firstValue("x-request-id")).contains("c-1");
        assertThat(answer.body())
                .contains("\"content\":\"Weigh\"")
                .contains("\"content\":\" please\"")
                .contains("data: [DONE]")
                .endsWith(": weighhouse {\"charged\":\"0.000405\",\"unit\":\"CREDIT/6\",\"basis\":\"REPORTED\"}\n\n");
        assertThat(receipts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"stream\":false,", "\"stream\":true,"})
    void post_noId_isGivenOne(String stream) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("", body(stream + HELLO));
        assertThat(answer.headers().firstValue("x-request-id").orElse("")).matches("req_[0-9a-z]{23}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"stream\":false,", "\"stream\":true,"})
    void post_sameIdAHundredTimes_reachesTheProviderOnce(String stream) throws IOException, InterruptedException {
        String body = body(stream + HELLO);
        assertThat(post("c-1", body).statusCode()).isEqualTo(200);
        for (int retry = 1; retry < 100; retry++) {
            HttpResponse<String> again = post("c-1", body);
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(codeOf(again)).isEqualTo("ALREADY_SETTLED");
            assertThat(again.headers().firstValue("x-should-retry")).contains("false");
        }
        assertThat(served()).isOne();
        assertThat(receipts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"stream\":false,", "\"stream\":true,"})
    void post_sameIdAHundredTimesAtOnce_reachesTheProviderOnce(String stream) throws IOException, InterruptedException {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(client.sendAsync(request("c-1", body(stream + HELLO)), HttpResponse.BodyHandlers.ofString()));
        }
        List<Integer> statuses =
                answers.stream().map(answer -> answer.join().statusCode()).toList();
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(99);
        assertThat(served()).isOne();
        assertThat(receipts()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "n":2                                                  | 'n' must be 1.
            "n":"2"                                                | 'n' must be 1.
            "n":1.5                                                | 'n' must be 1.
            "n":true                                               | 'n' must be 1.
            "n":[2]                                                | 'n' must be 1.
            "n":0                                                  | 'n' must be 1.
            "n":4294967297                                         | 'n' must be 1.
            "web_search_options":{}                                | 'web_search_options' is not offered here.
            "audio":{"voice":"alloy"}                              | 'audio' is not offered here.
            "best_of":3                                            | 'best_of' is not offered here.
            "prediction":{"type":"content"}                        | 'prediction' is not offered here.
            "plugins":[{"id":"web"}]                               | 'plugins' is not offered here.
            "service_tier":"priority"                              | 'service_tier' must be auto or default.
            "service_tier":["flex"]                                | 'service_tier' must be auto or default.
            "modalities":["text","audio"]                          | 'modalities' may be text only.
            "tools":[{"type":"web_search"}]                        | 'tools' may be of your own only.
            "tools":["x"]                                          | 'tools' may be of your own only.
            "max_tokens":0                                         | 'max_tokens' must be a positive integer.
            "max_tokens":1.5                                       | 'max_tokens' must be a positive integer.
            "max_tokens":"5"                                       | 'max_tokens' must be a positive integer.
            "max_completion_tokens":-1                             | 'max_completion_tokens' must be a positive integer.
            "max_completion_tokens":99999999999                    | 'max_completion_tokens' must be a positive integer.
            "stream":"yes"                                         | 'stream' must be true or false.
            "stream":true,"stream_options":"usage"                 | 'stream_options' must be an object.
            "stream":true,"stream_options":[]                      | 'stream_options' must be an object.
            """)
    void post_fieldThatNobodyBounded_isRefusedBeforeItCostsAnything(String field, String message)
            throws IOException, InterruptedException {
        assertRefused(400, message, post("c-1", body(field + "," + HELLO)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://a/b.png\"}}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"input_audio\"}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"file\"}]}",
                "{\"role\":\"user\",\"content\":{\"type\":\"image_url\"}}",
                "{\"role\":\"user\",\"content\":[\"x\"]}",
                "{\"role\":\"assistant\",\"audio\":{\"id\":\"audio_1\"}}"
            })
    void post_messageThatIsNotText_isRefused(String message) throws IOException, InterruptedException {
        assertRefused(400, "'messages' may hold text only.", post("c-1", body("\"messages\":[" + message + "]")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"n\":1,",
                "\"n\":null,\"web_search_options\":null,\"service_tier\":null,\"stream\":null,\"max_tokens\":null,",
                "\"stream\":true,\"stream_options\":null,",
                "\"stream\":true,\"stream_options\":{\"include_usage\":false},",
                "\"temperature\":0.5,\"service_tier\":\"default\",\"tools\":[{\"type\":\"function\"}],"
            })
    void post_fieldsThatAreOffered_areServedAndReported(String fields) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("c-1", body(fields + HELLO));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(receipts()).extracting(Receipt::basis).containsExactly(Basis.REPORTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "[]",
                "null",
                "{",
                "{\"model\":\"gpt-4o-mini\"}",
                "{\"model\":\"gpt-4o-mini\",\"messages\":[]}",
                "{\"model\":\"gpt-4o-mini\",\"messages\":\"hi\"}",
                "{\"model\":7," + HELLO + "}",
                "{\"model\":\" \"," + HELLO + "}",
                "{\"model\":\"gpt\\u0000\"," + HELLO + "}",
                "{" + HELLO + "}",
                "{\"model\":\"gpt-4o-mini\"," + HELLO + "} {}",
                "{\"model\":\"gpt-4o-mini\",\"n\":1,\"n\":2," + HELLO + "}"
            })
    void post_malformedBody_isRefused(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("c-1", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(codeOf(answer)).isEqualTo("INVALID_REQUEST");
        assertThat(served()).isZero();
    }

    @Test
    void post_deepOrLongNames_areRefused() throws IOException, InterruptedException {
        assertThat(post("c-1", "{\"a\":" + "[".repeat(100_000)).statusCode()).isEqualTo(400);
        String longModel = "{\"model\":\"" + "m".repeat(1_000) + "\"," + HELLO + "}";
        HttpResponse<String> answer = post("c-2", longModel);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).hasSizeLessThan(400);
        String longField = body("\"" + "f".repeat(1_000) + "\":1," + HELLO);
        assertThat(post("c-3", longField).body()).hasSizeLessThan(400);
    }

    @Test
    void post_idThatNobodyCanKeep_isRefused() throws IOException, InterruptedException {
        HttpResponse<String> answer = post("x".repeat(201), body(HELLO));
        assertRefused(400, "must be at most 200 printable ASCII characters: requestId has 201", answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {(4 << 20) + 1, 5 << 20, 20 << 20})
    void post_bodyThatIsTooLarge_isToldSo(int bytes) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("c-1", " ".repeat(bytes));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(codeOf(answer)).isEqualTo("BODY_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"stream\":false,", "\"stream\":true,"})
    void post_providerFails_isToldAndNotCharged(String stream) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("c-1", body(stream + said("!fail")));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(codeOf(answer)).isEqualTo("UPSTREAM_ERROR");
        assertThat(receipts()).isEmpty();
        assertThat(codeOf(post("c-1", body(stream + said("!fail"))))).isEqualTo("ALREADY_SETTLED");
    }

    @Test
    void post_providerBreaksOff_endsTheStreamWithAnErrorAndChargesWhatCame() throws IOException, InterruptedException {
        HttpResponse<String> answer = post("c-1", body("\"stream\":true," + said("!cut")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("[DONE]").contains("\"code\":\"UPSTREAM_ERROR\"");
        assertThat(receipts()).hasSize(1).allSatisfy(receipt -> {
            assertThat(receipt.basis()).isEqualTo(Basis.ESTIMATED);
            assertThat(receipt.cause()).isEqualTo("UPSTREAM_ERROR");
            assertThat(receipt.price().isPositive()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"stream\":false,", "\"stream\":true,"})
    void post_providerReportsNothing_isEstimated(String stream) throws IOException, InterruptedException {
        assertThat(post("c-1", body(stream + said("!silent"))).statusCode()).isEqualTo(200);
        assertThat(receipts()).hasSize(1).allSatisfy(receipt -> {
            assertThat(receipt.basis()).isEqualTo(Basis.ESTIMATED);
            assertThat(receipt.cause()).isEqualTo("USAGE_MISSING");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"stream\":false,", "\"stream\":true,"})
    void post_refusals_areAnsweredOnBothForms(String stream) throws IOException, InterruptedException {
        HttpRequest noKey = HttpRequest.newBuilder(running.base().resolve("/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(body(stream + HELLO)))
                .build();
        HttpResponse<String> unknown = client.send(noKey, HttpResponse.BodyHandlers.ofString());
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(codeOf(unknown)).isEqualTo("INVALID_API_KEY");
        HttpResponse<String> dear =
                post("c-1", "{\"model\":\"gpt-4o\",\"max_tokens\":16384," + stream + said("x".repeat(400_000)) + "}");
        assertThat(dear.statusCode()).isEqualTo(402);
        assertThat(codeOf(post("c-2", "{\"model\":\"loopback-free\"," + stream + HELLO + "}")))
                .isEqualTo("UNKNOWN_SKU");
        assertThat(served()).isZero();
    }

    @Test
    void get_otherPathOrMethod_isToldSo() throws IOException, InterruptedException {
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/v1/chat/completions").statusCode()).isEqualTo(405);
    }

    private void assertRefused(int status, String message, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Json.MAPPER.readTree(answer.body()).at("/error/message").textValue())
                .isEqualTo(message);
        assertThat(served()).isZero();
        assertThat(receipts()).isEmpty();
    }

    private static String body(String members) {
        return "{\"model\":\"gpt-4o-mini\"," + members + "}";
    }

    private static String said(String content) {
        return "\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]";
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(running.base().resolve(path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String id, String body) throws IOException, InterruptedException {
        return client.send(request(id, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String id, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(running.base().resolve("/v1/chat/completions"))
                .timeout(Duration.ofSeconds(60))
                .header("authorization", "Bearer " + running.house.callerKey)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return id.isEmpty()
                ? request.build()
                : request.header("idempotency-key", id).build();
    }

    private static String codeOf(HttpResponse<String> answer) throws IOException {
        return Json.MAPPER.readTree(answer.body()).at("/error/code").asText();
    }

    private long served() {
        return Objects.requireNonNull(running.loopback).served();
    }

    /** What was charged, oldest first. */
    private List<Receipt> receipts() {
        return running.house.ledger.statement(running.house.wallet, StatementPage.oldestFirst(200)).lines().stream()
                .filter(line -> line.transaction().kind() == TransactionKind.USAGE)
                .map(line -> Receipt.fromJson(line.transaction().note().receipt()))
                .toList();
    }
}
