// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.ActivePriceBook;
import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.GuardedSwap;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Pinning;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PriceBookDiff;
import io.weighhouse.metering.price.PriceBookDiff.Guard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.SkuPattern;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.pricefile.CsvPriceFile;
import io.weighhouse.metering.pricefile.ImportReport;
import io.weighhouse.metering.pricefile.KeyNotice;
import io.weighhouse.metering.pricefile.LiteLlmNames;
import io.weighhouse.metering.pricefile.LiteLlmPriceFile;
import io.weighhouse.metering.pricefile.PriceBookStore;
import io.weighhouse.metering.pricefile.PriceImport;
import io.weighhouse.metering.pricefile.SkipReason;
import io.weighhouse.metering.pricefile.SkippedEntry;
import io.weighhouse.money.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/guides/price-files.md says, with the files that it shows. */
class PriceFilesPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/price-files.md");

    private static final Unit USD = Unit.of("USD", 9);
    private static final Markup MARKUP = Markup.none(USD);

    @Test
    void read_fileOfThePage_isReportedAsItSays(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("prices.json");
        Files.writeString(file, PAGE.blocks("json", "## LiteLLM's file").get(0));
        // [litellm]
        PriceImport read = new LiteLlmPriceFile().read(file, "2026-11");
        PriceBook book = read.book();
        ImportReport report = read.report();
        // [/litellm]
        for (DocPage.Row row : PAGE.table("## LiteLLM's file")) {
            String entry = row.get("entry");
            Optional<SkippedEntry> skipped = report.skipped().stream()
                    .filter(each -> each.entry().equals(entry))
                    .findFirst();
            assertThat(row.get("is"))
                    .as(entry)
                    .isEqualTo(skipped.map(each -> each.reason().name()).orElse("taken"));
        }
        assertThat(report.entries()).isEqualTo(PAGE.table("## LiteLLM's file").size());
        assertThat(report.toString())
                .isEqualTo(PAGE.blocks("text", "## LiteLLM's file").get(0).strip());
        RateCard card = book.find(Sku.of("acme", "large")).orElseThrow();
        assertThat(card.rates())
                .contains(Rate.of(Meter.INPUT_TOKENS, "0.000003"), Rate.of(Meter.OUTPUT_TOKENS, "0.000015"));
        assertThat(card.conditional()).hasSize(2);
        assertNames(book);
        assertThat(new LiteLlmPriceFile()
                        .withZeroAsFree()
                        .read(file, "1")
                        .book()
                        .find(Sku.of("acme", "trial")))
                .isPresent();
        PriceBook halved =
                new LiteLlmPriceFile().withHalfPriceBatches().read(file, "1").book();
        Usage million = Usage.of(Meter.INPUT_TOKENS, 1_000_000);
        assertThat(PinnedCard.of("1", halved.find(Sku.of("acme", "small")).orElseThrow(), MARKUP)
                        .rate(million, RatingContext.standard().serviceTier("batch"))
                        .chargeOrThrow()
                        .cost())
                .isEqualTo("0.15");
    }

    private static void assertNames(PriceBook book) {
        // [names]
        LiteLlmNames names = LiteLlmNames.of(book);
        Optional<Sku> asked = names.find(Sku.of("acme", "small")); // acme/small
        Optional<Sku> alone = names.find("small"); // acme/small too: the file has it under that name
        // [/names]
        assertThat(asked).contains(Sku.of("acme", "small"));
        assertThat(alone).contains(Sku.of("acme", "small"));
    }

    @Test
    void page_reasonsAndNotices_areThoseThatExist() {
        assertThat(PAGE.column("### Why an entry is skipped", "reason"))
                .containsExactlyElementsOf(
                        Arrays.stream(SkipReason.values()).map(Enum::name).toList());
        assertThat(PAGE.column("### What is said of keys", "notice"))
                .containsExactlyElementsOf(
                        Arrays.stream(KeyNotice.Kind.values()).map(Enum::name).toList());
    }

    @Test
    void read_bothShapesOfCsv_giveTheSameCards() throws IOException {
        List<String> shapes = PAGE.blocks("csv", "## CSV");
        assertThat(shapes).hasSize(2);
        List<RateCard> cards = new ArrayList<>();
        for (String shape : shapes) {
            // [csv]
            PriceImport read = new CsvPriceFile().read(new ByteArrayInputStream(shape.getBytes(UTF_8)), "2026-11");
            // [/csv]
            assertThat(read.report().skipped()).isEmpty();
            cards.add(read.book().find(Sku.of("acme", "small")).orElseThrow());
        }
        assertThat(cards.get(0)).isEqualTo(cards.get(1));
        assertThat(cards.get(0).rates())
                .containsExactly(
                        Rate.of(Meter.INPUT_TOKENS, "0.0000003"),
                        Rate.of(Meter.CACHED_INPUT_TOKENS, "0.00000003"),
                        Rate.of(Meter.OUTPUT_TOKENS, "0.0000012"),
                        Rate.per(60_000, Meter.AUDIO_INPUT_MILLIS, "0.006"));
        String gross = "sku,input_per_million\nacme/gross,3000000\nacme/poor,\nacme/good,0\n";
        ImportReport report = new CsvPriceFile()
                .read(new ByteArrayInputStream(gross.getBytes(UTF_8)), "1")
                .report();
        assertThat(report.skipped())
                .extracting(SkippedEntry::reason)
                .containsExactly(SkipReason.IMPLAUSIBLE, SkipReason.NO_PRICE);
    }

    @Test
    void swap_nextBookWithAMistake_isRefusedAndTheOldOneStays() throws IOException {
        ActivePriceBook active = new ActivePriceBook(PriceBook.builder("2026-11")
                .card(small("0.30", "1.20"))
                .card(card("acme/old", "1"))
                .markup(MARKUP)
                .build());
        assertThat(refresh(
                        active,
                        "2026-12",
                        "sku,input_per_million,output_per_million\nacme/small,0.28,1.20\nacme/old,1,\n"))
                .isEqualTo("in force");
        assertThat(active.get().version()).isEqualTo("2026-12");
        String refused = refresh(
                active, "2027-01", "sku,input_per_million,output_per_million\nacme/small,2.8,1.10\nacme/new,0.50,2\n");
        assertThat(refused)
                .isEqualTo(PAGE.blocks("text", "## Refreshing a file safely")
                        .get(0)
                        .strip());
        assertThat(active.get().find(Sku.of("acme", "old"))).isPresent();
        assertThat(active.swap(next("sku,input_per_million\nacme/small,0.28\n"), EnumSet.of(Guard.JUMP)))
                .isInstanceOf(GuardedSwap.Swapped.class);
    }

    private static PriceBook next(String csv) throws IOException {
        PriceImport read = new CsvPriceFile().read(new ByteArrayInputStream(csv.getBytes(UTF_8)), "2026-12");
        PriceBook.Builder next = PriceBook.builder("2026-12").markup(MARKUP);
        read.book().cards().forEach(next::card);
        return next.build();
    }

    /** Answers what somebody should look at. */
    private static String refresh(ActivePriceBook active, String version, String downloaded) throws IOException {
        Markup markup = MARKUP;
        ByteArrayInputStream file = new ByteArrayInputStream(downloaded.getBytes(UTF_8));
        // [refresh]
        PriceImport read = new CsvPriceFile().read(file, version);
        if (!read.report().quarantined().isEmpty()) {
            return read.report().summary(); // look at these first
        }
        PriceBook.Builder next = PriceBook.builder(version).markup(markup);
        read.book().cards().forEach(next::card);
        read.book().aliases().forEach(next::alias);
        GuardedSwap swap = active.swap(next.build(), EnumSet.allOf(Guard.class));
        if (swap instanceof GuardedSwap.Refused refused) {
            return refused.diff().toString(); // the old book stays in force
        }
        return "in force";
        // [/refresh]
    }

    @Test
    void refresh_implausiblePrice_showsTheReport() throws IOException {
        ActivePriceBook active = new ActivePriceBook(PriceBook.builder("2026-11")
                .card(small("0.30", "1.20"))
                .markup(MARKUP)
                .build());
        assertThat(refresh(active, "2026-12", "sku,input_per_million\nacme/small,300000\n"))
                .contains("IMPLAUSIBLE");
        assertThat(active.get().version()).isEqualTo("2026-11");
    }

    /** One change of a card each, as the table has it. */
    @Test
    void page_guards_objectToWhatItSays() {
        List<DocPage.Row> table = PAGE.table("### The guards");
        assertThat(table).extracting(row -> Guard.valueOf(row.get("guard"))).containsExactly(Guard.values());
        assertThat(table).allSatisfy(row -> {
            PriceBookDiff diff = PriceBookDiff.between(book(row.get("an input token")), book(row.get("becomes")));
            assertThat(diff.findings())
                    .extracting(PriceBookDiff.Finding::guard)
                    .contains(Guard.valueOf(row.get("guard")));
        });
        assertThat(PriceBookDiff.between(book("0.000003 USD"), book("0.000029 USD"))
                        .isSafe())
                .isTrue();
    }

    /** As in {@code 0.000003 USD}; with {@code none}, no card of that sku. */
    private static PriceBook book(String price) {
        PriceBook.Builder book = PriceBook.builder("1")
                .card(card("acme/other", "1"))
                .markup(Markup.into(USD).creditPrice("1"));
        if (!price.equals("none")) {
            String[] parts = price.split(" ", -1);
            book.card(RateCard.builder(Sku.of("acme", "small"))
                    .currency(parts[1])
                    .rate(Rate.of(Meter.INPUT_TOKENS, parts[0]))
                    .build());
        }
        return book.build();
    }

    @Test
    void pin_namesOfOneSku_findItsCard() {
        RateCard small = small("0.30", "1.20");
        // [aliases]
        PriceBook book = PriceBook.builder("2026-11")
                .card(small)
                .card(RateCard.builder(Sku.of("acme", "retired"))
                        .currency("USD")
                        .perMillion(Meter.INPUT_TOKENS, "5")
                        .inactive()
                        .build())
                .alias(Sku.of("acme", "latest"), small.sku())
                .pattern(new SkuPattern("acme", "small-2*", small.sku()))
                .markup(MARKUP)
                .build();
        // [/aliases]
        Map<String, String> expected = Map.of(
                "acme/latest", "acme/small",
                "acme/small-2026-08-07", "acme/small",
                "acme/smaller", "Unknown",
                "acme/retired", "Inactive");
        List<DocPage.Row> table = PAGE.table("## Names, and models that are not sold");
        assertThat(table).hasSameSizeAs(expected.keySet()).allSatisfy(row -> {
            Pinning pinning = book.pin(Sku.parse(row.get("asked for")), Buyer.ANYONE, 0);
            String answer = pinning instanceof Pinning.Pinned pinned
                    ? pinned.prices().card().sku().toString()
                    : pinning.getClass().getSimpleName();
            assertThat(answer).isEqualTo(row.get("answer")).isEqualTo(expected.get(row.get("asked for")));
        });
    }

    @Test
    void store_cardOfAReceipt_isFoundAgain(@TempDir Path folder) {
        RateCard card = small("0.30", "1.20");
        PinnedCard prices = PinnedCard.of("2026-11", card, MARKUP);
        // [store]
        PriceBookStore store = PriceBookStore.inFolder(folder, Runnable::run);
        String digest = store.put(prices.card()).toCompletableFuture().join(); // when the call is held

        // After a restart, or on another node:
        RateCard kept = store.find(digest).toCompletableFuture().join().orElseThrow();
        PinnedCard again = PinnedCard.of("2026-11", kept, MARKUP);
        // [/store]
        Charge charge = again.rate(Usage.tokens(1_000, 500)).chargeOrThrow();
        assertThat(charge).isEqualTo(prices.rate(Usage.tokens(1_000, 500)).chargeOrThrow());
        assertThat(charge.terms().source().cardDigest()).isEqualTo(digest);
        assertThat(folder.resolve(digest + ".json")).hasContent(card.toJson());
        assertThat(store.find("0".repeat(64)).toCompletableFuture().join()).isEmpty();
    }

    private static RateCard small(String in, String out) {
        return RateCard.builder(Sku.of("acme", "small"))
                .currency("USD")
                .perMillion(Meter.INPUT_TOKENS, in)
                .perMillion(Meter.OUTPUT_TOKENS, out)
                .build();
    }

    private static RateCard card(String sku, String in) {
        return RateCard.builder(Sku.parse(sku))
                .currency("USD")
                .rate(Rate.per(1_000_000, Meter.INPUT_TOKENS, new BigDecimal(in)))
                .build();
    }
}
