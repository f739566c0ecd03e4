// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Problem OUT_OF_CREDITS = Problem.of(
                    402, "INSUFFICIENT_CREDITS", "Not enough credits for this request.")
            .requestId("r-1");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OPENAI       | {"error":{"message":"Not enough credits for this request.","type":"insufficient_credits","param":null,"code":"INSUFFICIENT_CREDITS"}}
            ANTHROPIC    | {"type":"error","error":{"type":"billing_error","message":"Not enough credits for this request.","code":"INSUFFICIENT_CREDITS"},"request_id":"r-1"}
            GEMINI       | {"error":{"code":402,"message":"Not enough credits for this request.","status":"RESOURCE_EXHAUSTED","details":[{"reason":"INSUFFICIENT_CREDITS"}]}}
            PROBLEM_JSON | {"type":"about:blank","title":"Not enough credits for this request.","status":402,"code":"INSUFFICIENT_CREDITS","request_id":"r-1"}
            """)
    void answer_outOfCredits_hasTheBodyThatItsClientsKnow(Dialect dialect, String body) throws IOException {
        HttpAnswer answer = dialect.answer(OUT_OF_CREDITS);
        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree(body));
        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.headers())
                .containsEntry("x-request-id", "r-1")
                .containsEntry(
                        "content-type",
                        dialect == Dialect.PROBLEM_JSON ? "application/problem+json" : "application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, INVALID_ARGUMENT",
        "401, authentication_error, UNAUTHENTICATED",
        "403, permission_error, PERMISSION_DENIED",
        "404, not_found_error, NOT_FOUND",
        "409, conflict_error, ABORTED",
        "413, invalid_request_error, INVALID_ARGUMENT",
        "422, invalid_request_error, INVALID_ARGUMENT",
        "429, rate_limit_error, RESOURCE_EXHAUSTED",
        "500, api_error, INTERNAL",
        "502, api_error, INTERNAL",
        "503, api_error, UNAVAILABLE",
        "504, api_error, DEADLINE_EXCEEDED",
    })
    void answer_anyStatus_hasTheTypeThatClientsKnow(int status, String type, String name) throws IOException {
        Problem problem = Problem.of(status, "CODE", "A sentence.");
        assertThat(JSON.readTree(Dialect.OPENAI.answer(problem).body())
                        .at("/error/type")
                        .textValue())
                .isEqualTo(type);
        assertThat(JSON.readTree(Dialect.ANTHROPIC.answer(problem).body())
                        .at("/error/type")
                        .textValue())
                .isEqualTo(type);
        assertThat(JSON.readTree(Dialect.GEMINI.answer(problem).body())
                        .at("/error/status")
                        .textValue())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void answer_messageWithQuotesAndBreaks_isStillOneJsonText(Dialect dialect) throws IOException {
        String nasty = "The model '\"}\n\u2028<script>' does not exist here.";
        String body = dialect.answer(Problem.of(404, "UNKNOWN_SKU", nasty)).body();
        assertThat(JSON.readTree(body).findValuesAsText(dialect == Dialect.PROBLEM_JSON ? "title" : "message"))
                .containsExactly(nasty);
        assertThat(body.lines()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void answer_headersOfTheProblem_arePassedOn(Dialect dialect) {
        Problem problem = Problem.of(429, "RATE_LIMITED", "Too many requests.")
                .header("retry-after", "7")
                .notToBeRetried();
        assertThat(dialect.answer(problem).headers())
                .containsEntry("retry-after", "7")
                .containsEntry("x-should-retry", "false")
                .doesNotContainKey("x-request-id");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200, 399, 600, -1})
    void problem_statusThatIsNoError_isAMistake(int status) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Problem.of(status, "CODE", "A sentence."))
                .withMessage("must be 400 to 599: status=" + status);
    }

    @Test
    void problem_headerInUpperCase_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Problem.of(429, "CODE", "A sentence.").header("Retry-After", "1"))
                .withMessage("must be in lower case: header=Retry-After");
    }

    @Test
    void costFigures_settlement_saysWhatWasCharged() throws IOException {
        Settlement settlement = settlement();
        assertThat(CostFigures.headers(settlement))
                .isEqualTo(Map.of("x-weighhouse-charged", "0.360000 CREDIT", "x-weighhouse-basis", "REPORTED"));
        String comment = CostFigures.sseComment(settlement);
        assertThat(comment).startsWith(": weighhouse {").endsWith("}\n\n");
        assertThat(JSON.readTree(comment.substring(": weighhouse ".length())))
                .isEqualTo(JSON.readTree("{\"charged\":\"0.360000\",\"unit\":\"CREDIT/6\",\"basis\":\"REPORTED\"}"));
    }

    private static final String COST =
            "\"cost\":0.360000,\"cost_details\":{\"unit\":\"CREDIT/6\",\"basis\":\"REPORTED\"}";

    static Stream<Arguments> answersWithUsage() {
        return Stream.of(
                Arguments.of("{\"usage\":{}}", "{\"usage\":{<>}}"),
                Arguments.of(" {\"a\":1.50,\"usage\": { } }", " {\"a\":1.50,\"usage\": {<> } }"),
                Arguments.of(
                        "{\"é\":\"\\u00e9\",\"x\":{\"usage\":{\"no\":1}},\"usage\":{\"total_tokens\":1e1}}",
                        "{\"é\":\"\\u00e9\",\"x\":{\"usage\":{\"no\":1}},\"usage\":{<>,\"total_tokens\":1e1}}"),
                Arguments.of(
                        "{\"candidates\":[{}],\"usageMetadata\":{\"totalTokenCount\":3}}",
                        "{\"candidates\":[{}],\"usageMetadata\":{<>,\"totalTokenCount\":3}}"),
                Arguments.of(
                        "event: response.completed\ndata: {\"type\":\"x\",\"response\":{\"id\":{\"usage\":{}},\"usage\":{\"a\":1}}}\n\n",
                        "event: response.completed\ndata: {\"type\":\"x\",\"response\":{\"id\":{\"usage\":{}},\"usage\":{<>,\"a\":1}}}\n\n"),
                Arguments.of(
                        "event: message_delta\r\ndata:{\"usage\":{\"output_tokens\":2}}\r\n\r\n",
                        "event: message_delta\r\ndata:{\"usage\":{<>,\"output_tokens\":2}}\r\n\r\n"),
                Arguments.of(
                        "data: {\"usage\":null}\n\ndata: {\"response\":{},\"usage\":{\"a\":1}}\n\ndata: [DONE]\n\n",
                        "data: {\"usage\":null}\n\ndata: {\"response\":{},\"usage\":{<>,\"a\":1}}\n\ndata: [DONE]\n\n"));
    }

    @ParameterizedTest
    @MethodSource("answersWithUsage")
    void costFigures_answerWithUsage_haveTheCostInItAndNothingElseChanged(String answer, String expected)
            throws IOException {
        String with = into(answer);
        assertThat(with).isEqualTo(expected.replace("<>", COST));
        if (answer.startsWith("{")) {
            JSON.readTree(with);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data",
                "{\"usage\":null}",
                "{\"usage\":[]}",
                "{\"choices\":[{\"usage\":{}}]}",
                "{\"message\":{\"usage\":{}}}",
                "[{\"usage\":{}}]",
                "{\"usage",
                "not json",
                "data: [DONE]\n\n",
                ": usage {}\n\n"
            })
    void costFigures_answerWithoutUsage_isTheSame(String answer) {
        assertThat(into(answer)).isEqualTo(answer);
    }

    private static String into(String answer) {
        return new String(CostFigures.into(answer.getBytes(UTF_8), settlement()), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OPENAI       | data: {"error":{"message":"The provider failed.","type":"api_error","param":null,"code":"UPSTREAM_ERROR"}}
            ANTHROPIC    | event: error<br>data: {"type":"error","error":{"type":"api_error","message":"The provider failed.","code":"UPSTREAM_ERROR"},"request_id":"r-1"}
            GEMINI       | data: {"error":{"code":502,"message":"The provider failed.","status":"INTERNAL","details":[{"reason":"UPSTREAM_ERROR"}]}}
            PROBLEM_JSON | event: error<br>data: {"type":"about:blank","title":"The provider failed.","status":502,"code":"UPSTREAM_ERROR","request_id":"r-1"}
            """)
    void streamError_inTheMidst_isTheEventThatItsClientsFailWith(Dialect dialect, String event) {
        Problem problem =
                Problem.of(502, "UPSTREAM_ERROR", "The provider failed.").requestId("r-1");
        assertThat(dialect.streamError(problem)).isEqualTo(event.replace("<br>", "\n") + "\n\n");
    }

    @Test
    void limitHeaders_anyDialect_areTheOnesThatItsClientsKnow() {
        Quota quota = Quota.of(Limit.requests("rpm", 60, Duration.ofMinutes(1)));
        Decision decision = RateLimiter.local().ticker(() -> 0).build().acquire("acme/key-1", quota, Cost.request());
        Instant now = Instant.parse("2026-11-02T10:00:00.250Z");
        assertThat(Dialect.OPENAI.limitHeaders(decision, now))
                .containsEntry("x-ratelimit-limit-requests", "60")
                .containsEntry("x-ratelimit-remaining-requests", "59");
        assertThat(Dialect.ANTHROPIC.limitHeaders(decision, now))
                .containsEntry("anthropic-ratelimit-requests-remaining", "59")
                .containsEntry("anthropic-ratelimit-requests-reset", "2026-11-02T10:00:02Z");
        for (Dialect other : List.of(Dialect.GEMINI, Dialect.PROBLEM_JSON)) {
            assertThat(other.limitHeaders(decision, now))
                    .isEqualTo(Map.of("ratelimit-policy", "\"rpm\";q=60;w=60", "ratelimit", "\"rpm\";r=59;t=1"));
        }
    }

    private static Settlement settlement() {
        Unit credit = Unit.of("CREDIT", 6);
        RateCard card = RateCard.builder(Sku.of("openai", "small"))
                .currency("USD")
                .rate(Rate.of(Meter.OUTPUT_TOKENS, "0.002"))
                .build();
        Receipt receipt = Receipt.of(
                "r-1",
                Basis.REPORTED,
                PinnedCard.of(
                                "2026-11",
                                card,
                                Markup.into(credit).multiplier("1.8").creditPrice("0.01"))
                        .rate(Usage.of(Meter.OUTPUT_TOKENS, 1))
                        .chargeOrThrow());
        return new Settlement(receipt, Amount.of("1", credit), receipt.price(), false);
    }
}
