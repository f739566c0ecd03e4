// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.CACHE_WRITE_5M_TOKENS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.ActivePriceBook;
import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.Discount;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Partition;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Pinning;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.TimeWindow;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Works out what docs/concepts/pricing.md says. */
class PricingPageTest {

    private static final DocPage PAGE = DocPage.at("docs/concepts/pricing.md");

    private static final Unit CREDIT = Unit.of("CREDIT", 0);
    private static final Unit CREDIT_6 = Unit.of("CREDIT", 6);
    private static final Unit USD_9 = Unit.of("USD", 9);
    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

    private final RateCard opus = RateCard.builder(Sku.of("anthropic", "claude-opus-4-5"))
            .currency("USD")
            .perThousand(INPUT_TOKENS, "0.015")
            .perThousand(OUTPUT_TOKENS, "0.075")
            .build();
    private final Markup markup =
            Markup.into(CREDIT).percent("80").creditPrice("0.01").minimum("1");

    @Test
    void rate_inputAndOutput_isCostAndPrice() {
        // [first]
        RateCard opus = RateCard.builder(Sku.of("anthropic", "claude-opus-4-5"))
                .currency("USD")
                .perThousand(INPUT_TOKENS, "0.015")
                .perThousand(OUTPUT_TOKENS, "0.075")
                .build();
        Markup markup = Markup.into(CREDIT).percent("80").creditPrice("0.01").minimum("1");
        PinnedCard prices = PinnedCard.of("2026-11", opus, markup);
        Charge charge = prices.rate(Usage.tokens(500, 2_000)).chargeOrThrow();
        // [/first]
        assertThat(charge.cost()).isEqualTo("0.1575");
        assertThat(charge.lines())
                .extracting(line -> line.cost().toPlainString())
                .containsExactly("0.0075", "0.15");
        assertThat(charge.price()).hasToString("28 CREDIT");
        assertThat(charge.margin()).contains(new BigDecimal("0.437500"));
    }

    @Test
    void partition_wholeAndPart_eachTokenInOneClass() {
        // [partition]
        UsageCounts counts = new UsageCounts.Builder()
                .set(UsagePart.INPUT, 1_000)
                .set(UsagePart.CACHED, 800)
                .set(UsagePart.OUTPUT, 50)
                .build();
        Partition partition = counts.partition(PricingPolicy.STRICT);
        // [/partition]
        Usage usage = ((Partition.Agreed) partition).usage();
        assertThat(usage).hasToString("{input_tokens=200, cached_input_tokens=800, output_tokens=50}");
        assertThat(usage.reports(CACHE_WRITE_5M_TOKENS)).isFalse();
    }

    /** 10 tokens of prompt, of which 15 are said to be cached; input costs 4 and cached input 1. */
    @Test
    void page_contradiction_isAnsweredAsItSays() {
        RateCard card = card().rate(Rate.of(INPUT_TOKENS, "4"))
                .rate(Rate.of(CACHED_INPUT_TOKENS, "1"))
                .rate(Rate.of(OUTPUT_TOKENS, "20"))
                .build();
        UsageCounts counts = new UsageCounts.Builder()
                .set(UsagePart.INPUT, 10)
                .set(UsagePart.CACHED, 15)
                .build();
        List<DocPage.Row> table = PAGE.table("### Counts that contradict each other");
        for (DocPage.Row row : table) {
            PricingPolicy policy = PricingPolicy.STRICT.with(
                    PolicyQuestion.PARTS_ABOVE_INPUT, PolicyAnswer.valueOf(row.get("answer")));
            Rating rating =
                    PinnedCard.of("1", card, Markup.none(USD_9)).under(policy).rate(counts, RatingContext.standard());
            String cost = rating instanceof Rating.Inconsistent
                    ? "`Inconsistent`"
                    : "$" + rating.chargeOrThrow().cost().toPlainString();
            assertThat(row.get("cost")).as(row.get("answer")).isEqualTo(cost.replace("`", ""));
        }
        assertThat(table)
                .extracting(row -> PolicyAnswer.valueOf(row.get("answer")))
                .containsExactlyInAnyOrderElementsOf(PolicyQuestion.PARTS_ABOVE_INPUT.answers());
    }

