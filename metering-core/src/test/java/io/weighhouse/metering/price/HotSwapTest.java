// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Calls are priced while books are swapped: each charge is of one book, card, markup and all. */
class HotSwapTest {

    private static final int READERS = 4;
    private static final int SWAPS = 3_000;
    private static final Sku MODEL = Sku.of("provider", "model");
    private static final RatingContext FLEX = RatingContext.standard().serviceTier("flex");

    @Test
    void swap_underConcurrentCalls_everyChargeIsWhollyOfOneBook() throws InterruptedException, ExecutionException {
        List<PriceBook> books = new ArrayList<>();
        for (int n = 1; n <= 30; n++) {
            books.add(book(n));
        }
        ActivePriceBook prices = new ActivePriceBook(books.get(0));
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch ready = new CountDownLatch(READERS);
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(reader(prices, ready, over)));
            }
            ready.await();
            for (int i = 1; i <= SWAPS; i++) {
                // A fresh copy now and then: its pinned cards and tiers are then made by several threads at once.
                prices.swap(i % 10 == 0 ? book(i % 30 + 1) : books.get(i % 30));
            }
            over.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private static Callable<Integer> reader(ActivePriceBook prices, CountDownLatch ready, AtomicBoolean over) {
        return () -> {
            UsageTally tally = new UsageTally();
            tally.set(Meter.INPUT_TOKENS, 3);
            tally.set(Meter.OUTPUT_TOKENS, 5);
            ChargeDraft draft = new ChargeDraft();
            int calls = 0;
            do {
                PinnedCard card = ((Pinning.Pinned) prices.get().pin(MODEL, Buyer.ANYONE, 0)).prices();
                requireWhole(card, tally, draft);
                calls++;
                ready.countDown();
            } while (!over.get());
            return calls;
        };
    }

    private static void requireWhole(PinnedCard card, UsageTally tally, ChargeDraft draft) {
        long n = Long.parseLong(card.terms().bookVersion());
        assertThat(card.priceMinor(tally)).isEqualTo(8 * n * n);
        assertThat(card.rateInto(tally, FLEX, draft)).isEqualTo(16 * n * n);
        Charge charge = draft.toCharge();
        assertThat(charge.terms().bookVersion()).isEqualTo(Long.toString(n));
        assertThat(charge.terms().markup().multiplier()).isEqualByComparingTo(BigDecimal.valueOf(n));
        assertThat(charge.lines()).allMatch(line -> line.unitPrice().longValueExact() == 2 * n);
        assertThat(charge.addsUp()).isTrue();
    }

    /** Every number of the book is n or follows from it. */
    private static PriceBook book(int n) {
        RateCard card = RateCard.builder(MODEL)
                .currency("USD")
                .rate(new Rate(Meter.INPUT_TOKENS, BigDecimal.valueOf(n)))
                .rate(new Rate(Meter.OUTPUT_TOKENS, BigDecimal.valueOf(n)))
                .when(
                        RateCondition.serviceTier("flex"),
                        new Rate(Meter.INPUT_TOKENS, BigDecimal.valueOf(2L * n)),
                        new Rate(Meter.OUTPUT_TOKENS, BigDecimal.valueOf(2L * n)))
                .build();
        return PriceBook.builder(Integer.toString(n))
                .card(card)
                .markup(Markup.none(Unit.of("USD", 0)).multiplier(Integer.toString(n)))
                .build();
    }
}
