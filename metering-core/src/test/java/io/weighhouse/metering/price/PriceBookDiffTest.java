// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.PAGES;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.PriceBookDiff.Finding;
import io.weighhouse.metering.price.PriceBookDiff.Guard;
import io.weighhouse.metering.price.PriceBookDiff.Listing;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBookDiffTest {

    private static final Sku CHAT = Sku.of("openai", "gpt-4o");
    private static final RateCondition BATCH = RateCondition.serviceTier("batch");
    private static final Set<Guard> ALL = EnumSet.allOf(Guard.class);

    @Test
    void between_theExampleOfTheDocumentation_readsAsItSays() {
        PriceBook old = PriceBook.builder("2026-10")
                .card(chat("2.5", "10").build())
                .card(tokens("openai/gpt-3.5", "0.5"))
                .build();
        PriceBook next = PriceBook.builder("2026-11")
                .card(chat("25", "8").build())
                .card(tokens("openai/gpt-5", "1.25"))
                .build();
        assertThat(PriceBookDiff.between(old, next)).hasToString("""
                price book 2026-10 -> 2026-11: 1 added, 1 vanished, 2 rates changed, 2 findings
                  VANISHED openai/gpt-3.5
                  JUMP openai/gpt-4o input_tokens: 0.0000025 -> 0.000025
                  added openai/gpt-5
                  changed openai/gpt-4o input_tokens: 0.0000025 -> 0.000025
                  changed openai/gpt-4o output_tokens: 0.00001 -> 0.000008""");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 9.99, ''",
        "1, 10, JUMP",
        "1, 0.1001, ''",
        "1, 0.1, JUMP",
        "0, 1, ZERO_CROSSING",
        "1, 0, ZERO_CROSSING",
        "0, 0, ''",
        "200, 1001, UNIT_ERROR",
        "200, 1000, ''"
    })
    void between_changedRate_isHeldAgainstTheGuards(String before, String after, String guard) {
        PriceBookDiff diff = PriceBookDiff.between(book(chat(before, "10")), book(chat(after, "10")));
        assertThat(diff.findings())
                .extracting(finding -> finding.guard().name())
                .isEqualTo(guard.isEmpty() ? List.of() : List.of(guard));
        assertThat(diff.isSafe()).isEqualTo(guard.isEmpty());
        assertThat(diff.changed()).hasSize(before.equals(after) ? 0 : 1);
    }

    @Test
    void between_equalBooks_isEmptyAndSafe() {
        RateCard.Builder card = chat("1", "2").when(BATCH, Rate.of(INPUT_TOKENS, "0.0000005"));
        PriceBookDiff diff = PriceBookDiff.between(book(card), book(card));
        assertThat(diff.isEmpty()).isTrue();
        assertThat(diff.isSafe()).isTrue();
    }

    @Test
    void between_ratesUnderConditions_areComparedByCondition() {
        Rate half = Rate.of(INPUT_TOKENS, "0.0000005");
        PriceBookDiff diff = PriceBookDiff.between(
                book(chat("1", "2").when(BATCH, half)), book(chat("1", "2").when(BATCH.aboveInputTokens(100), half)));
        assertThat(diff.changed())
                .extracting(PriceBookDiff.Change::toString)
                .containsExactly(
                        "openai/gpt-4o input_tokens in batch: 0.0000005 -> none",
                        "openai/gpt-4o input_tokens in batch above 100: none -> 0.0000005");
        assertThat(diff.findings()).extracting(Finding::guard).containsExactly(Guard.VANISHED);
        assertThat(diff.changed().get(0).before()).isEqualTo(half.unitPrice());
    }

    @Test
    void between_addedCardInTheWrongUnit_isFound() {
        PriceBook next = PriceBook.builder("2")
                .card(chat("1", "2").build())
                .card(RateCard.builder(Sku.of("a", "b"))
                        .currency("USD")
                        .rate(Rate.of(INPUT_TOKENS, "0.0010001"))
                        .rate(Rate.of(PAGES, "0.5"))
                        .when(BATCH, Rate.of(OUTPUT_TOKENS, "3"))
                        .build())
                .build();
        assertThat(PriceBookDiff.between(book(chat("1", "2")), next).findings())
                .containsExactly(
                        new Finding(Guard.UNIT_ERROR, "a/b input_tokens: 0.0010001"),
                        new Finding(Guard.UNIT_ERROR, "a/b output_tokens in batch: 3"));
    }

    @Test
    void between_currencyAndEverythingElse_isFoundOrSaid() {
        RateFactor eu = new RateFactor(
                "eu", RateCondition.always().region("eu"), new BigDecimal("1.1"), RateFactor.Reach.TOKENS);
        RateFactor wrong = new RateFactor(eu.name(), eu.when(), new BigDecimal("11"), eu.reach());
        RateCard.Builder before =
                chat("1", "2").factor(eu).model(PAGES, pack("0.01")).currency("USD");
        RateCard.Builder after = chat("1", "2")
                .factor(wrong)
                .model(PAGES, pack("0.1"))
                .model(Meter.CLIPS, pack("1"))
                .currency("EUR")
                .atLeast(OUTPUT_TOKENS, 5)
                .inactive();
        PriceBookDiff diff = PriceBookDiff.between(book(before), book(after));
        assertThat(diff.findings())
                .extracting(Finding::toString)
                .containsExactly(
                        "CURRENCY openai/gpt-4o: USD -> EUR",
                        "JUMP openai/gpt-4o factor eu: 1.1 -> 11",
                        "JUMP openai/gpt-4o model of pages for 1",
                        "JUMP openai/gpt-4o model of pages for 1000",
                        "JUMP openai/gpt-4o model of pages for 1000000");
        assertThat(diff.others())
                .containsExactly(
                        "openai/gpt-4o factor eu: 1.1 -> 11",
                        "openai/gpt-4o model of pages",
                        "openai/gpt-4o model of clips added",
                        "openai/gpt-4o least: {} -> {output_tokens=5}",
                        "openai/gpt-4o active: true -> false");
    }

    @Test
    void between_priceAnnouncedForLater_isComparedWithTodays() {
        RateCard today = chat("1", "2").build();
        RateCard until = chat("1", "2")
                .effective(new RateCard.Validity(Long.MIN_VALUE, 1_000))
                .build();
        RateCard later = chat("10", "2")
                .effective(new RateCard.Validity(1_000, Long.MAX_VALUE))
                .build();
        PriceBookDiff diff = PriceBookDiff.between(
                PriceBook.builder("1").card(today).build(),
                PriceBook.builder("2").card(until).card(later).build());
        assertThat(diff.findings())
                .containsExactly(new Finding(Guard.JUMP, "openai/gpt-4o input_tokens: 0.000001 -> 0.00001"));
        assertThat(diff.others()).contains("openai/gpt-4o: 1 -> 2 cards in time");
    }

    @Test
    void between_buyersMarkupsAndNames_areCompared() {
        Buyer acme = Buyer.tenant("acme");
        Buyer ann = new Buyer("acme", "ann");
        Sku alias = Sku.of("openai", "latest");
        Markup markup = Markup.none(Unit.of("USD", 6));
        PriceBook old = PriceBook.builder("1")
                .card(chat("1", "2").build())
                .card(acme, chat("1", "2").build())
                .card(ann, chat("1", "2").build())
                .alias(alias, CHAT)
                .markup(markup.multiplier("1.2"))
                .markup(ann, CHAT, markup.creditPrice("0.01"))
                .build();
        PriceBook next = PriceBook.builder("2")
                .card(chat("1", "2").build())
                .card(ann, chat("1", "20").build())
                .markup(markup.multiplier("12"))
                .markup(ann, CHAT, markup.creditPrice("0.1"))
                .build();
        PriceBookDiff diff = PriceBookDiff.between(old, next);
        assertThat(diff.vanished()).containsExactly(new Listing(CHAT, acme));
        assertThat(diff.findings())
                .extracting(Finding::toString)
                .containsExactly(
                        "JUMP markup of the book multiplier",
                        "VANISHED openai/gpt-4o for acme",
                        "JUMP markup of openai/gpt-4o for acme/ann creditPrice",
                        "JUMP openai/gpt-4o for acme/ann output_tokens: 0.000002 -> 0.00002",
                        "VANISHED alias openai/latest");
        assertThat(diff.isSafe(EnumSet.of(Guard.CURRENCY))).isTrue();
        assertThat(diff.isSafe(EnumSet.of(Guard.CURRENCY, Guard.VANISHED))).isFalse();
    }

    @Test
    void toString_manyDifferences_isBounded() {
        PriceBook.Builder many = PriceBook.builder("2").card(chat("1", "2").build());
        for (int i = 0; i < 150; i++) {
            many.card(tokens("openai/m" + i, "1"));
        }
        String text = PriceBookDiff.between(book(chat("1", "2")), many.build()).toString();
        assertThat(text.lines()).hasSize(102);
        assertThat(text).endsWith("and 50 more");
    }

    @Test
    void swap_withGuards_refusesWhatLooksLikeAMistake() {
        PriceBook first = book(chat("1", "2"));
        PriceBook wrong = book(chat("1000", "2"));
        PriceBook right = book(chat("1.1", "2"));
        ActivePriceBook prices = new ActivePriceBook(first);
        assertThat(prices.swap(wrong, ALL))
                .isInstanceOfSatisfying(
                        GuardedSwap.Refused.class,
                        refused -> assertThat(refused.diff().findings()).hasSize(1));
        assertThat(prices.get()).isSameAs(first);
        assertThat(prices.swap(right, ALL))
                .isInstanceOfSatisfying(
                        GuardedSwap.Swapped.class,
                        swapped -> assertThat(swapped.before()).isSameAs(first));
        assertThat(prices.get()).isSameAs(right);
        assertThat(prices.swap(wrong, EnumSet.of(Guard.VANISHED))).isInstanceOf(GuardedSwap.Swapped.class);
        assertThat(prices.swap(first)).isSameAs(wrong);
    }

    private static QuantityModel pack(String unitPrice) {
        return new QuantityModel.Package(10, new BigDecimal(unitPrice));
    }

    private static PriceBook book(RateCard.Builder card) {
        return PriceBook.builder("1").card(card.build()).build();
    }

    private static RateCard tokens(String sku, String perMillion) {
        return RateCard.builder(Sku.parse(sku))
                .currency("USD")
                .perMillion(INPUT_TOKENS, perMillion)
                .build();
    }

    private static RateCard.Builder chat(String in, String out) {
        return RateCard.builder(CHAT)
                .currency("USD")
                .perMillion(INPUT_TOKENS, in)
                .perMillion(OUTPUT_TOKENS, out);
    }
}
