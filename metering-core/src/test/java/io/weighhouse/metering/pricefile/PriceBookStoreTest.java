// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to one store; what all promise is in the contract of the testkit. */
class PriceBookStoreTest {

    private static final Markup MARKUP =
            Markup.into(Unit.of("CREDIT", 3)).percent("80").creditPrice("0.01");

    @TempDir
    private Path folder;

    @Test
    void inFolder_cardSettledOnAnotherNode_givesTheSameReceipt() {
        RateCard card = card("1.5");
        await(PriceBookStore.inFolder(folder, Runnable::run).put(card));
        String receipt = receipt(card);

        String digest = Receipt.fromJson(receipt).charge().terms().source().cardDigest();
        RateCard elsewhere = await(
                        PriceBookStore.inFolder(folder, Runnable::run).find(digest))
                .orElseThrow();
        assertThat(elsewhere).isNotSameAs(card);
        assertThat(receipt(elsewhere)).isEqualTo(receipt);
    }

    private static String receipt(RateCard card) {
        UsageTally used = new UsageTally();
        used.add(Meter.INPUT_TOKENS, 123_457);
        used.add(Meter.OUTPUT_TOKENS, 777);
        RatingContext context = RatingContext.standard().serviceTier("batch").region("eu");
        return new Receipt(
                        "call-1",
                        Basis.REPORTED,
                        "",
                        PinnedCard.of("2026-11", card, MARKUP)
                                .rate(used.toUsage(), context)
                                .chargeOrThrow())
                .toJson();
    }

    @Test
    void inFolder_oneFileForEachCard_withItsJson() throws IOException {
        PriceBookStore store = PriceBookStore.inFolder(folder.resolve("new/cards"), Runnable::run);
        RateCard card = card("1.5");
        await(store.put(card));
        await(store.put(card));
        await(store.put(card("2")));
        try (Stream<Path> files = Files.list(folder.resolve("new/cards"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            card.digest() + ".json", card("2").digest() + ".json");
        }
        assertThat(folder.resolve("new/cards/" + card.digest() + ".json")).hasContent(card.toJson());
    }

    @Test
    void inFolder_fileThatDoesNotMatchItsName_isLoud() throws IOException {
        PriceBookStore store = PriceBookStore.inFolder(folder, Runnable::run);
        RateCard card = card("1.5");
        Path file = folder.resolve(card.digest() + ".json");
        Files.writeString(file, card.toJson().replace("0.0000015", "0.0000014"));
        assertThatThrownBy(() -> await(store.find(card.digest())))
                .isInstanceOfSatisfying(
                        PriceBookStoreException.class,
                        failed -> assertThat(failed.outcomeKnown()).isTrue())
                .hasMessageStartingWith("must have the digest of its name: " + file);
        assertThatThrownBy(() -> await(store.put(card))).isInstanceOf(PriceBookStoreException.class);
        assertThat(file).content().contains("0.0000014");
    }

    @Test
    void inFolder_meterThatThisProcessLacks_isSaid() throws IOException {
        String json = card("1.5").toJson().replace("\"output_tokens\"", "\"no_such_meter_here\"");
        String digest = CardDigests.of(json.getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve(digest + ".json"), json);
        assertThatThrownBy(() ->
                        await(PriceBookStore.inFolder(folder, Runnable::run).find(digest)))
                .isInstanceOf(PriceBookStoreException.class)
                .hasMessageContaining("must be a meter of this process");
    }

    @Test
    void inFolder_folderThatCannotBeMade_saysThatTheOutcomeIsUnknown() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        PriceBookStore store = PriceBookStore.inFolder(file.resolve("cards"), Runnable::run);
        assertThatThrownBy(() -> await(store.put(card("1")))).isInstanceOf(PriceBookStoreException.class);
        assertThat(file).isEmptyFile();
    }

    @Test
    void inMemory_moreThanItsBound_isRefusedAndTheOthersStay() {
        PriceBookStore store = new MemoryPriceBookStore(2);
        await(store.put(card("1")));
        await(store.put(card("2")));
        assertThatThrownBy(() -> await(store.put(card("3"))))
                .isInstanceOf(PriceBookStoreException.class)
                .hasMessage("must be at most 2 cards: acme/model");
        assertThat(await(store.put(card("2")))).isEqualTo(card("2").digest());
        assertThat(await(store.find(card("1").digest()))).contains(card("1"));
    }

    private static RateCard card(String perMillion) {
        return RateCard.builder(Sku.of("acme", "model"))
                .currency("USD")
                .perMillion(Meter.INPUT_TOKENS, perMillion)
                .perMillion(Meter.OUTPUT_TOKENS, "5")
                .when(RateCondition.serviceTier("batch"), Rate.of(Meter.OUTPUT_TOKENS, "0.0000025"))
                .factor(new RateFactor(
                        "region:eu",
                        RateCondition.always().region("eu"),
                        new BigDecimal("1.1"),
                        RateFactor.Reach.TOKENS))
                .build();
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