    private static RateCard conditional() {
        // [conditions]
        RateCard card = RateCard.builder(Sku.of("acme", "large"))
                .currency("USD")
                .perMillion(INPUT_TOKENS, "2")
                .perMillion(OUTPUT_TOKENS, "8")
                .when(
                        RateCondition.serviceTier("flex"),
                        Rate.per(1_000_000, INPUT_TOKENS, "1"),
                        Rate.per(1_000_000, OUTPUT_TOKENS, "4"))
                .when(
                        RateCondition.always().aboveInputTokens(200_000),
                        Rate.per(1_000_000, INPUT_TOKENS, "4"),
                        Rate.per(1_000_000, OUTPUT_TOKENS, "12"))
                .when(
                        RateCondition.always().within(TimeWindow.of("UTC", "16:30", "00:30")),
                        Rate.per(1_000_000, OUTPUT_TOKENS, "2"))
                .factor(new RateFactor(
                        "region:eu",
                        RateCondition.always().region("eu"),
                        new BigDecimal("1.1"),
                        RateFactor.Reach.TOKENS))
                .build();
        // [/conditions]
        return card;
    }

    @Test
    void page_conditions_costWhatTheTableSays() {
        PinnedCard prices = PinnedCard.of("1", conditional(), Markup.none(USD_9));
        for (DocPage.Row row : PAGE.table("### Conditions and factors")) {
            RatingContext context = RatingContext.standard()
                    .serviceTier(row.get("service tier").equals("standard") ? "" : row.get("service tier"))
                    .region(row.get("region").equals("any") ? "" : row.get("region"))
                    .at(Instant.parse("2026-11-02T" + row.get("at, UTC") + ":00Z")
                            .toEpochMilli());
            Usage usage = Usage.tokens(number(row.get("prompt")), 1_000);
            assertThat("$" + prices.rate(usage, context).chargeOrThrow().cost().toPlainString())
                    .as(row.toString())
                    .isEqualTo(row.get("cost"));
        }
    }

    @Test
    void page_models_costWhatTheTableSays() {
        List<QuantityModel.Step> steps =
                List.of(QuantityModel.Step.of(1_000, "0.002"), QuantityModel.Step.of(Long.MAX_VALUE, "0.001"));
        List<QuantityModel> models = List.of(
                new QuantityModel.Graduated(steps),
                new QuantityModel.Volume(steps),
                new QuantityModel.Package(500, new BigDecimal("0.002")),
                new QuantityModel.Percentage(
                        new BigDecimal("0.02"), new BigDecimal("0.10"), new BigDecimal("0.50"), new BigDecimal("20")),
                new QuantityModel.Proportional(3_600, new BigDecimal("0.27")));
        assertThat(models)
                .<Class<?>>extracting(QuantityModel::getClass)
                .containsExactlyInAnyOrder(QuantityModel.class.getPermittedSubclasses());
        List<List<String>> expected = new ArrayList<>();
        for (QuantityModel model : models) {
            expected.add(List.of(
                    model.getClass().getSimpleName(),
                    "$" + cost(model, 0, 800),
                    "$" + cost(model, 800, 400),
                    "$" + plain(model.total(1_200))));
        }
        assertThat(PAGE.table("### Models"))
                .extracting(
                        row -> List.of(row.get("model"), row.get("800"), row.get("then 400"), row.get("1,200 at once")))
                .isEqualTo(expected);
    }

