// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.REQUESTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.CallMeter;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.ActivePriceBook;
import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.Discount;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Pinning;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.ManualClock;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Works out what docs/guides/markup-and-credits.md says. */
class MarkupPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/markup-and-credits.md");

    private static final Unit CREDIT = Unit.of("CREDIT", 0);
    private static final Unit USD_6 = Unit.of("USD", 6);
    private static final Usage REQUEST = Usage.tokens(500, 2_000);

    private static Markup broker() {
        // [markup]
        Markup markup = Markup.into(Unit.of("CREDIT", 0))
                .percent("80")
                .creditPrice("0.01")
                .minimum("1")
                .rounding(Rounding.HALF_UP);
        // [/markup]
        return markup;
    }

    @Test
    void page_costs_makeTheCreditsOfTheTable() {
        assertThat(broker())
                .isEqualTo(Markup.into(CREDIT)
                        .multiplier("1.8")
                        .creditPrice("0.01")
                        .minimum("1"));
        List<DocPage.Row> table = PAGE.table("# Markup and credits");
        assertThat(table).hasSize(4).allSatisfy(row -> {
            BigDecimal cost = new BigDecimal(row.get("cost").substring(1));
            assertThat(row.get("credits before rounding")).isEqualTo(plain(cost.multiply(new BigDecimal("180"))));
            assertThat(row.get("price")).isEqualTo(plain(broker().price(cost).toDecimal()));
        });
    }

    @Test
    void page_methods_areThoseThatChangeAMarkup() {
        List<String> methods = Arrays.stream(Markup.class.getMethods())
                .filter(method -> method.getReturnType() == Markup.class && !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .distinct()
                .sorted()
                .toList();
        assertThat(PAGE.column("## What a markup can say", "method"))
                .containsAll(methods)
                .hasSameSizeAs(methods);
        Markup bare = Markup.into(CREDIT);
        assertThat(bare.multiplier()).isEqualTo("1");
        assertThat(bare.fixedFee()).isEqualTo("0");
        assertThat(bare.minimum().isZero()).isTrue();
        assertThat(bare.maximum()).isEmpty();
        assertThat(bare.rounding()).isEqualTo(Rounding.HALF_UP);
        assertThat(bare.creditPrice()).isEmpty();
    }

    @Test
    void page_roundings_areThoseThatExistAndRoundAsItSays() {
        List<DocPage.Row> table = PAGE.table("### Rounding");
        assertThat(table)
                .extracting(row -> row.get("rounding"))
                .containsExactlyElementsOf(
                        Arrays.stream(Rounding.values()).map(Enum::name).toList());
        for (DocPage.Row row : table) {
            Markup markup = Markup.into(CREDIT).creditPrice("1").rounding(Rounding.valueOf(row.get("rounding")));
            row.cells().forEach((exact, rounded) -> {
                if (!exact.equals("rounding")) {
                    assertThat(rounded)
                            .as(row.get("rounding") + " of " + exact)
                            .isEqualTo(plain(markup.price(new BigDecimal(exact)).toDecimal()));
                }
            });
        }
    }

    @Test
    void price_severalCurrencies_eachHasItsPriceOfACredit() {
        // [currencies]
        Markup markup = Markup.into(CREDIT).creditPrice("USD", "0.01").creditPrice("EUR", "0.0095");
        // [/currencies]
        assertThat(credits(PinnedCard.of("1", flat("USD", "0.19"), markup))).isEqualTo(19);
        assertThat(credits(PinnedCard.of("1", flat("EUR", "0.19"), markup))).isEqualTo(20);
        assertThatThrownBy(() -> PinnedCard.of("1", flat("GBP", "0.19"), markup))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must say the creditPrice that turns GBP into CREDIT/0: sku=acme/flat");
        assertThat(credits(PinnedCard.of("1", flat("GBP", "0.19"), markup.creditPrice("0.01"))))
                .isEqualTo(19);
    }

    @Test
    void pin_markupsByBuyerAndSku_theMostParticularCounts() {
        RateCard small = flat("USD", "0.10");
        // [buyers]
        Buyer acme = Buyer.tenant("acme");
        Buyer alice = new Buyer("acme", "alice");
        PriceBook book = PriceBook.builder("2026-11")
                .card(small)
                .markup(Markup.into(CREDIT).percent("80").creditPrice("0.01"))
                .markup(small.sku(), Markup.into(CREDIT).percent("60").creditPrice("0.01"))
                .markup(acme, Markup.into(CREDIT).percent("40").creditPrice("0.01"))
                .markup(alice, small.sku(), Markup.into(CREDIT).percent("20").creditPrice("0.01"))
                .build();
        // [/buyers]
        assertThat(List.of(
                        credits(pinned(book, small.sku(), alice)),
                        credits(pinned(book, small.sku(), new Buyer("acme", "bob"))),
                        credits(pinned(book, small.sku(), acme)),
                        credits(pinned(book, small.sku(), Buyer.tenant("other")))))
                .containsExactly(12L, 14L, 14L, 16L);
        assertThat(PAGE.column("## Whose markup", "price of $0.10"))
                .containsExactly("12 credits", "14 credits", "16 credits");
    }

    @Test
    void rate_discountByVolume_isThatOfTheHighestStepReached() {
        // [volume]
        List<Discount.Step> steps = List.of(
                new Discount.Step(1_000_000, new BigDecimal("0.05")),
                new Discount.Step(10_000_000, new BigDecimal("0.10")));
        Discount discount = Discount.byVolume(steps, 2_500_000); // tokens in this period, before this call
        PinnedCard prices = PinnedCard.of("2026-11", opus(), Markup.none(USD_6)).discounted(discount);
        // [/volume]
        Charge charge = prices.rate(REQUEST).chargeOrThrow();
        assertThat(charge.price()).hasToString("0.149625 USD");
        assertThat(charge.cost()).isEqualTo("0.1575");
        assertThat(charge.terms().adjustment().discount()).isEqualTo(new Discount("0.05", 2_500_000));
        assertThat(PAGE.table("## Discounts by volume")).allSatisfy(row -> {
            long before = Long.parseLong(row.get("used before").replace(",", ""));
            Discount earned = Discount.byVolume(steps, before);
            assertThat(row.get("discount")).isEqualTo(plain(earned.part().movePointRight(2)) + " %");
            PinnedCard card = PinnedCard.of("1", opus(), Markup.none(USD_6)).discounted(earned);
            assertThat(row.get("price"))
                    .isEqualTo("$"
                            + plain(card.rate(REQUEST).chargeOrThrow().price().toDecimal()));
        });
    }

    @Test
    void rate_baseFee_isTakenForEveryCall() {
        // [fee]
        RateCard chat = RateCard.builder(Sku.of("pipilot", "pipilot-1-chat"))
                .currency("USD")
                .perThousand(INPUT_TOKENS, "0.025")
                .perThousand(OUTPUT_TOKENS, "0.025")
                .rate(Rate.of(REQUESTS, "0.001"))
                .build();
        ActivePriceBook prices = new ActivePriceBook(
                PriceBook.builder("1").card(chat).markup(Markup.none(USD_6)).build());
        // [/fee]
        PinnedCard pinned = pinned(prices.get(), chat.sku(), Buyer.ANYONE);
        Charge charge = pinned.rate(Usage.tokens(1_000, 1_000)).chargeOrThrow();
        assertThat(charge.price()).hasToString("0.051000 USD");
        assertThat(charge.lines()).extracting(line -> line.meter().id()).contains("requests");

        Markup twice = Markup.into(USD_6).multiplier("2");
        assertThat(price(chat, twice)).isEqualTo("0.102");
        RateCard noFee = RateCard.builder(chat.sku())
                .currency("USD")
                .perThousand(INPUT_TOKENS, "0.025")
                .perThousand(OUTPUT_TOKENS, "0.025")
                .build();
        assertThat(price(noFee, twice.fixedFee("0.001"))).isEqualTo("0.101");
    }

    private static String price(RateCard card, Markup markup) {
        return plain(PinnedCard.of("1", card, markup)
                .rate(Usage.tokens(1_000, 1_000))
                .chargeOrThrow()
                .price()
                .toDecimal());
    }

    @Test
    void rate_actionInWholeCredits_needsNoMoneyAtAll() {
        // [action]
        RateCard generation = RateCard.builder(Sku.of("platform", "code_generation"))
                .currency("CREDIT")
                .rate(Rate.of(REQUESTS, "1"))
                .build();
        PinnedCard prices = PinnedCard.of("2026-11", generation, Markup.none(CREDIT));
        Charge charge = prices.rate(Usage.of(REQUESTS, 1)).chargeOrThrow(); // 1 CREDIT
        // [/action]
        assertThat(charge.price()).isEqualTo(Amount.of("1", CREDIT));
    }

    @Test
    void margin_oneCreditOfTwoCents_losesOnTheDearModel() {
        // [flat]
        Markup oneCredit = Markup.into(CREDIT).multiplier("0").fixedFee("0.02").creditPrice("0.02");
        Charge charge =
                PinnedCard.of("2026-11", opus(), oneCredit).rate(REQUEST).chargeOrThrow();
        BigDecimal margin = charge.margin().orElseThrow(); // -6.875
        // [/flat]
        assertThat(charge.price()).isEqualTo(Amount.of("1", CREDIT));
        assertThat(margin).isEqualByComparingTo("-6.875");
        Map<String, RateCard> cards = Map.of(
                "Claude Opus 4.5", opus(),
                "Claude Sonnet 4", chat("claude-sonnet-4", "0.003", "0.015"),
                "Claude Haiku 3.5", chat("claude-haiku-3-5", "0.0008", "0.004"));
        assertThat(PAGE.table("## Does it pay")).hasSize(3).allSatisfy(row -> {
            Charge each = PinnedCard.of("1", Objects.requireNonNull(cards.get(row.get("model"))), oneCredit)
                    .rate(REQUEST)
                    .chargeOrThrow();
            assertThat(row.get("cost")).isEqualTo("$" + each.cost().toPlainString());
            assertThat(row.get("revenue"))
                    .isEqualTo("$" + plain(each.terms().markup().value(each.price())));
            assertThat(row.get("margin")).isEqualTo(plain(each.margin().orElseThrow()));
        });
        Charge byTokens = PinnedCard.of("1", opus(), Markup.into(CREDIT).creditPrice("0.02"))
                .rate(REQUEST)
                .chargeOrThrow();
        assertThat(byTokens.price()).isEqualTo(Amount.of("8", CREDIT));
        assertThat(byTokens.margin()).contains(new BigDecimal("0.015625"));
    }

    @Test
    void statement_receipts_tellTheMarginOfEachModel() {
        TenantId acme = TenantId.of("acme");
        AccountId wallet = acme.account("wallet:alice");
        AccountId gifts = acme.account("gifts");
        AccountId revenue = acme.account("revenue");
        Markup oneCredit = Markup.into(CREDIT).multiplier("0").fixedFee("0.02").creditPrice("0.02");
        try (Ledger ledger = Ledger.builder().clock(new ManualClock()).build()) {
            ledger.open(Account.wallet(wallet, CREDIT)).orThrow();
            ledger.open(Account.of(gifts, AccountKind.PROMOTION, CREDIT)).orThrow();
            ledger.open(Account.of(revenue, AccountKind.REVENUE, CREDIT)).orThrow();
            ledger.grant(GrantCredit.of(acme.operation("g"), gifts, wallet, Amount.of("10", CREDIT)))
                    .orThrow();
            CallMeter meter = CallMeter.of(ledger, RateLimiter.local().build());
            List<RateCard> cards = List.of(opus(), opus(), chat("claude-haiku-3-5", "0.0008", "0.004"));
            for (int i = 0; i < cards.size(); i++) {
                Call call = Call.of(acme.operation("call-" + i), wallet)
                        .paying(revenue)
                        .priced(PinnedCard.of("2026-11", cards.get(i), oneCredit))
                        .caps(REQUEST)
                        .build();
                try (MeteredCall open = ((Opening.Opened) meter.open(call)).call()) {
                    open.usage(REQUEST);
                    open.settle();
                }
            }
            // [report]
            Map<String, BigDecimal> profits = new TreeMap<>();
            for (StatementLine line :
                    ledger.statement(revenue, StatementPage.oldestFirst(100)).lines()) {
                Receipt receipt = Receipt.fromJson(line.transaction().note().receipt());
                Charge charge = receipt.charge();
                BigDecimal taken = charge.terms().markup().value(charge.price());
                profits.merge(receipt.sku().toString(), taken.subtract(charge.cost()), BigDecimal::add);
            }
            // [/report]
            assertThat(profits)
                    .containsOnlyKeys("anthropic/claude-opus-4-5", "anthropic/claude-haiku-3-5")
                    .hasEntrySatisfying(
                            "anthropic/claude-opus-4-5",
                            profit -> assertThat(profit).isEqualByComparingTo("-0.275"))
                    .hasEntrySatisfying(
                            "anthropic/claude-haiku-3-5",
                            profit -> assertThat(profit).isEqualByComparingTo("0.0116"));
        }
    }

    private static PinnedCard pinned(PriceBook book, Sku sku, Buyer buyer) {
        return ((Pinning.Pinned) book.pin(sku, buyer, 0)).prices();
    }

    private static long credits(PinnedCard prices) {
        return prices.rate(Usage.of(REQUESTS, 1)).chargeOrThrow().price().minor();
    }

    private static RateCard flat(String currency, String price) {
        return RateCard.builder(Sku.of("acme", "flat"))
                .currency(currency)
                .rate(Rate.of(REQUESTS, price))
                .build();
    }

    private static RateCard opus() {
        return chat("claude-opus-4-5", "0.015", "0.075");
    }

    private static RateCard chat(String model, String in, String out) {
        return RateCard.builder(Sku.of("anthropic", model))
                .currency("USD")
                .perThousand(INPUT_TOKENS, in)
                .perThousand(OUTPUT_TOKENS, out)
                .build();
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
