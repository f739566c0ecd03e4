// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTest {

    private static final Unit CREDIT_2 = Unit.of("CREDIT", 2);

    private static final PinnedCard CARD = PinnedCard.of(
            "2026-11",
            RateCard.builder(Sku.of("openai", "gpt-4o"))
                    .currency("USD")
                    .perMillion(INPUT_TOKENS, "2.5")
                    .perMillion(OUTPUT_TOKENS, "10")
                    .build(),
            Markup.into(CREDIT_2).multiplier("1.8").creditPrice("0.01").minimum("1"));

    private static final Receipt RECEIPT = Receipt.of(
            "c-7", Basis.REPORTED, CARD.rate(Usage.tokens(1_000, 500)).chargeOrThrow());

    private static final String JSON = """
            {"v":1,"call":"c-7","sku":"openai/gpt-4o","book":"2026-11",\
            "card":"9a5c299dd17a7401f6bf1839d6a2ea0c7eb5a172022a0310cecaa00dc9588774",\
            "basis":"REPORTED","cause":"","currency":"USD","unit":"CREDIT/2","multiplier":"1.8","fixedFee":"0","creditPrice":"0.01",\
            "minimum":"1.00","rounding":"HALF_UP",\
            "lines":[{"meter":"input_tokens","quantity":1000,"unitPrice":"0.0000025","cost":"0.0025","price":"0.45"},\
            {"meter":"output_tokens","quantity":500,"unitPrice":"0.00001","cost":"0.005","price":"0.90"}],\
            "cost":"0.0075","price":"1.35"}""";

    @Test
    void toJson_isCanonical() {
        assertThat(RECEIPT.toJson()).isEqualTo(JSON);
    }

    @Test
    void toJson_withABoundAndAnEarlierAttempt_isOfVersion2AndReadsBack() {
        Receipt beside = RECEIPT.because("CLIENT_GONE")
                .bounded(Amount.of("9.75", CREDIT_2))
                .after(List.of(new Attempt(Basis.ESTIMATED, "UPSTREAM_ERROR", RECEIPT.charge())));
        String attempt = JSON.substring(JSON.indexOf("\"sku\""), JSON.length() - 1);
        String json = JSON.replace("\"v\":1", "\"v\":2")
                .replace("\"cause\":\"\"", "\"cause\":\"CLIENT_GONE\"")
                .replaceFirst(
                        "}$",
                        ",\"bound\":\"9.75\",\"earlier\":[{"
                                + attempt.replace("REPORTED", "ESTIMATED")
                                        .replace("\"cause\":\"\"", "\"cause\":\"UPSTREAM_ERROR\"")
                                + "}]}");
        assertThat(beside.toJson()).isEqualTo(json);
        assertThat(Receipt.fromJson(json)).isEqualTo(beside);
        assertThat(beside.price()).isEqualTo(Amount.of("2.70", CREDIT_2));
        assertThat(beside.cost()).isEqualTo(new BigDecimal("0.015"));
        assertThat(beside.rerate()).isEqualTo(Amount.of("2.70", CREDIT_2));
        assertThat(beside.linesAddUp()).isTrue();
        assertThat(beside.bound()).contains(Amount.of("9.75", CREDIT_2));
        assertThat(Receipt.fromJson(
                                json.replace(
                                        "\"quantity\":500,\"unitPrice\":\"0.00001\",\"cost\":\"0.005\",\"price\":\"0.90\"}],\"cost\":\"0.0075\",\"price\":\"1.35\"}]",
                                        "\"quantity\":501,\"unitPrice\":\"0.00001\",\"cost\":\"0.005\",\"price\":\"0.90\"}],\"cost\":\"0.0075\",\"price\":\"1.35\"}]"))
                        .linesAddUp())
                .as("a changed number in the earlier attempt")
                .isFalse();
        assertThatThrownBy(() -> Receipt.fromJson(json.replace("\"v\":2", "\"v\":1")))
                .hasMessageContaining("no other");
        assertThatThrownBy(() -> Receipt.fromJson(json.replace("[{\"sku\"", "[{\"extra\":1,\"sku\"")))
                .hasMessageContaining("no other");
        assertThatThrownBy(() -> Receipt.fromJson(json.replace("9.75", "-9.75")))
                .hasMessageContaining("field bound");
    }

    @Test
    void constructor_somethingInAnotherUnitBeside_isRefused() {
        Amount dollars = Amount.of("1", Unit.of("USD", 2));
        assertThatThrownBy(() -> RECEIPT.bounded(dollars)).hasMessage("must be of CREDIT/2: bound=1.00 USD");
        assertThatThrownBy(() -> RECEIPT.bounded(Amount.of("-1", CREDIT_2)))
                .hasMessage("must be >= 0: bound=-1.00 CREDIT");
        PinnedCard other = PinnedCard.of(
                "1",
                RateCard.builder(Sku.of("a", "b"))
                        .currency("USD")
                        .perMillion(INPUT_TOKENS, "2.5")
                        .build(),
                Markup.none(Unit.of("USD", 2)));
        Attempt attempt = new Attempt(
                Basis.REPORTED, "", other.rate(Usage.of(INPUT_TOKENS, 1)).chargeOrThrow());
        assertThatThrownBy(() -> RECEIPT.after(List.of(attempt)))
                .hasMessage("must be in CREDIT/2 for USD: attempt=USD/2 for USD");
        assertThatThrownBy(() -> new Attempt(Basis.REPORTED, "x".repeat(257), attempt.charge()))
                .hasMessageContaining("cause has 257");
    }

    @Test
    void fromJson_givesAnEqualReceipt() {
        Receipt read = Receipt.fromJson(JSON);
        assertThat(read).isEqualTo(RECEIPT);
        assertThat(read.toJson()).isEqualTo(JSON);
        assertThat(read.rerate()).isEqualTo(Amount.of("1.35", CREDIT_2));
        assertThat(read.linesAddUp()).isTrue();
        assertThat(read.sku()).isEqualTo(Sku.of("openai", "gpt-4o"));
        assertThat(read.cost()).isEqualTo(new BigDecimal("0.0075"));
        assertThat(read.price()).isEqualTo(Amount.of("1.35", CREDIT_2));
    }

    @Test
    void fromJson_otherOrderAndSpaces_givesTheSameBytesAgain() {
        String shuffled = "{ " + JSON.substring(1, JSON.length() - 1).replace("\"v\":1,", "") + ", \"v\" : 1 }";
        assertThat(Receipt.fromJson(shuffled).toJson()).isEqualTo(JSON);
    }

    @Test
    void nothing_hasNoLinesAndNoPrice() {
        Receipt receipt = Receipt.nothing("c-8", CARD, "upstream 502 \"bad gateway\"");
        assertThat(receipt.basis()).isEqualTo(Basis.NOTHING);
        assertThat(receipt.price()).isEqualTo(Amount.zero(CREDIT_2));
        assertThat(receipt.rerate()).isEqualTo(receipt.price());
        assertThat(receipt.linesAddUp()).isTrue();
        assertThat(Receipt.fromJson(receipt.toJson())).isEqualTo(receipt);
    }

    @Test
    void of_quote_reratesWithTheRoundingOfTheQuote() {
        Receipt quoted = Receipt.of(
                "c-9", Basis.ESTIMATED, CARD.quote(Usage.tokens(7, 7)).chargeOrThrow());
        assertThat(quoted.rerate()).isEqualTo(quoted.price());
        assertThat(Receipt.fromJson(quoted.toJson())).isEqualTo(quoted);
    }

    @Test
    void because_namesTheCause() {
        assertThat(RECEIPT.because("CLIENT_GONE").toJson()).contains("\"cause\":\"CLIENT_GONE\"");
    }

    @Test
    void of_textsTooLong_areRefused() {
        assertThatThrownBy(() -> Receipt.nothing("", CARD, "")).hasMessage("must be 1 to 256 characters: callId has 0");
        assertThatThrownBy(() -> Receipt.nothing("c".repeat(257), CARD, "")).hasMessageContaining("callId has 257");
        assertThatThrownBy(() -> RECEIPT.because("x".repeat(257))).hasMessageContaining("cause has 257");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"cost\":\"0.0025\"', '\"cost\":\"0.0024\"'",
        "'\"price\":\"0.45\"', '\"price\":\"0.46\"'",
        "'\"quantity\":500', '\"quantity\":501'",
        "'\"cost\":\"0.0075\"', '\"cost\":\"0.0074\"'",
        "'\"multiplier\":\"1.8\"', '\"multiplier\":\"1.9\"'",
        "'\"price\":\"1.35\"', '\"price\":\"1.34\"'"
    })
    void linesAddUp_anyChangedNumber_isFound(String number, String changed) {
        assertThat(JSON).contains(number);
        assertThat(Receipt.fromJson(JSON.replace(number, changed)).linesAddUp()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"v\":1', '\"v\":3', 'version 1 or 2: v=3'",
        "'\"v\":1', '\"v\":\"1\"', 'field v: must be a whole number'",
        "'\"v\":1,', '', 'must have a field: v'",
        "'\"v\":1', '\"v\":1,\"v\":1', 'Duplicate field'",
        "'\"v\":1', '\"v\":1,\"extra\":[]', 'no other'",
        "'openai/gpt-4o', 'gpt-4o', 'field sku=gpt-4o'",
        "'REPORTED', 'GUESSED', 'field basis=GUESSED'",
        "'CREDIT/2', 'CREDIT', 'field unit=CREDIT'",
        "'\"USD\"', '\"usd\"', 'field currency=usd'",
        "'\"1.8\"', '\"-1.8\"', 'field multiplier=-1.8'",
        "'\"1.8\"', '1.8', 'field multiplier: must be a string'",
        "'\"0.01\"', '\"0\"', 'field creditPrice=0'",
        "'\"creditPrice\":\"0.01\",', '', 'must say the creditPrice'",
        "'\"1.00\"', '\"1.001\"', 'field minimum=1.001'",
        "'HALF_UP', 'UPWARDS', 'field rounding=UPWARDS'",
        "'input_tokens', 'invented_tokens', 'field meter=invented_tokens'",
        "'1000', '-1', 'field quantity: must be a whole number'",
        "'1000', '1.5', 'field quantity: must be a whole number'",
        "'1000', '99999999999999999999', 'field quantity: must be a whole number'",
        "'1000', '999999999999999999999999999', 'must be a receipt in JSON'",
        "'\"0.0000025\"', '\"1e-999999999\"', 'field unitPrice: must be a decimal number'",
        "'\"0.0025\"', '\"-1\"', 'field cost: must be a decimal number'",
        "'\"0.45\"', '\"0.455\"', 'field price=0.455'",
        "'\"1.35\"', '\"-1.35\"', 'field price=-1.35'",
        "'\"c-7\"', '\"\"', 'callId has 0'",
        "'\"lines\":[', '\"lines\":[7,', 'a JSON object: 7'",
        "'\"lines\":[', '\"lines\":{},\"no\":[', 'field lines: must be an array'"
    })
    void fromJson_wrongField_isNamed(String right, String wrong, String message) {
        assertThat(JSON).contains(right);
        assertThatThrownBy(() -> Receipt.fromJson(JSON.replaceFirst(Pattern.quote(right), wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThat(Meter.find("invented_tokens")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "{\"v\":1", "{} {}", "{\"v\":[[[[[[[[]]]]]]]]}", "prose"})
    void fromJson_noReceipt_isRefused(String json) {
        assertThatThrownBy(() -> Receipt.fromJson(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fromJson_hugeText_isRefusedBeforeItIsRead() {
        assertThatThrownBy(() -> Receipt.fromJson(" ".repeat((1 << 20) + 1)))
                .hasMessage("must be a receipt of at most 1 MiB: characters=1048577");
        assertThatThrownBy(() -> Receipt.fromJson(JSON.replace("c-7", "c".repeat(5_000))))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void fromJson_tamperedBeyondLong_isFoundWhenItIsRated() {
        Receipt read = Receipt.fromJson(
                JSON.replace("1000", Long.toString(Long.MAX_VALUE)).replace("\"0.0000025\"", "\"1000000000\""));
        assertThatThrownBy(read::rerate).isInstanceOf(ArithmeticException.class);
        assertThat(read.linesAddUp()).isFalse();
    }

    @Test
    void toJson_withoutCreditPrice_leavesItOut() {
        PinnedCard atCost = PinnedCard.of("1", CARD.card(), Markup.none(Unit.of("USD", 9)));
        Receipt receipt = Receipt.of(
                "c-1",
                Basis.REPORTED,
                atCost.rate(Usage.of(CACHED_INPUT_TOKENS, 3)).chargeOrThrow());
        assertThat(receipt.toJson()).doesNotContain("creditPrice");
        assertThat(Receipt.fromJson(receipt.toJson())).isEqualTo(receipt);
    }
}
