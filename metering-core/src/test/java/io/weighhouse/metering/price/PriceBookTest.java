// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBookTest {

    private static final Sku CHAT = Sku.of("openai", "chat");
    private static final Sku OTHER = Sku.of("openai", "other");
    private static final Buyer ACME = Buyer.tenant("acme");
    private static final Buyer ANN = new Buyer("acme", "ann");
    private static final Buyer BOB = new Buyer("acme", "bob");
    private static final Buyer RIVAL_ANN = new Buyer("rival", "ann");
    private static final Unit USD = Unit.of("USD", 2);

    /** Every layer has a card and two markups of its own; the price of a page and the multiplier say whose. */
    @Test
    void pin_cardsAndMarkupsOfAllLayers_theMostParticularWins() {
        PriceBook book = PriceBook.builder("1")
                .card(card(CHAT, "1"))
                .card(card(OTHER, "1"))
                .card(ACME, card(CHAT, "2"))
                .card(ANN, card(CHAT, "3"))
                .markup(times("10"))
                .markup(CHAT, times("11"))
                .markup(ACME, times("12"))
                .markup(ACME, CHAT, times("13"))
                .markup(ANN, times("14"))
                .markup(ANN, CHAT, times("15"))
                .build();
        assertThat(price(book, CHAT, Buyer.ANYONE)).isEqualTo("1 x 11");
        assertThat(price(book, OTHER, Buyer.ANYONE)).isEqualTo("1 x 10");
        assertThat(price(book, CHAT, RIVAL_ANN)).isEqualTo("1 x 11");
        assertThat(price(book, CHAT, ACME)).isEqualTo("2 x 13");
        assertThat(price(book, OTHER, ACME)).isEqualTo("1 x 12");
        assertThat(price(book, CHAT, BOB)).isEqualTo("2 x 13");
        assertThat(price(book, CHAT, ANN)).isEqualTo("3 x 15");
        assertThat(price(book, OTHER, ANN)).isEqualTo("1 x 14");
    }

    @Test
    void pin_customersMarkup_beatsTheTenantsForTheSku() {
        PriceBook book = PriceBook.builder("1")
                .card(card(CHAT, "1"))
                .markup(times("10"))
                .markup(ACME, CHAT, times("13"))
                .markup(ANN, times("14"))
                .build();
        assertThat(price(book, CHAT, ANN)).isEqualTo("1 x 14");
        assertThat(price(book, CHAT, BOB)).isEqualTo("1 x 13");
    }

    @Test
    void pin_again_isTheSameObject() {
        PriceBook book =
                PriceBook.builder("1").card(card(CHAT, "1")).markup(times("1")).build();
        assertThat(book.pin(CHAT, ANN, 0)).isSameAs(book.pin(CHAT, BOB, 5));
    }

    @ParameterizedTest
    @CsvSource({"0, none", "99, none", "100, 1", "199, 1", "200, 2", "299, 2", "300, none", "400, 3"})
    void pin_cardsLimitedInTime_holdFromTheirFirstMomentToBeforeTheirLast(long at, String price) {
        PriceBook book = PriceBook.builder("1")
                .card(dated(400, Long.MAX_VALUE, "3"))
                .card(dated(200, 300, "2"))
                .card(dated(100, 200, "1"))
                .markup(times("1"))
                .build();
        Pinning pinning = book.pin(CHAT, Buyer.ANYONE, at);
        if (price.equals("none")) {
            assertThat(pinning).isEqualTo(new Pinning.Unknown(CHAT));
        } else {
            assertThat(text(pinning)).isEqualTo(price + " x 1");
        }
        assertThat(book.find(CHAT).orElseThrow().validity().fromEpochMillis()).isEqualTo(400);
        assertThat(book.cards()).hasSize(3);
        assertThat(book.size()).isOne();
    }

    @Test
    void pin_customersCardIsOver_fallsBackToEveryones() {
        RateCard offer = card(CHAT)
                .rate(Rate.of(Meter.PAGES, "0.5"))
                .effective(new RateCard.Validity(100, 200))
                .build();
        PriceBook book = PriceBook.builder("1")
                .card(card(CHAT, "1"))
                .card(ANN, offer)
                .markup(times("1"))
                .build();
        assertThat(text(book.pin(CHAT, ANN, 150))).isEqualTo("0.5 x 1");
        assertThat(text(book.pin(CHAT, ANN, 200))).isEqualTo("1 x 1");
    }

    @Test
    void pin_byAnotherName_findsTheCardUnderItsOwn() {
        PriceBook book = PriceBook.builder("1")
                .card(card(CHAT, "1"))
                .card(card(OTHER, "2"))
                .card(ACME, card(CHAT, "3"))
                .alias(Sku.of("openai", "chat-latest"), CHAT)
                .pattern(new SkuPattern("openai", "chat-*", OTHER))
                .pattern(new SkuPattern("openai", "*", CHAT))
                .markup(times("1"))
                .build();
        assertThat(price(book, Sku.of("openai", "chat-latest"), Buyer.ANYONE)).isEqualTo("1 x 1");
        assertThat(price(book, Sku.of("openai", "chat-latest"), ANN)).isEqualTo("3 x 1");
        assertThat(price(book, Sku.of("openai", "chat-2026"), ANN)).isEqualTo("2 x 1");
        assertThat(price(book, Sku.of("openai", "anything"), Buyer.ANYONE)).isEqualTo("1 x 1");
        assertThat(((Pinning.Pinned) book.pin(Sku.of("openai", "chat-2026"), ANN, 0))
                        .prices()
                        .terms()
                        .sku())
                .isEqualTo(OTHER);
        assertThat(book.pin(Sku.of("azure", "chat"), ANN, 0)).isInstanceOf(Pinning.Unknown.class);
        assertThat(text(book.pin(Sku.of("openai", "chat-latest"), 0, times("9"))))
                .isEqualTo("1 x 9");
    }

    @Test
    void pin_inactiveCard_isNoPrice() {
        Sku alias = Sku.of("openai", "alias");
        PriceBook book = PriceBook.builder("1")
                .card(card(CHAT).rate(Rate.of(Meter.PAGES, "1")).inactive().build())
                .alias(alias, CHAT)
                .markup(times("1"))
                .build();
        assertThat(book.pin(CHAT, ANN, 0)).isEqualTo(new Pinning.Inactive(CHAT));
        assertThat(book.pin(alias, ANN, 0)).isEqualTo(new Pinning.Inactive(alias));
        assertThat(book.pin(CHAT, 0, times("1"))).isEqualTo(new Pinning.Inactive(CHAT));
    }

    @Test
    void pin_unknownSku_isUnknownOrTheCeiling() {
        PricingPolicy ceiling = PricingPolicy.STRICT.with(PolicyQuestion.UNKNOWN_MODEL, PolicyAnswer.CEILING);
        PriceBook.Builder building =
                PriceBook.builder("1").card(card(CHAT, "1")).markup(times("1"));
        assertThat(building.build().pin(OTHER, ANN, 0)).isEqualTo(new Pinning.Unknown(OTHER));
        assertThatThrownBy(() -> building.policy(ceiling).build()).hasMessageContaining("must have a ceiling card");

        PriceBook book = building.ceiling(card(Sku.of("any", "ceiling"), "99")).build();
        Pinning.Pinned pinned = (Pinning.Pinned) book.pin(OTHER, ANN, 0);
        assertThat(pinned.ceiling()).isTrue();
        assertThat(text(pinned)).isEqualTo("99 x 1");
        assertThat(pinned.prices().policy()).isEqualTo(ceiling);
        assertThat(((Pinning.Pinned) book.pin(CHAT, ANN, 0)).ceiling()).isFalse();
        assertThat(text(book.pin(OTHER, 0, times("2")))).isEqualTo("99 x 2");
    }

    @Test
    void pin_noMarkup_isAMistake() {
        PriceBook book = PriceBook.builder("1").card(card(CHAT, "1")).build();
        assertThatThrownBy(() -> book.pin(CHAT, ANN, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must have a markup");
    }

    @Test
    void build_whatIsAddedLater_isNotInTheBook() {
        PriceBook.Builder building =
                PriceBook.builder("1").card(card(CHAT, "1")).markup(times("1"));
        PriceBook first = building.build();
        PriceBook second = building.card(card(OTHER, "2"))
                .card(ANN, card(CHAT, "3"))
                .markup(times("2"))
                .build();
        assertThat(first.cards()).hasSize(1);
        assertThat(first.pin(OTHER, ANN, 0)).isInstanceOf(Pinning.Unknown.class);
        assertThat(price(first, CHAT, ANN)).isEqualTo("1 x 1");
        assertThat(price(second, CHAT, ANN)).isEqualTo("3 x 2");
    }

    @Test
    void build_whatMakesNoSense_isRefused() {
        assertThatThrownBy(() -> PriceBook.builder("1").alias(OTHER, CHAT).build())
                .hasMessage("must have a card: sku=openai/chat");
        assertThatThrownBy(() -> PriceBook.builder("1")
                        .pattern(new SkuPattern("openai", "*", CHAT))
                        .build())
                .hasMessage("must have a card: sku=openai/chat");
        assertThatThrownBy(() -> PriceBook.builder("1").card(dated(0, 10, "1")).card(dated(9, 20, "1")))
                .hasMessageContaining("must have one card for each sku at a time");
        assertThatThrownBy(() -> new RateCard.Validity(5, 5))
                .hasMessage("must be > fromEpochMillis=5: toEpochMillis=5");
        assertThatThrownBy(() -> new Buyer("", "ann")).hasMessage("must have a tenant: customer=\"ann\"");
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-*, gpt-4o, true",
        "gpt-*, gpt-, true",
        "gpt-*, gpt, false",
        "gpt-4o-2*, gpt-4o-2024-11-20, true",
        "gpt-4o-2*, gpt-4o-mini, false",
        "*-mini, gpt-4o-mini-mini, true",
        "*-mini, gpt-4o-mini-2, false",
        "a*b*c, a-b-b-c, true",
        "a*b*c, a-c-b, false",
        "**, x, true"
    })
    void pattern_starsStandForAnything(String pattern, String name, boolean fits) {
        assertThat(new SkuPattern("openai", pattern, CHAT).fits(Sku.of("openai", name)))
                .isEqualTo(fits);
        assertThat(new SkuPattern("openai", pattern, CHAT).fits(Sku.of("azure", name)))
                .isFalse();
    }

    @Test
    void pattern_withoutAStar_isRefused() {
        assertThatThrownBy(() -> new SkuPattern("openai", "gpt", CHAT)).hasMessageContaining("pattern=\"gpt\"");
    }

    private static String price(PriceBook book, Sku sku, Buyer buyer) {
        return text(book.pin(sku, buyer, 0));
    }

    private static String text(Pinning pinning) {
        PinnedCard prices = ((Pinning.Pinned) pinning).prices();
        BigDecimal page = prices.card().rates().get(0).unitPrice();
        return page.toPlainString() + " x " + prices.terms().markup().multiplier();
    }

    private static RateCard card(Sku sku, String page) {
        return card(sku).rate(Rate.of(Meter.PAGES, page)).build();
    }

    private static RateCard.Builder card(Sku sku) {
        return RateCard.builder(sku).currency("USD");
    }

    private static RateCard dated(long from, long to, String page) {
        return card(CHAT)
                .rate(Rate.of(Meter.PAGES, page))
                .effective(new RateCard.Validity(from, to))
                .build();
    }

    private static Markup times(String multiplier) {
        return Markup.into(USD).multiplier(multiplier);
    }

    @Test
    void pin_withAMarkupFromElsewhere_isTheSameObjectForAnEqualMarkup_upToABound() {
        RateCard card = RateCard.builder(Sku.of("openai", "sample"))
                .currency("USD")
                .perMillion(Meter.INPUT_TOKENS, "3")
                .build();
        PriceBook book = PriceBook.builder("1").card(card).build();
        for (int i = 1; i <= 64; i++) {
            Pinning first = book.pin(card.sku(), 0, markup(i));
            assertThat(book.pin(card.sku(), 0, markup(i))).isSameAs(first);
            assertThat(((Pinning.Pinned) first).prices().terms().markup().multiplier())
                    .isEqualTo(BigDecimal.valueOf(i));
        }
        Pinning beyond = book.pin(card.sku(), 0, markup(65));
        assertThat(book.pin(card.sku(), 0, markup(65))).isNotSameAs(beyond);
        assertThat(((Pinning.Pinned) beyond).prices().terms().markup().multiplier())
                .isEqualTo(BigDecimal.valueOf(65));
    }

    private static Markup markup(int multiplier) {
        return Markup.into(Unit.of("CREDIT", 6))
                .multiplier(Integer.toString(multiplier))
                .creditPrice("1");
    }
}
