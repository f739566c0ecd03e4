// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import static io.weighhouse.metering.price.Meter.AUDIO_MILLIS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.REQUESTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.BuyerCard;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.MarkupRule;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.SkuPattern;
import io.weighhouse.metering.price.TimeWindow;
import io.weighhouse.money.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeighhousePriceFileTest {

    private static final WeighhousePriceFile FORMAT = new WeighhousePriceFile();
    private static final Sku GPT = Sku.of("openai", "gpt-4o");
    private static final Unit CREDIT = Unit.of("CREDIT", 0);

    /** Everything that a card can say. */
    private static RateCard fullCard() {
        return RateCard.builder(GPT)
                .currency("EUR")
                .inactive()
                .effective(new RateCard.Validity(
                        Instant.parse("2026-11-01T00:00:00Z").toEpochMilli(),
                        Instant.parse("2027-01-01T00:00:00.001Z").toEpochMilli()))
                .maxOutputTokens(4_096)
                .perMillion(INPUT_TOKENS, "2.5")
                .perMillion(OUTPUT_TOKENS, "10")
                .when(
                        RateCondition.serviceTier("batch")
                                .region("eu")
                                .aboveInputTokens(200_000)
                                .within(TimeWindow.of("Asia/Shanghai", "16:30", "00:30")
                                        .on(DayOfWeek.SUNDAY, DayOfWeek.MONDAY)),
                        Rate.of(INPUT_TOKENS, "0.000001"))
                .when(
                        RateCondition.always().within(TimeWindow.of("UTC", "00:00", "08:00:30")),
                        Rate.of(INPUT_TOKENS, "0.000002"))
                .factor(new RateFactor(
                        "region:us",
                        RateCondition.always().region("us"),
                        new BigDecimal("1.1"),
                        RateFactor.Reach.EVERYTHING))
                .model(REQUESTS, new QuantityModel.Package(10, new BigDecimal("0.5")))
                .periodModel(
                        AUDIO_MILLIS,
                        new QuantityModel.Graduated(List.of(
                                new QuantityModel.Step(1_000, new BigDecimal("0.1"), new BigDecimal("3")),
                                QuantityModel.Step.of(Long.MAX_VALUE, "0.05"))))
                .atLeast(AUDIO_MILLIS, 10_000)
                .build();
    }

    private static RateCard card(String name, String price) {
        return RateCard.builder(Sku.of("openai", name))
                .currency("USD")
                .perMillion(INPUT_TOKENS, price)
                .build();
    }

    private static PriceBook fullBook() {
        Markup markup = Markup.into(CREDIT).multiplier("1.8").creditPrice("0.01");
        return PriceBook.builder("2026-11 \"v2\"")
                .card(card("b", "3"))
                .card(fullCard())
                .card(Buyer.tenant("acme"), card("b", "2"))
                .card(new Buyer("acme", "ann"), card("c", "1"))
                .alias(Sku.of("openai", "bee"), Sku.of("openai", "b"))
                .pattern(new SkuPattern("openai", "b-2*", Sku.of("openai", "b")))
                .pattern(new SkuPattern("azure", "*", GPT))
                .markup(markup)
                .markup(
                        GPT,
                        markup.fixedFee("0.002")
                                .rounding(Rounding.UP)
                                .minimum("1")
                                .maximum("500"))
                .markup(
                        Buyer.tenant("acme"),
                        Markup.into(CREDIT).creditPrice("EUR", "0.0095").creditPrice("USD", "0.01"))
                .markup(new Buyer("acme", "ann"), GPT, markup.percent("40"))
                .ceiling(card("dearest", "1000"))
                .policy(PricingPolicy.STRICT.with(PolicyQuestion.UNKNOWN_MODEL, PolicyAnswer.CEILING))
                .build();
    }

    @Test
    void write_wholeBook_comesBackEqual() {
        PriceBook book = fullBook();
        String text = FORMAT.write(book);
        PriceBook again = FORMAT.read(text);
        assertThat(again.version()).isEqualTo(book.version());
        assertThat(again.cards()).isEqualTo(book.cards());
        assertThat(again.cards())
                .extracting(RateCard::digest)
                .containsExactlyElementsOf(
                        book.cards().stream().map(RateCard::digest).toList());
        assertThat(again.aliases()).isEqualTo(book.aliases());
        assertThat(again.patterns()).isEqualTo(book.patterns());
        assertThat(again.buyerCards()).isEqualTo(book.buyerCards()).hasSize(2);
        assertThat(again.markups()).isEqualTo(book.markups()).hasSize(4);
        assertThat(again.ceilingCard()).isEqualTo(book.ceilingCard()).isPresent();
        assertThat(again.policy()).isEqualTo(book.policy());
        assertThat(FORMAT.write(again)).isEqualTo(text);
    }

    @Test
    void write_aBook_isALineForEachThing() {
        PriceBook book = PriceBook.builder("1")
                .card(card("b", "3"))
                .alias(Sku.of("openai", "bee"), Sku.of("openai", "b"))
                .markup(Buyer.tenant("acme"), Markup.into(CREDIT).creditPrice("0.01"))
                .policy(PricingPolicy.LITELLM)
                .build();
        assertThat(FORMAT.write(book)).isEqualTo("""
                {"version":"1",
                "policy":"litellm",
                "cards":[
                {"sku":"openai/b","currency":"USD","rates":{"input_tokens":"0.000003"}}
                ],
                "aliases":{
                "openai/bee":"openai/b"
                },
                "markups":[
                {"tenant":"acme","unit":"CREDIT/0","multiplier":"1","creditPrice":"0.01"}
                ]}
                """);
        assertThat(FORMAT.write(PriceBook.builder("0").build())).isEqualTo("{\"version\":\"0\",\n\"cards\":[]}\n");
    }

    @Test
    void read_friendlyForms_giveTheSameCard() {
        RateCard card = WeighhousePriceFile.card("""
                {"rates": {"input_tokens": {"perMillion": "2.50"}, "output_tokens": {"perThousand": 0.01},
                           "audio_millis": {"perMinute": "0.006"}, "requests": 1e-3},
                 "when": [{"rates": {"input_tokens": 1.25E-6}, "fromInputTokens": 200000, "serviceTier": "batch"}],
                 "currency": "USD", "from": "2026-11-01", "sku": "openai/gpt-4o"}""");
        RateCard expected = RateCard.builder(GPT)
                .currency("USD")
                .effective(new RateCard.Validity(
                        Instant.parse("2026-11-01T00:00:00Z").toEpochMilli(), Long.MAX_VALUE))
                .rate(Rate.of(INPUT_TOKENS, "0.0000025"))
                .rate(Rate.of(OUTPUT_TOKENS, "0.00001"))
                .rate(Rate.of(AUDIO_MILLIS, "0.0000001"))
                .rate(Rate.of(REQUESTS, "0.001"))
                .when(RateCondition.serviceTier("batch").fromInputTokens(200_000), Rate.of(INPUT_TOKENS, "0.00000125"))
                .build();
        assertThat(card).isEqualTo(expected);
        assertThat(card.digest()).isEqualTo(expected.digest());
        assertThat(WeighhousePriceFile.card(card.toJson())).isEqualTo(card);
    }

    @Test
    void read_sectionsInAnyOrder_makeABook() {
        PriceBook book = FORMAT.read("""
                {"aliases": {"openai/x": "openai/b"},
                 "markups": [{"percent": "80", "unit": "CREDIT/0", "creditPrice": 0.01}],
                 "policy": {"UNPRICED_METER": "FREE"},
                 "overrides": [{"card": {"sku": "openai/b", "currency": "USD", "rates": {"input_tokens": "1"}}, "tenant": "acme"}],
                 "cards": [{"sku": "openai/b", "currency": "USD", "rates": {"input_tokens": "2"}}],
                 "version": "7"}""");
        assertThat(book.version()).isEqualTo("7");
        assertThat(book.markups())
                .containsExactly(new MarkupRule(
                        Buyer.ANYONE, null, Markup.into(CREDIT).percent("80").creditPrice("0.01")));
        assertThat(book.buyerCards()).extracting(BuyerCard::buyer).containsExactly(Buyer.tenant("acme"));
        assertThat(book.policy().answer(PolicyQuestion.UNPRICED_METER)).isEqualTo(PolicyAnswer.FREE);
    }

    @Test
    void read_withAVersion_countsTheCards() throws IOException {
        byte[] text = FORMAT.write(fullBook()).getBytes(StandardCharsets.UTF_8);
        PriceImport prices = FORMAT.read(new ByteArrayInputStream(text), "other");
        assertThat(prices.book().version()).isEqualTo("other");
        assertThat(prices.report().taken()).isEqualTo(4);
        assertThat(prices.report().skipped()).isEmpty();
        assertThat(FORMAT.read(new ByteArrayInputStream(text)).version()).isEqualTo("2026-11 \"v2\"");
        assertThatThrownBy(() -> FORMAT.read(new ByteArrayInputStream(text), " "))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|1|1|must be an object: \"[\"",
                "{}|1|1|must have a field: version",
                "{\"version\": 7}|1|13|must be a string: \"7\"",
                "{\"version\": \" \"}|1|1|version=",
                "{\"version\": \"1\", \"prices\": []}|1|18|must be a field that is known here: \"prices\"",
                "{\"version\": \"1\", \"version\": \"2\"}|1|27|must be JSON: Duplicate field 'version'",
                "{\"version\": \"1\", \"cards\": {}}|1|27|must be an array: \"{\"",
                "{\"version\": \"1\", \"cards\": [{}]}|1|28|must have a field: sku",
                "{\"version\": \"1\", \"cards\": [{\"sku\": \"gpt\"}]}|1|36|must be provider/name",
                "{\"version\": \"1\", \"policy\": \"kind\"}|1|28|must be one of strict, litellm, genai: policy=kind",
                "{\"version\": \"1\", \"aliases\": {\"a/b\": \"c/d\"}}|1|1|must have a card: sku=c/d",
                "{\"version\": \"1\"} 7|1|18|must end after the first object",
                "{\"version\": \"1\"|1|16|must be JSON: Unexpected end-of-input"
            })
    void read_wrongBook_saysWhatAndWhere(String json, int line, int column, String problem) {
        assertThatThrownBy(() -> FORMAT.read(json)).isInstanceOfSatisfying(PriceFileException.class, wrong -> {
            assertThat(wrong).hasMessageContaining(problem);
            assertThat(wrong.line()).isEqualTo(line);
            assertThat(wrong.column()).isEqualTo(column);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"rates\": {\"imput_tokens\": \"1\"}|must be a meter of this process, see Meter.of: \"imput_tokens\"",
                "\"rates\": {\"input_tokens\": \"-1\"}|must be a decimal number >= 0: \"-1\"",
                "\"rates\": {\"input_tokens\": -1}|must be a decimal number >= 0: \"-1\"",
                "\"rates\": {\"input_tokens\": true}|must be a decimal number >= 0: \"true\"",
                "\"rates\": {\"input_tokens\": \"1e-31\"}|must have at most 18 digits",
                "\"rates\": {\"input_tokens\": 1e999999}|must be a decimal number >= 0",
                "\"rates\": {\"input_tokens\": {}}|must have a price: input_tokens",
                "\"rates\": {\"input_tokens\": {\"perDozen\": \"1\"}}|must be one of perOne, perThousand, perMillion",
                "\"rates\": {\"input_tokens\": {\"perMinute\": \"1\"}}|must be one of perOne, perThousand, perMillion",
                "\"rates\": {\"audio_millis\": {\"perMinute\": \"0.017\"}}|must divide exactly: audio_millis=0.017 for 60000",
                "\"rates\": {\"input_tokens\": {\"perOne\": 1, \"perMillion\": 1}}|must be said once: openai/gpt-4o input_tokens",
                "\"rates\": {}|must have at least one rate",
                "\"rates\": {\"requests\": 1}, \"when\": [{\"rates\": {\"requests\": 1}}]|must have a condition",
                "\"rates\": {\"requests\": 1}, \"when\": [{\"aboveInputTokens\": 1, \"fromInputTokens\": 2, \"rates\": {}}]|must be one length of prompt",
                "\"rates\": {\"requests\": 1}, \"when\": [{\"window\": {\"zone\": \"UTC\", \"from\": \"noon\", \"to\": \"13:00\"}}]|must be a zone and two times",
                "\"rates\": {\"requests\": 1}, \"factors\": [{\"name\": \"x\", \"multiplier\": 2}]|must have a field: reach",
                "\"rates\": {\"requests\": 1}, \"maxOutputTokens\": 0|must be > 0: maxOutputTokens=0",
                "\"rates\": {\"requests\": 1}, \"maxOutputTokens\": 99999999999999999999|must fit a long",
                "\"rates\": {\"requests\": 1}, \"from\": \"2026-11-31\"|could not be parsed",
                "\"rates\": {\"requests\": 1}, \"from\": \"2026-11-02\", \"to\": \"2026-11-01\"|toEpochMillis",
                "\"rates\": {\"requests\": 1}, \"active\": 1|must be true or false: \"1\"",
                "\"models\": [{\"meter\": \"requests\"}]|must have a field: graduated, volume, package, percentage or proportional",
                "\"models\": [{\"meter\": \"requests\", \"graduated\": [{\"upTo\": 5, \"unitPrice\": 1}]}]|must end with a step",
                "\"models\": [{\"meter\": \"requests\", \"package\": {\"unitPrice\": 1}}]|must be > 0: size=0",
                "\"models\": [{\"meter\": \"requests\", \"package\": {\"size\": 1, \"unitPrice\": 1, \"fee\": 1}}]|known here: \"fee\"",
                "\"models\": [{\"meter\": \"requests\", \"percentage\": {\"part\": 1}}]|must have a field: maximum"
            })
    void card_wrongField_isNamed(String fields, String problem) {
        String json = "{\"sku\": \"openai/gpt-4o\", \"currency\": \"USD\", " + fields + "}";
        assertThatThrownBy(() -> WeighhousePriceFile.card(json))
                .isInstanceOf(PriceFileException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("at line 1, column");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"unit\": \"CREDIT/0\", \"percent\": 1, \"multiplier\": 1}",
                "{\"unit\": \"CREDIT/0\", \"minimum\": 0.5}",
                "{\"unit\": \"CREDIT/0\", \"creditPrice\": 0}",
                "{\"unit\": \"CREDIT/0\", \"minimum\": 5, \"maximum\": 4}",
                "{\"unit\": \"CREDIT/0\", \"customer\": \"ann\"}",
                "{\"unit\": \"CREDIT/0\", \"rounding\": \"SIDEWAYS\"}",
                "{\"unit\": \"CREDIT\"}",
                "{\"multiplier\": 1}"
            })
    void read_wrongMarkup_isRefused(String markup) {
        assertThatThrownBy(() -> FORMAT.read("{\"version\": \"1\",\n\"markups\": [" + markup + "]}"))
                .isInstanceOfSatisfying(
                        PriceFileException.class,
                        wrong -> assertThat(wrong.line()).isEqualTo(2));
    }

    @Test
    void read_tooDeepOrTooLong_isRefused() {
        String deep = "[".repeat(100);
        assertThatThrownBy(() -> FORMAT.read("{\"version\": " + deep)).isInstanceOf(PriceFileException.class);
        String digits = "9".repeat(1_000);
        assertThatThrownBy(
                        () -> FORMAT.read("{\"version\": \"1\", \"cards\": [{\"maxOutputTokens\": " + digits + "}]}"))
                .isInstanceOf(PriceFileException.class);
        byte[] noUtf8 = {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'};
        assertThatThrownBy(() -> FORMAT.read(new ByteArrayInputStream(noUtf8))).isInstanceOf(PriceFileException.class);
    }
}
