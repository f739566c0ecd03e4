// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.Meter.AUDIO_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHE_WRITE_5M_TOKENS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.REASONING_TOKENS;
import static io.weighhouse.metering.price.Meter.REQUESTS;
import static io.weighhouse.metering.price.Meter.WEB_SEARCHES;
import static io.weighhouse.metering.price.UsagePart.AUDIO_INPUT;
import static io.weighhouse.metering.price.UsagePart.CACHED;
import static io.weighhouse.metering.price.UsagePart.CACHE_WRITE;
import static io.weighhouse.metering.price.UsagePart.CACHE_WRITE_1H;
import static io.weighhouse.metering.price.UsagePart.IMAGE_INPUT;
import static io.weighhouse.metering.price.UsagePart.INPUT;
import static io.weighhouse.metering.price.UsagePart.OUTPUT;
import static io.weighhouse.metering.price.UsagePart.REASONING;
import static io.weighhouse.metering.price.UsagePart.TEXT_INPUT;
import static io.weighhouse.metering.price.UsagePart.TEXT_OUTPUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where calculators disagree: the same prices and counts under each preset. Input costs 3 and output 10. */
class PricingPolicyTest {

    private static final String REFUSED = "refused";

    /** What it is, the prices, the counts, and what strict, litellm and genai answer. */
    static Stream<Arguments> disagreements() {
        return Stream.of(
                arguments("cached, no price for it", card(), chat().set(CACHED, 40), "310 190 310"),
                arguments("written, no price for it", cached(), chat().set(CACHE_WRITE, 40), "310 190 310"),
                arguments(
                        "written for an hour, priced for five minutes",
                        written(),
                        chat().set(CACHE_WRITE, 40).set(CACHE_WRITE_1H, 40),
                        "350 190 350"),
                arguments("more cached than prompt", cached(), prompt(10).set(CACHED, 15), "refused 25 refused"),
                arguments(
                        "more cached and written than prompt",
                        written(),
                        prompt(10).set(CACHED, 6).set(CACHE_WRITE, 6),
                        "refused 40 refused"),
                arguments("sound, no price for it", card(), chat().set(AUDIO_INPUT, 40), "310 190 310"),
                arguments(
                        "sound and cached, overlap unknown",
                        cached().rate(Rate.of(AUDIO_INPUT_TOKENS, "30")),
                        chat().set(AUDIO_INPUT, 40).set(CACHED, 70),
                        "980 980 refused"),
                arguments(
                        "pictures in a long prompt, no price for them",
                        card().tier(50, Rate.of(INPUT_TOKENS, "5"), Rate.of(OUTPUT_TOKENS, "20")),
                        chat().set(IMAGE_INPUT, 10),
                        "520 500 520"),
                arguments("more reasoning than answer", card(), chat().set(REASONING, 4), "refused 340 310"),
                arguments(
                        "more reasoning than answer, priced",
                        card().rate(Rate.of(REASONING_TOKENS, "2")),
                        chat().set(REASONING, 4),
                        "refused 308 refused"),
                arguments(
                        "less text than answer", card(), chat().set(OUTPUT, 10).set(TEXT_OUTPUT, 4), "400 340 400"),
                arguments("less text than prompt", card(), chat().set(TEXT_INPUT, 30), "310 100 310"),
                arguments("a fee for the request", card().rate(Rate.of(REQUESTS, "7")), chat(), "317 310 317"),
                arguments(
                        "searches of the web",
                        card().rate(Rate.of(WEB_SEARCHES, "2")),
                        chat().also(WEB_SEARCHES, 3),
                        "316 310 316"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("disagreements")
    void rate_whereCalculatorsDisagree_isAsThePresetSays(
            String what, RateCard.Builder card, UsageCounts.Builder counts, String answers) {
        String[] each = answers.split(" ", -1);
        assertThat(answer(card, counts, PricingPolicy.STRICT)).as(what).isEqualTo(each[0]);
        assertThat(answer(card, counts, PricingPolicy.LITELLM)).as(what).isEqualTo(each[1]);
        assertThat(answer(card, counts, PricingPolicy.GENAI)).as(what).isEqualTo(each[2]);
    }

    @Test
    void set_countBelowZero_isRefusedWhateverThePolicy() {
        assertThatThrownBy(() -> prompt(-5)).hasMessage("must be 0 to 2^56: INPUT=-5");
        assertThat(PolicyQuestion.NEGATIVE_COUNT.answers()).containsExactly(PolicyAnswer.REFUSE);
    }

    @Test
    void rate_unpricedClassRefused_isUnpricedAndNamed() {
        PricingPolicy strictest = PricingPolicy.STRICT.with(PolicyQuestion.UNPRICED_CACHED_INPUT, PolicyAnswer.REFUSE);
        Rating rating = pinned(card(), strictest).rate(chat().set(CACHED, 40).build(), RatingContext.standard());
        assertThat(rating)
                .isInstanceOfSatisfying(
                        Rating.Unpriced.class,
                        unpriced -> assertThat(unpriced.meters()).containsExactly(CACHED_INPUT_TOKENS));
    }

    @Test
    void rate_partsAbovePrompt_clampedOrConservative_isAsThePolicySays() {
        UsageCounts.Builder counts = prompt(10).set(CACHED, 15);
        assertThat(answer(cached(), counts, strict(PolicyAnswer.CLAMP))).isEqualTo("20");
        assertThat(answer(cached(), counts, strict(PolicyAnswer.CONSERVATIVE))).isEqualTo("55");
    }

    @Test
    void rate_unknownServiceTier_isRefusedOrStandard() {
        RatingContext turbo = RatingContext.standard().serviceTier("turbo");
        Usage usage = Usage.tokens(100, 1);
        PinnedCard strict = pinned(card(), PricingPolicy.STRICT);
        assertThat(strict.rate(usage, turbo))
                .isEqualTo(new Rating.Unpriced(
                        Sku.of("a", "b"), java.util.List.of(), "no rates for the service tier \"turbo\""));
        assertThat(strict.quote(usage, turbo)).isInstanceOf(Rating.Unpriced.class);
        assertThat(pinned(card(), PricingPolicy.GENAI)
                        .rate(usage, turbo)
                        .chargeOrThrow()
                        .cost())
                .isEqualTo("310");
        assertThat(strict.rate(usage, RatingContext.standard().serviceTier("auto"))
                        .chargeOrThrow()
                        .cost())
                .isEqualTo("310");
    }

    @Test
    void rate_costReportedByTheProvider_isKeptOrBilled() {
        RatingContext reported = RatingContext.standard().reportedCost(new BigDecimal("300"));
        Charge kept = pinned(card(), PricingPolicy.STRICT)
                .rate(Usage.tokens(100, 1), reported)
                .chargeOrThrow();
        assertThat(kept.cost()).isEqualTo("310");
        assertThat(kept.reportedDifference()).contains(new BigDecimal("-1E+1"));

        PinnedCard billing =
                pinned(card(), PricingPolicy.STRICT.with(PolicyQuestion.PROVIDER_COST, PolicyAnswer.REPORTED));
        Charge billed = billing.rate(Usage.tokens(100, 1), reported).chargeOrThrow();
        assertThat(billed.cost()).isEqualTo("300");
        assertThat(billed.price()).hasToString("300.000 USD");
        assertThat(billed.computedCost()).isEqualTo("310");
        assertThat(billed.addsUp()).isTrue();
        assertThatThrownBy(() -> reported.reportedCost(new BigDecimal("-1"))).hasMessageContaining("reportedCost");
    }

    @Test
    void with_answerToAnotherQuestion_isRefused() {
        assertThatThrownBy(() -> PricingPolicy.STRICT.with(PolicyQuestion.REQUEST_FEE, PolicyAnswer.CLAMP))
                .hasMessage("must be one of [BILL, LEAVE_OUT]: REQUEST_FEE=CLAMP");
        assertThat(PricingPolicy.GENAI.with(PolicyQuestion.REQUEST_FEE, PolicyAnswer.LEAVE_OUT))
                .isNotEqualTo(PricingPolicy.GENAI)
                .asString()
                .startsWith("genai+");
    }

    private static PricingPolicy strict(PolicyAnswer aboveInput) {
        return PricingPolicy.STRICT.with(PolicyQuestion.PARTS_ABOVE_INPUT, aboveInput);
    }

    private static String answer(RateCard.Builder card, UsageCounts.Builder counts, PricingPolicy policy) {
        Rating rating = pinned(card, policy).rate(counts.build(), RatingContext.standard());
        return rating instanceof Rating.Inconsistent
                ? REFUSED
                : rating.chargeOrThrow().cost().toPlainString();
    }

    private static PinnedCard pinned(RateCard.Builder card, PricingPolicy policy) {
        return PinnedCard.of("1", card.build(), Markup.none(Unit.of("USD", 3))).under(policy);
    }

    private static UsageCounts.Builder chat() {
        return prompt(100);
    }

    private static UsageCounts.Builder prompt(long tokens) {
        return new UsageCounts.Builder().set(INPUT, tokens).set(OUTPUT, 1);
    }

    private static RateCard.Builder card() {
        return RateCard.builder(Sku.of("a", "b"))
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "3"))
                .rate(Rate.of(OUTPUT_TOKENS, "10"));
    }

    private static RateCard.Builder cached() {
        return card().rate(Rate.of(CACHED_INPUT_TOKENS, "1"));
    }

    private static RateCard.Builder written() {
        return cached().rate(Rate.of(CACHE_WRITE_5M_TOKENS, "4"));
    }
}
