// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Pinning;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.SkuPattern;
import io.weighhouse.metering.price.TimeWindow;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Holds the table of precedence in docs/concepts/pricing.md to what books and cards do. */
class PrecedencePageTest {

    private static final Map<String, String> TABLE = table();

    private static final Unit USD = Unit.of("USD", 9);
    private static final Sku ASKED = Sku.of("acme", "large");
    private static final Sku OTHER = Sku.of("acme", "other");
    private static final Sku THIRD = Sku.of("acme", "third");
    private static final Buyer TENANT = Buyer.tenant("t");
    private static final Buyer CUSTOMER = new Buyer("t", "c");

    @Test
    void page_table_hasTheFiveChoices() {
        assertThat(TABLE.keySet())
                .containsExactly("the name of a card", "the card of a name", "a rate", "factors", "the markup");
    }

    @Test
    void pin_severalNamesFit_theFirstOfTheTableWins() {
        Map<String, Consumer<PriceBook.Builder>> names = new LinkedHashMap<>();
        names.put("its own", book -> book.card(card(ASKED, 1)));
        names.put("an alias", book -> book.alias(ASKED, OTHER));
        names.put(
                "the first pattern that fits",
                book -> book.pattern(new SkuPattern("acme", "la*", THIRD))
                        .pattern(new SkuPattern("acme", "l*", OTHER)));
        names.put("the ceiling card", book -> {});
        assertThat(order("the name of a card")).containsExactlyElementsOf(names.keySet());
        List<Integer> costs = new ArrayList<>();
        for (int from = 0; from < names.size(); from++) {
            PriceBook.Builder book = PriceBook.builder("1")
                    .card(card(OTHER, 2))
                    .card(card(THIRD, 3))
                    .ceiling(card(Sku.of("any", "thing"), 4))
                    .policy(PricingPolicy.STRICT.with(PolicyQuestion.UNKNOWN_MODEL, PolicyAnswer.CEILING))
                    .markup(Markup.none(USD));
            names.values().stream().skip(from).forEach(name -> name.accept(book));
            costs.add(cost(book.build(), Buyer.ANYONE));
        }
        assertThat(costs).containsExactly(1, 2, 3, 4);
    }

    @Test
    void pin_severalBuyersHaveCards_theFirstOfTheTableWins() {
        Map<String, Buyer> buyers = new LinkedHashMap<>();
        buyers.put("the customer's", CUSTOMER);
        buyers.put("the tenant's", TENANT);
        buyers.put("everyone's", Buyer.ANYONE);
        assertThat(order("the card of a name")).containsExactlyElementsOf(buyers.keySet());
        List<Integer> costs = new ArrayList<>();
        for (int from = 0; from < buyers.size(); from++) {
            PriceBook.Builder book = PriceBook.builder("1").markup(Markup.none(USD));
            List<Buyer> all = List.copyOf(buyers.values());
            for (int i = from; i < all.size(); i++) {
                book.card(all.get(i), card(ASKED, i + 1));
            }
            costs.add(cost(book.build(), CUSTOMER));
        }
        assertThat(costs).containsExactly(1, 2, 3);
    }

    /** Each kind of condition alone beats one of all kinds that come after it. */
    @Test
    void rate_severalConditionsHold_theFirstOfTheTableWins() {
        Map<String, RateCondition> alone = new LinkedHashMap<>();
        RateCondition all = RateCondition.always();
        alone.put("hours", all.within(TimeWindow.of("UTC", "00:00", "00:00")));
        alone.put("region", all.region("eu"));
        alone.put("length of prompt, the greater threshold first", all.aboveInputTokens(100));
        alone.put("service tier", RateCondition.serviceTier("flex"));
        alone.put("the base rate", all);
        assertThat(order("a rate")).containsExactlyElementsOf(alone.keySet());
        List<RateCondition> rests = List.of(
                RateCondition.serviceTier("flex").region("eu").aboveInputTokens(100),
                RateCondition.serviceTier("flex").aboveInputTokens(100),
                RateCondition.serviceTier("flex"));
        for (int i = 0; i < rests.size(); i++) {
            RateCondition condition = List.copyOf(alone.values()).get(i);
            assertThat(costOf(condition, rests.get(i)))
                    .as(condition + " against " + rests.get(i))
                    .isEqualTo(2);
        }
        assertThat(costOf(RateCondition.serviceTier("flex"), all.region("us"))).isEqualTo(2);
        assertThat(costOf(all.region("us"), RateCondition.serviceTier("slow"))).isEqualTo(1);
        assertThat(costOf(all.region("eu").aboveInputTokens(100), all.region("eu")))
                .isEqualTo(2);
        assertThat(costOf(all.aboveInputTokens(101), all.aboveInputTokens(100))).isEqualTo(2);
    }

