// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.Meter.AUDIO_INPUT_MILLIS;
import static io.weighhouse.metering.price.Meter.AUDIO_MILLIS;
import static io.weighhouse.metering.price.Meter.AUDIO_OUTPUT_MILLIS;
import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHE_WRITE_5M_TOKENS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.PAGES;
import static io.weighhouse.metering.price.Meter.REQUESTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.QuantityModel.Graduated;
import io.weighhouse.metering.price.QuantityModel.Package;
import io.weighhouse.metering.price.QuantityModel.Percentage;
import io.weighhouse.metering.price.QuantityModel.Step;
import io.weighhouse.metering.price.QuantityModel.Volume;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityModelTest {

    private static final List<Step> STEPS = List.of(
            Step.of(100, "3"),
            new Step(1_000, new BigDecimal("2"), new BigDecimal("50")),
            new Step(Long.MAX_VALUE, BigDecimal.ONE, new BigDecimal("7")));

    private static final QuantityModel GRADUATED = new Graduated(STEPS);
    private static final QuantityModel VOLUME = new Volume(STEPS);
    private static final QuantityModel PACKAGE = new Package(100, new BigDecimal("0.05"));
    private static final QuantityModel PERCENTAGE = new Percentage(dec("0.02"), dec("0.1"), dec("0.5"), dec("5"));

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 100, 300",
        "0, 101, 352",
        "99, 2, 55",
        "100, 1, 52",
        "101, 1, 2",
        "999, 2, 10",
        "1000, 1, 8",
        "1001, 5, 5",
        "0, 1001, 2158"
    })
    void graduated_eachUnit_hasThePriceOfItsStep(long toDate, long quantity, BigDecimal cost) {
        assertThat(cost(GRADUATED, toDate, quantity)).isEqualByComparingTo(cost);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 100, 300",
        "0, 101, 252",
        "99, 2, 54",
        "100, 1, 52",
        "101, 1, 2",
        "999, 2, 9",
        "0, 2000, 2007"
    })
    void volume_allUnits_haveThePriceOfTheStepReached(long toDate, long quantity, BigDecimal cost) {
        assertThat(cost(VOLUME, toDate, quantity)).isEqualByComparingTo(cost);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0, 1, 5", "0, 100, 5", "0, 101, 10", "1, 99, 0", "100, 1, 5", "150, 51, 5", "150, 50, 0"})
    void package_begunOnes_arePaidWhole(long toDate, long quantity, BigDecimal cost) {
        assertThat(cost(PACKAGE, toDate, quantity)).isEqualByComparingTo(cost);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 10, 0.5",
        "0, 20, 0.5",
        "0, 100, 2.1",
        "0, 10000, 5",
        "100, 10, 0.2",
        "10, 10, 0",
        "10000, 1, 0"
    })
    void percentage_feeLeastAndMost_areForTheWhole(long toDate, long quantity, BigDecimal cost) {
        assertThat(cost(PERCENTAGE, toDate, quantity)).isEqualByComparingTo(cost);
    }

    @Test
    void parts_beyondLong_throwInsteadOfWrapping() {
        for (QuantityModel model : List.of(GRADUATED, VOLUME, PACKAGE, PERCENTAGE)) {
            assertThatThrownBy(() -> model.parts(Long.MAX_VALUE, 1))
                    .as("%s", model)
                    .isInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    void of_numbersThatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> new Graduated(List.of(Step.of(10, "1"))))
                .hasMessageContaining("must end with a step up to Long.MAX_VALUE");
        assertThatThrownBy(() -> new Volume(List.of())).hasMessageContaining("must end with a step");
        assertThatThrownBy(() -> new Volume(List.of(Step.of(10, "1"), Step.of(10, "2"))))
                .hasMessage("must ascend: upTo=10 after 10");
        assertThatThrownBy(() -> Step.of(0, "1")).hasMessage("must be > 0: upTo=0");
        assertThatThrownBy(() -> Step.of(1, "-1")).hasMessageContaining("unitPrice=");
        assertThatThrownBy(() -> new Package(0, BigDecimal.ONE)).hasMessage("must be > 0: size=0");
        assertThatThrownBy(() -> new Percentage(BigDecimal.ONE, BigDecimal.ZERO, BigDecimal.TEN, BigDecimal.ONE))
                .hasMessage("must be >= minimum=10: maximum=1");
    }

    @Test
    void rate_metersThatShareAModel_areBilledAsOne() {
        PinnedCard card = pinned(card().model(INPUT_TOKENS, PACKAGE));
        Usage usage = Usage.of(INPUT_TOKENS, 60).with(CACHED_INPUT_TOKENS, 40).with(CACHE_WRITE_5M_TOKENS, 1);
        Charge charge = card.rate(usage).chargeOrThrow();
        assertThat(charge.cost()).isEqualTo("10");
        assertThat(charge.lines()).extracting(line -> line.rate().billed()).containsExactly(100L, 0L, 100L);
        assertThat(charge.addsUp()).isTrue();
        assertThat(quoted(card, Usage.of(INPUT_TOKENS, 101))).isEqualTo("10");
    }

    @Test
    void rate_periodModel_countsWhatCameBefore() {
        PinnedCard card = pinned(card().periodModel(PAGES, GRADUATED));
        RatingContext after99 = RatingContext.standard().toDate(Usage.of(PAGES, 99));
        Charge charge = card.rate(Usage.of(PAGES, 2), after99).chargeOrThrow();
        assertThat(charge.cost()).isEqualTo("55");
        assertThat(charge.lines()).hasSize(3).allMatch(line -> line.rate().toDate() == 99);
        assertThat(charge.addsUp()).isTrue();
        assertThat(card.rate(Usage.of(PAGES, 2)).chargeOrThrow().cost()).isEqualTo("6");
    }

    @Test
    void rate_requestsByAModelAndNobodyCountedThem_billsOne() {
        PinnedCard card = pinned(card().rate(Rate.of(PAGES, "0"))
                .periodModel(REQUESTS, new Graduated(List.of(Step.of(100, "0"), Step.of(Long.MAX_VALUE, "2")))));
        RatingContext after100 = RatingContext.standard().toDate(Usage.of(REQUESTS, 100));
        assertThat(card.rate(Usage.of(PAGES, 1), after100).chargeOrThrow().cost())
                .isEqualTo("2");
        assertThat(card.rate(Usage.of(PAGES, 1).with(REQUESTS, 3), after100)
                        .chargeOrThrow()
                        .cost())
                .isEqualTo("6");
        assertThat(card.rate(Usage.of(PAGES, 1))).isInstanceOf(Rating.Free.class);
        assertThat(quoted(card, Usage.of(PAGES, 1))).isEqualTo("2");
        PinnedCard leftOut = card.under(PricingPolicy.STRICT.with(PolicyQuestion.REQUEST_FEE, PolicyAnswer.LEAVE_OUT));
        assertThat(leftOut.rate(Usage.of(PAGES, 1).with(REQUESTS, 3), after100)
                        .chargeOrThrow()
                        .cost())
                .isEqualTo("0");
    }

    @Test
    void rate_noneOfAModelsMeterWithAFee_reratesTheSame() {
        RateCard card = card().model(PAGES, PACKAGE).build();
        Charge charge = PinnedCard.of("1", card, Markup.none(Unit.of("USD", 2)).fixedFee("0.3"))
                .rate(Usage.of(PAGES, 0))
                .chargeOrThrow();
        assertThat(charge.price()).hasToString("0.30 USD");
        assertThat(charge.lines()).hasSize(1);
        assertThat(charge.addsUp()).isTrue();
    }

    @Test
    void rate_leastOfAMeter_holdsOnceForItAndItsHeirs() {
        PinnedCard card = pinned(card().rate(Rate.of(AUDIO_MILLIS, "0.001")).atLeast(AUDIO_MILLIS, 10_000));
        assertThat(costOf(card, Usage.of(AUDIO_MILLIS, 1))).isEqualTo("10");
        assertThat(costOf(card, Usage.of(AUDIO_MILLIS, 10_001))).isEqualTo("10.001");
        assertThat(costOf(card, Usage.of(AUDIO_MILLIS, 0))).isEqualTo("0");
        assertThat(costOf(card, Usage.of(AUDIO_INPUT_MILLIS, 1))).isEqualTo("10");
        assertThat(costOf(card, Usage.of(AUDIO_INPUT_MILLIS, 4_000).with(AUDIO_OUTPUT_MILLIS, 4_000)))
                .isEqualTo("10");
        assertThat(costOf(card, Usage.of(AUDIO_INPUT_MILLIS, 4_000).with(AUDIO_OUTPUT_MILLIS, 9_000)))
                .isEqualTo("13");
        assertThat(quoted(card, Usage.of(AUDIO_MILLIS, 8_000))).isEqualTo("10");
    }

    @Test
    void quote_heirsThatAreBilledInSeveralWays_coversEveryMixture() {
        PinnedCard card = pinned(card().rate(Rate.of(INPUT_TOKENS, "3"))
                .model(CACHED_INPUT_TOKENS, PERCENTAGE)
                .model(CACHE_WRITE_5M_TOKENS, PACKAGE));
        Usage mixture = Usage.of(INPUT_TOKENS, 8).with(CACHED_INPUT_TOKENS, 1).with(CACHE_WRITE_5M_TOKENS, 1);
        assertThat(costOf(card, mixture)).isEqualTo("29.5");
        assertThat(quoted(card, Usage.of(INPUT_TOKENS, 10))).isEqualTo("35.45");

        PinnedCard least = pinned(card().rate(Rate.of(AUDIO_MILLIS, "1"))
                .rate(Rate.of(AUDIO_INPUT_MILLIS, "1"))
                .rate(Rate.of(AUDIO_OUTPUT_MILLIS, "1"))
                .atLeast(AUDIO_INPUT_MILLIS, 10)
                .atLeast(AUDIO_OUTPUT_MILLIS, 10));
        assertThat(costOf(least, Usage.of(AUDIO_INPUT_MILLIS, 1).with(AUDIO_OUTPUT_MILLIS, 1)))
                .isEqualTo("20");
        assertThat(quoted(least, Usage.of(AUDIO_MILLIS, 2))).isEqualTo("20");
    }

    private static BigDecimal cost(QuantityModel model, long toDate, long quantity) {
        return model.parts(toDate, quantity).stream()
                .map(QuantityModel.Part::cost)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal costOf(PinnedCard card, Usage usage) {
        Charge charge = card.rate(usage).chargeOrThrow();
        assertThat(charge.addsUp()).isTrue();
        return charge.cost();
    }

    private static BigDecimal quoted(PinnedCard card, Usage caps) {
        return card.quote(caps).chargeOrThrow().cost();
    }

    private static RateCard.Builder card() {
        return RateCard.builder(Sku.of("a", "b")).currency("USD");
    }

    private static PinnedCard pinned(RateCard.Builder card) {
        return PinnedCard.of("1", card.build(), Markup.none(Unit.of("USD", 6)));
    }

    private static BigDecimal dec(String number) {
        return new BigDecimal(number);
    }
}
