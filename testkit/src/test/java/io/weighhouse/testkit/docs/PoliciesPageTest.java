// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static io.weighhouse.metering.price.PolicyAnswer.CEILING;
import static io.weighhouse.metering.price.PolicyAnswer.FREE;
import static io.weighhouse.metering.price.PolicyAnswer.REFUSE;
import static io.weighhouse.metering.price.PolicyAnswer.REPORTED;
import static io.weighhouse.metering.price.PolicyAnswer.STANDARD;
import static io.weighhouse.metering.price.PolicyQuestion.PROVIDER_COST;
import static io.weighhouse.metering.price.PolicyQuestion.UNKNOWN_MODEL;
import static io.weighhouse.metering.price.PolicyQuestion.UNPRICED_AUDIO_INPUT;
import static io.weighhouse.metering.price.PolicyQuestion.UNPRICED_METER;
import static io.weighhouse.metering.price.PolicyQuestion.UNPRICED_SERVICE_TIER;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Pinning;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/policies.md to the code. */
class PoliciesPageTest {

    private static final DocPage PAGE = DocPage.at("docs/reference/policies.md");

    private static final Unit USD = Unit.of("USD", 9);
    private static final Pattern STANDARD_TIERS = Pattern.compile("dearer, so [^.]*\\.(.*?) and the\\s+empty name");

    private static final Map<String, PricingPolicy> PRESETS =
            Map.of("strict", PricingPolicy.STRICT, "litellm", PricingPolicy.LITELLM, "genai", PricingPolicy.GENAI);

    @Test
    void page_questions_haveTheAnswersOfThePresets() {
        List<DocPage.Row> table = PAGE.table("## The questions");
        assertThat(table)
                .extracting(row -> row.get("question"))
                .containsExactlyElementsOf(
                        Arrays.stream(PolicyQuestion.values()).map(Enum::name).toList());
        for (DocPage.Row row : table) {
            PolicyQuestion question = PolicyQuestion.valueOf(row.get("question"));
            Set<String> others = new LinkedHashSet<>();
            question.answers().forEach(answer -> others.add(answer.name()));
            PRESETS.forEach((name, policy) -> {
                assertThat(row.get(name))
                        .as(question + " of " + name)
                        .isEqualTo(policy.answer(question).name());
                others.remove(policy.answer(question).name());
            });
            assertThat(words(row.get("other answers"))).as(question.name()).isEqualTo(others);
        }
    }

    private static Set<String> words(String cell) {
        return cell.equals("none") ? Set.of() : Set.of(cell.replace("`", "").split(", ", -1));
    }

    @Test
    void page_answers_areThoseThatExist() {
        assertThat(PAGE.column("## The answers", "answer"))
                .containsExactlyElementsOf(
                        Arrays.stream(PolicyAnswer.values()).map(Enum::name).toList());
    }

    @Test
    void page_disagreements_areFifteenAndRatedAsItSays() {
        List<DocPage.Row> table = PAGE.table("## Where calculators disagree");
        assertThat(table).hasSize(15);
        for (DocPage.Row row : table) {
            PolicyQuestion question = PolicyQuestion.valueOf(row.get("question"));
            PRESETS.forEach((name, policy) -> assertThat(row.get(name))
                    .as(row.get("about") + " under " + name)
                    .isEqualTo(cost(row, policy)));
            assertDecides(question, row);
        }
    }

    /** The named question is the one that makes the difference: with strict's answer to it, a preset answers as strict. */
    private static void assertDecides(PolicyQuestion question, DocPage.Row row) {
        PRESETS.forEach((name, policy) -> {
            PricingPolicy changed = policy.with(question, PricingPolicy.STRICT.answer(question));
            assertThat(cost(row, changed))
                    .as(row.get("about") + " under " + name)
                    .isEqualTo(row.get("strict"));
        });
    }

    private static String cost(DocPage.Row row, PricingPolicy policy) {
        RateCard card = card(row.get("prices"));
        Rating rating;
        try {
            rating = PinnedCard.of("1", card, Markup.none(USD))
                    .under(policy)
                    .rate(MetersPageTest.counts(row.get("counts")), RatingContext.standard());
        } catch (IllegalArgumentException notTaken) {
            return "refused";
        }
        return rating instanceof Rating.Inconsistent
                ? "refused"
                : rating.chargeOrThrow().cost().toPlainString();
    }