    @Test
    void rate_severalFactorsHold_allAreMultiplied() {
        assertThat(order("factors")).containsExactly("all that hold, multiplied");
        RateCard card = RateCard.builder(ASKED)
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "1"))
                .factor(factor("a", "2"))
                .factor(factor("b", "3"))
                .build();
        assertThat(PinnedCard.of("1", card, Markup.none(USD))
                        .rate(Usage.of(INPUT_TOKENS, 1))
                        .chargeOrThrow()
                        .cost())
                .isEqualTo("6");
    }

    private static RateFactor factor(String name, String multiplier) {
        return new RateFactor(name, RateCondition.always(), new BigDecimal(multiplier), RateFactor.Reach.EVERYTHING);
    }

    @Test
    void pin_severalMarkupsFit_theFirstOfTheTableWins() {
        Map<String, Consumer<PriceBook.Builder>> markups = new LinkedHashMap<>();
        markups.put("the customer's for the sku", book -> book.markup(CUSTOMER, ASKED, times("1")));
        markups.put("the customer's", book -> book.markup(CUSTOMER, times("2")));
        markups.put("the tenant's for the sku", book -> book.markup(TENANT, ASKED, times("3")));
        markups.put("the tenant's", book -> book.markup(TENANT, times("4")));
        markups.put("the sku's", book -> book.markup(ASKED, times("5")));
        markups.put("the book's", book -> book.markup(times("6")));
        assertThat(order("the markup")).containsExactlyElementsOf(markups.keySet());
        List<Integer> prices = new ArrayList<>();
        for (int from = 0; from < markups.size(); from++) {
            PriceBook.Builder book = PriceBook.builder("1").card(card(ASKED, 1));
            markups.values().stream().skip(from).forEach(markup -> markup.accept(book));
            prices.add(cost(book.build(), CUSTOMER));
        }
        assertThat(prices).containsExactly(1, 2, 3, 4, 5, 6);
    }

    private static Markup times(String multiplier) {
        return Markup.none(USD).multiplier(multiplier);
    }

    /** The cost of one token if the two conditions make it 2 and 3, and neither makes it 1. */
    private static int costOf(RateCondition two, RateCondition three) {
        RateCard card = RateCard.builder(ASKED)
                .currency("USD")
                .rate(Rate.of(INPUT_TOKENS, "1"))
                .when(two, Rate.of(INPUT_TOKENS, "2"))
                .when(three, Rate.of(INPUT_TOKENS, "3"))
                .build();
        RatingContext context =
                RatingContext.standard().serviceTier("flex").region("eu").at(0);
        PricingPolicy policy = PricingPolicy.STRICT.with(PolicyQuestion.UNPRICED_SERVICE_TIER, PolicyAnswer.STANDARD);
        return PinnedCard.of("1", card, Markup.none(USD))
                .under(policy)
                .rate(Usage.of(INPUT_TOKENS, 1_000), context)
                .chargeOrThrow()
                .lines()
                .get(0)
                .unitPrice()
                .intValueExact();
    }

    /** The price of one token, for the one who asks. */
    private static int cost(PriceBook book, Buyer buyer) {
        return ((Pinning.Pinned) book.pin(ASKED, buyer, 0))
                .prices()
                .rate(Usage.of(INPUT_TOKENS, 1))
                .chargeOrThrow()
                .price()
                .toDecimal()
                .intValueExact();
    }

    private static RateCard card(Sku sku, int price) {
        return RateCard.builder(sku)
                .currency("USD")
                .rate(new Rate(INPUT_TOKENS, BigDecimal.valueOf(price)))
                .build();
    }

    private static List<String> order(String what) {
        return List.of(TABLE.getOrDefault(what, "").split("; ", -1));
    }

    private static Map<String, String> table() {
        Map<String, String> table = new LinkedHashMap<>();
        DocPage.at("docs/concepts/pricing.md")
                .table("## Precedence")
                .forEach(row -> table.put(row.get("what"), row.get("in this order")));
        return table;
    }
}