    private static String cost(QuantityModel model, long toDate, long quantity) {
        return plain(model.parts(toDate, quantity).stream()
                .map(QuantityModel.Part::cost)
                .reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    @Test
    void rate_periodModel_countsFromWhatWasUsedBefore() {
        // [model]
        RateCard card = RateCard.builder(Sku.of("acme", "search"))
                .currency("USD")
                .periodModel(
                        INPUT_TOKENS,
                        new QuantityModel.Graduated(List.of(
                                QuantityModel.Step.of(1_000, "0.002"), QuantityModel.Step.of(Long.MAX_VALUE, "0.001"))))
                .build();
        RatingContext later = RatingContext.standard().toDate(Usage.of(INPUT_TOKENS, 800));
        Rating second = PinnedCard.of("1", card, Markup.none(USD_9)).rate(Usage.of(INPUT_TOKENS, 400), later);
        // [/model]
        assertThat(second.chargeOrThrow().cost()).isEqualTo("0.6");
        assertThat(second.chargeOrThrow().lines()).hasSize(2);
        assertThat(second.chargeOrThrow().addsUp()).isTrue();
    }

    @Test
    void pin_beforeAndAfterAChange_findsTheCardOfTheTime() {
        // [effective]
        long december = Instant.parse("2026-12-01T00:00:00Z").toEpochMilli();
        PriceBook book = PriceBook.builder("2026-11")
                .card(small("0.15")
                        .effective(new RateCard.Validity(Long.MIN_VALUE, december))
                        .build())
                .card(small("0.10")
                        .effective(new RateCard.Validity(december, Long.MAX_VALUE))
                        .build())
                .markup(Markup.none(USD_9))
                .build();
        Pinning before = book.pin(Sku.of("acme", "small"), Buyer.ANYONE, december - 1);
        Pinning after = book.pin(Sku.of("acme", "small"), Buyer.ANYONE, december);
        // [/effective]
        Usage million = Usage.of(INPUT_TOKENS, 1_000_000);
        assertThat(prices(before).rate(million).chargeOrThrow().cost()).isEqualTo("0.15");
        assertThat(prices(after).rate(million).chargeOrThrow().cost()).isEqualTo("0.1");
        assertThat(((Pinning.Pinned) before).ceiling()).isFalse();
    }

    /** Each step's row is what comes out if the markup stops there. */
    @Test
    void page_stepsOfRating_areWhatComesOut() {
        RateCard withFactor = RateCard.builder(opus.sku())
                .currency("USD")
                .perThousand(INPUT_TOKENS, "0.015")
                .perThousand(OUTPUT_TOKENS, "0.075")
                .factor(new RateFactor(
                        "region:eu",
                        RateCondition.always().region("eu"),
                        new BigDecimal("1.1"),
                        RateFactor.Reach.TOKENS))
                .build();
        Discount tenth = new Discount("0.1", 0);
        Markup cost = Markup.none(USD_9);
        Markup inCredits = Markup.into(CREDIT_6).percent("80").fixedFee("0.001").creditPrice("0.01");
        Markup whole = Markup.into(CREDIT)
                .percent("80")
                .fixedFee("0.001")
                .creditPrice("0.01")
                .minimum("1")
                .maximum("50");
        RatingContext eu = RatingContext.standard().region("eu");
        Usage usage = Usage.tokens(500, 2_000);
        List<String> results = List.of(
                "$"
                        + PinnedCard.of("1", withFactor, cost)
                                .rate(usage)
                                .chargeOrThrow()
                                .cost(),
                "$" + price(PinnedCard.of("1", withFactor, cost), usage, eu),
                "$" + price(PinnedCard.of("1", withFactor, cost).discounted(tenth), usage, eu),
                "$" + price(PinnedCard.of("1", withFactor, cost.percent("80")).discounted(tenth), usage, eu),
                "$"
                        + price(
                                PinnedCard.of(
                                                "1",
                                                withFactor,
                                                cost.percent("80").fixedFee("0.001"))
                                        .discounted(tenth),
                                usage,
                                eu),
                price(PinnedCard.of("1", withFactor, inCredits).discounted(tenth), usage, eu) + " credits",
                price(PinnedCard.of("1", withFactor, whole.minimum("0")).discounted(tenth), usage, eu) + " credits",
                price(PinnedCard.of("1", withFactor, whole).discounted(tenth), usage, eu) + " credits");
        assertThat(PAGE.column("## Rating, and the one rounding", "gives")).isEqualTo(results);

        Charge charge = PinnedCard.of("1", withFactor, whole)
                .discounted(tenth)
                .rate(usage, eu)
                .chargeOrThrow();
        assertThat(charge.roundingRemainder()).isEqualTo("-0.001665");
    }

    private static String price(PinnedCard card, Usage usage, RatingContext context) {
        return plain(card.rate(usage, context).chargeOrThrow().price().toDecimal());
    }

    @Test
    void page_wholeCredits_costWhatTheTableSays() {
        Markup whole = Markup.into(CREDIT).creditPrice("1").minimum("1");
        Markup fine = Markup.into(CREDIT_6).creditPrice("1");
        List<DocPage.Row> table = PAGE.table("### What whole credits cost");
        for (DocPage.Row row : table) {
            BigDecimal exact = new BigDecimal(row.get("before rounding"));
            BigDecimal credits = whole.price(exact).toDecimal();
            BigDecimal parts = fine.price(exact).toDecimal();
            BigDecimal thousand = BigDecimal.valueOf(1_000);
            assertThat(row.get("whole credits")).isEqualTo(plain(credits));
            assertThat(row.get("in CREDIT/6")).isEqualTo(parts.toPlainString());
            assertThat(number(row.get("a thousand calls")))
                    .isEqualTo(credits.multiply(thousand).longValueExact());
            assertThat(number(row.get("the same in CREDIT/6")))
                    .isEqualTo(parts.multiply(thousand).longValueExact());
        }
        assertThat(table).extracting(row -> row.get("before rounding")).contains("0.36", "7.49", "7.5");
    }

    @Test
    void quote_caps_isTheMostThatTheCallCanCost() {
        PinnedCard prices = PinnedCard.of("2026-11", opus, markup);
        // [quote]
        Charge most = prices.quote(Usage.tokens(1_000, 500)).chargeOrThrow(); // 10 credits: hold these
        Charge actual = prices.rate(Usage.tokens(120, 80)).chargeOrThrow(); // 1 credit: charge this
        // [/quote]
        assertThat(most.cost()).isEqualTo("0.0525");
        assertThat(most.price()).hasToString("10 CREDIT");
        assertThat(actual.cost()).isEqualTo("0.0078");
        assertThat(actual.price()).hasToString("1 CREDIT");

        RateCard writes = RateCard.builder(Sku.of("acme", "small"))
                .currency("USD")
                .perMillion(INPUT_TOKENS, "2")
                .perMillion(CACHE_WRITE_5M_TOKENS, "2.5")
                .build();
        Charge quoted = PinnedCard.of("1", writes, Markup.none(USD_9))
                .quote(Usage.of(INPUT_TOKENS, 1_000))
                .chargeOrThrow();
        assertThat(quoted.cost()).isEqualTo("0.0025");
    }

    @Test
    void swap_whileACallIsUnderWay_leavesItsPrices() {
        PriceBook november = PriceBook.builder("2026-11")
                .card(small("0.15").build())
                .markup(Markup.none(USD_9))
                .build();
        PriceBook december = PriceBook.builder("2026-12")
                .card(small("0.10").build())
                .markup(Markup.none(USD_9))
                .build();
        long now = NOON.toEpochMilli();
        // [pin]
        ActivePriceBook active = new ActivePriceBook(november);
        Pinning pinned = active.get().pin(Sku.of("acme", "small"), Buyer.tenant("acme"), now);
        active.swap(december);
        if (pinned instanceof Pinning.Pinned found) {
            Rating rating = found.prices().rate(Usage.tokens(1_000_000, 0)); // $0.15, by November's book
            // [/pin]
            assertThat(rating.chargeOrThrow().cost()).isEqualTo("0.15");
            assertThat(rating.chargeOrThrow().terms().bookVersion()).isEqualTo("2026-11");
        }
        Pinning next = active.get().pin(Sku.of("acme", "small"), Buyer.tenant("acme"), now);
        assertThat(prices(next).rate(Usage.tokens(1_000_000, 0)).chargeOrThrow().cost())
                .isEqualTo("0.1");
        assertThat(PAGE.column("### What a book answers", "answer"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Pinning.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void receipt_alone_ratesAgainToTheSameBytes() {
        Charge charge = PinnedCard.of("2026-11", opus, Markup.into(CREDIT).creditPrice("0.02"))
                .rate(Usage.tokens(500, 2_000))
                .chargeOrThrow();
        // [receipt]
        Receipt receipt = Receipt.of("call-1", Basis.REPORTED, charge);
        Receipt again = Receipt.fromJson(receipt.toJson());
        Amount price = again.rerate(); // 8 credits, worked out from the receipt alone
        boolean adds = again.linesAddUp(); // true
        // [/receipt]
        assertThat(price).hasToString("8 CREDIT").isEqualTo(receipt.price());
        assertThat(adds).isTrue();
        assertThat(again.toJson()).isEqualTo(receipt.toJson());
        assertThat(charge.lines()).extracting(line -> line.price().minor()).containsExactly(0L, 8L);
        int bytes = receipt.toBytes().length;
        assertThat(PAGE.says("`toBytes()` says the same in " + bytes + " bytes."))
                .as("%d bytes", bytes)
                .isTrue();
        assertThat(Receipt.fromBytes(receipt.toBytes())).isEqualTo(receipt);
        String block = PAGE.blocks("json", "## Receipts").get(0);
        assertThat(block.lines().map(String::strip).reduce("", String::concat)).isEqualTo(receipt.toJson());
    }

    @Test
    void rate_costThatTheProviderReports_isKeptBesideOrBilled() {
        // [reported]
        PinnedCard prices = PinnedCard.of("2026-11", opus, Markup.none(USD_9));
        RatingContext context = RatingContext.standard().reportedCost(new BigDecimal("0.16"));
        Charge kept = prices.rate(Usage.tokens(500, 2_000), context).chargeOrThrow();
        PricingPolicy billing = PricingPolicy.STRICT.with(PolicyQuestion.PROVIDER_COST, PolicyAnswer.REPORTED);
        Charge billed =
                prices.under(billing).rate(Usage.tokens(500, 2_000), context).chargeOrThrow();
        // [/reported]
        assertThat(kept.cost()).isEqualTo("0.1575");
        assertThat(kept.reportedDifference()).contains(new BigDecimal("0.0025"));
        assertThat(billed.cost()).isEqualTo("0.16");
        assertThat(billed.computedCost()).isEqualTo("0.1575");
    }

    @Test
    void page_outcomes_areThoseThatExist() {
        assertThat(PAGE.column("## Outcomes", "outcome"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Rating.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
        PinnedCard prices = PinnedCard.of("1", opus, markup);
        assertThat(prices.rate(Usage.tokens(500, 2_000))).isInstanceOf(Rating.Priced.class);
        assertThat(PinnedCard.of("1", card().perMillion(INPUT_TOKENS, "0").build(), markup)
                        .rate(Usage.of(INPUT_TOKENS, 5)))
                .isInstanceOf(Rating.Free.class);
        assertThat(prices.rate(Usage.tokens(5, 5).with(Meter.IMAGES, 1))).isInstanceOf(Rating.Unpriced.class);
        assertThat(prices.rate(Usage.empty())).isInstanceOf(Rating.Unpriced.class);
    }

    private static PinnedCard prices(Pinning pinning) {
        return ((Pinning.Pinned) pinning).prices();
    }

    private static RateCard.Builder small(String inputPerMillion) {
        return RateCard.builder(Sku.of("acme", "small")).currency("USD").perMillion(INPUT_TOKENS, inputPerMillion);
    }

    private static RateCard.Builder card() {
        return RateCard.builder(Sku.of("acme", "small")).currency("USD");
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }
}
