// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.metering.call.Settlement;
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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
        Settlement settlement = new Settlement(receipt, Amount.of("1", credit), receipt.price(), false);
        assertThat(CostFigures.headers(settlement))
                .isEqualTo(Map.of("x-weighhouse-charged", "0.360000 CREDIT", "x-weighhouse-basis", "REPORTED"));
        String comment = CostFigures.sseComment(settlement);
        assertThat(comment).startsWith(": weighhouse {").endsWith("}\n\n");
        assertThat(JSON.readTree(comment.substring(": weighhouse ".length())))
                .isEqualTo(JSON.readTree("{\"charged\":\"0.360000\",\"unit\":\"CREDIT/6\",\"basis\":\"REPORTED\"}"));
    }
}
