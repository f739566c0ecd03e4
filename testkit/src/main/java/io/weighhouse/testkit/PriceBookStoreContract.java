// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RateCondition;
import io.weighhouse.metering.price.RateFactor;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.TimeWindow;
import io.weighhouse.metering.pricefile.PriceBookStore;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PriceBookStore} promises.
 *
 * <p>A test class of an implementation extends this one and says how to make an empty store.
 *
 * <p>This class is not thread-safe; the test engine makes an instance for each test.
 */
public abstract class PriceBookStoreContract {

    private PriceBookStore store = PriceBookStore.inMemory();

    /** For the classes that extend it. */
    protected PriceBookStoreContract() {}

    /** {@return a new, empty store} */
    protected abstract PriceBookStore emptyStore();

    @BeforeEach
    final void makeStore() {
        store = emptyStore();
    }

    @Test
    final void put_card_isFoundWholeByItsDigest() {
        RateCard card = everything();
        assertThat(await(store.put(card))).isEqualTo(card.digest());
        RateCard found = await(store.find(card.digest())).orElseThrow();
        assertThat(found).isEqualTo(card);
        assertThat(found.digest()).isEqualTo(card.digest());
        assertThat(found.toJson()).isEqualTo(card.toJson());
    }

    @Test
    final void put_sameCardTwice_isFine() {
        assertThat(await(store.put(card(1)))).isEqualTo(await(store.put(card(1))));
        assertThat(await(store.find(card(1).digest()))).contains(card(1));
    }

    @Test
    final void put_otherPricesOfTheSameSku_leaveTheFirstOnes() {
        String first = await(store.put(card(1)));
        String second = await(store.put(card(2)));
        assertThat(second).isNotEqualTo(first);
        assertThat(await(store.find(first))).contains(card(1));
        assertThat(await(store.find(second))).contains(card(2));
    }

    @Test
    final void find_unknownDigest_isEmpty() {
        await(store.put(card(1)));
        assertThat(await(store.find(card(2).digest()))).isEmpty();
        assertThat(await(store.find("0".repeat(64)))).isEmpty();
    }

    @Test
    final void find_noDigest_isRefused() {
        for (String digest : List.of("", "../" + "0".repeat(61), "0".repeat(63), "0".repeat(65), "A".repeat(64))) {
            assertThatThrownBy(() -> store.find(digest))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be 64 of 0-9 and a-f");
        }
    }

    @Test
    final void put_fromManyThreads_keepsEveryCard() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<String>> puts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                RateCard card = card(i % 10);
                puts.add(CompletableFuture.supplyAsync(() -> await(store.put(card)), threads));
            }
            puts.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
        assertThat(IntStream.range(0, 10).mapToObj(PriceBookStoreContract::card))
                .allSatisfy(card -> assertThat(await(store.find(card.digest()))).contains(card));
    }

    private static RateCard card(int price) {
        return RateCard.builder(Sku.of("acme", "model – 模型"))
                .currency("USD")
                .perMillion(Meter.INPUT_TOKENS, Integer.toString(price))
                .build();
    }

    private static RateCard everything() {
        return RateCard.builder(Sku.of("acme", "every/\"thing\""))
                .currency("EUR")
                .effective(new RateCard.Validity(0, 1_900_000_000_000L))
                .maxOutputTokens(4_096)
                .rate(Rate.of(Meter.INPUT_TOKENS, "0.000015000020000000002"))
                .when(
                        RateCondition.serviceTier("flex")
                                .region("eu")
                                .aboveInputTokens(200_000)
                                .within(TimeWindow.of("Asia/Shanghai", "16:30", "00:30")
                                        .on(DayOfWeek.SUNDAY)),
                        Rate.of(Meter.INPUT_TOKENS, "0.000001"))
                .factor(new RateFactor(
                        "tier:fast", RateCondition.serviceTier("fast"), new BigDecimal("6"), RateFactor.Reach.TOKENS))
                .model(Meter.REQUESTS, new QuantityModel.Package(10, new BigDecimal("0.5")))
                .atLeast(Meter.AUDIO_MILLIS, 10_000)
                .build();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