    /** As in {@code input_tokens=3 above 50: input_tokens=5}. */
    private static RateCard card(String prices) {
        RateCard.Builder card = RateCard.builder(Sku.of("acme", "small")).currency("USD");
        String[] tiers = prices.split(" above ", -1);
        rates(tiers[0]).forEach(card::rate);
        for (int i = 1; i < tiers.length; i++) {
            int colon = tiers[i].indexOf(": ");
            long above = Long.parseLong(tiers[i].substring(0, colon));
            card.tier(above, rates(tiers[i].substring(colon + 2)).toArray(Rate[]::new));
        }
        return card.build();
    }

    private static List<Rate> rates(String text) {
        List<Rate> rates = new ArrayList<>();
        for (String rate : text.split(" ", -1)) {
            String[] parts = rate.split("=", -1);
            rates.add(new Rate(Meter.find(parts[0]).orElseThrow(), new BigDecimal(parts[1])));
        }
        return rates;
    }

    @Test
    void pin_bookWithPolicy_asksItForEveryCard() {
        RateCard small = card("input_tokens=3 output_tokens=10");
        RateCard dearest = card("input_tokens=30 output_tokens=100");
        // [policy]
        PricingPolicy policy =
                PricingPolicy.STRICT.with(UNPRICED_AUDIO_INPUT, REFUSE).with(UNKNOWN_MODEL, CEILING);
        PriceBook book = PriceBook.builder("2026-11")
                .card(small)
                .ceiling(dearest)
                .policy(policy)
                .markup(Markup.none(USD))
                .build();
        // [/policy]
        PinnedCard known = pinned(book, small.sku()).prices();
        assertThat(known.rate(Usage.of(Meter.AUDIO_INPUT_TOKENS, 1))).isInstanceOf(Rating.Unpriced.class);
        Pinning.Pinned unknown = pinned(book, Sku.of("acme", "unheard-of"));
        assertThat(unknown.ceiling()).isTrue();
        assertThat(unknown.prices().rate(Usage.tokens(1, 1)).chargeOrThrow().cost())
                .isEqualTo("130");
    }

    @Test
    void page_missingPrices_areAsItSays() {
        PinnedCard prices = PinnedCard.of("1", card("input_tokens=3"), Markup.none(USD));
        Usage pictures = Usage.of(Meter.IMAGES, 2);
        assertThat(prices.rate(pictures)).isInstanceOf(Rating.Unpriced.class);
        assertThat(prices.under(PricingPolicy.STRICT.with(UNPRICED_METER, FREE)).rate(pictures))
                .isInstanceOf(Rating.Free.class);
        assertThat(prices.under(PricingPolicy.STRICT.with(UNPRICED_METER, FREE)).rate(Usage.empty()))
                .isInstanceOf(Rating.Free.class);

        Usage one = Usage.of(Meter.INPUT_TOKENS, 1);
        RatingContext batch = RatingContext.standard().serviceTier("batch");
        assertThat(prices.rate(one, batch)).isInstanceOf(Rating.Unpriced.class);
        PinnedCard lenient = prices.under(PricingPolicy.STRICT.with(UNPRICED_SERVICE_TIER, STANDARD));
        assertThat(lenient.rate(one, batch).chargeOrThrow().cost()).isEqualTo("3");

        PinnedCard billing = prices.under(PricingPolicy.STRICT.with(PROVIDER_COST, REPORTED));
        RatingContext two = RatingContext.standard().reportedCost(new BigDecimal("2"));
        assertThat(billing.rate(one, two).chargeOrThrow().cost()).isEqualTo("2");
        assertThat(billing.rate(one).chargeOrThrow().cost()).isEqualTo("3");
    }

    @Test
    void page_namesOfTheStandardTier_areRatedAsSuch() {
        PinnedCard prices = PinnedCard.of("1", card("input_tokens=3"), Markup.none(USD));
        Matcher names = STANDARD_TIERS.matcher(PAGE.prose());
        assertThat(names.find()).isTrue();
        List<String> tiers = new ArrayList<>(List.of(""));
        Matcher name = Pattern.compile("`([a-z_]+)`").matcher(names.group(1));
        while (name.find()) {
            tiers.add(name.group(1));
        }
        assertThat(tiers)
                .hasSize(7)
                .allSatisfy(tier -> assertThat(prices.rate(
                                Usage.of(Meter.INPUT_TOKENS, 1),
                                RatingContext.standard().serviceTier(tier)))
                        .isInstanceOf(Rating.Priced.class));
    }

    private static Pinning.Pinned pinned(PriceBook book, Sku sku) {
        return (Pinning.Pinned) book.pin(sku, Buyer.ANYONE, 0);
    }
}
