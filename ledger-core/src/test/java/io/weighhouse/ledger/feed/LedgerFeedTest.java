// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class LedgerFeedTest {

    private static final Duration LONG = Duration.ofSeconds(Long.MAX_VALUE);

    private enum Kept {
        MEMORY,
        JOURNAL
    }

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Wallets wallets = new Wallets(Ledger.inMemory()).open();

    @AfterEach
    void end() {
        threads.shutdownNow();
        wallets.ledger.close();
    }

    private Wallets wallets(Kept kept) {
        LedgerStore store = kept == Kept.MEMORY
                ? LedgerStore.inMemory()
                : JournalStore.open(
                        directory,
                        JournalOptions.builder().segmentBytes(1 << 20).build());
        return new Wallets(Ledger.builder().store(store).build()).open();
    }

    private static List<Long> numbers(List<? extends LedgerEvent> events) {
        return events.stream().map(LedgerEvent::sequence).toList();
    }

    @Test
    void from_zero_isRefused() {
        assertThatThrownBy(() -> LedgerFeed.from(wallets.ledger, 0)).hasMessage("must be > 0: sequence=0");
    }

    @Test
    void poll_whatIsThere_isNotWaitedFor() throws InterruptedException {
        LedgerFeed feed = LedgerFeed.from(wallets.ledger, 2);
        assertThat(numbers(feed.poll(Duration.ZERO))).containsExactly(2L, 3L);
        assertThat(feed.next()).isEqualTo(4);
        assertThat(feed.poll(Duration.ZERO)).isEmpty();
        assertThat(feed.poll(Duration.ofNanos(1))).isEmpty();
        assertThat(feed.next()).isEqualTo(4);
        assertThatThrownBy(() -> feed.poll(Duration.ofNanos(-1)))
                .hasMessage("must be >= PT0S: patience=PT-0.000000001S");
    }

    @Test
    void poll_moreThanAPage_givesAThousandAtOnce() throws InterruptedException {
        for (int i = 0; i < 1_500; i++) {
            wallets.give(Wallets.ALICE, 1);
        }
        LedgerFeed feed = LedgerFeed.from(wallets.ledger, 1);
        assertThat(feed.poll(Duration.ZERO)).hasSize(1_000);
        assertThat(feed.poll(Duration.ZERO)).hasSize(503);
    }

    @ParameterizedTest
    @EnumSource(Kept.class)
    void poll_whatIsToCome_isWokenByIt(Kept kept) throws ExecutionException, InterruptedException {
        Wallets here = wallets(kept);
        try (LedgerFeed feed = LedgerFeed.from(here.ledger, 4)) {
            Future<List<LedgerEvent>> waiting = threads.submit(() -> feed.poll(LONG));
            here.give(Wallets.ALICE, 1);
            assertThat(numbers(waiting.get())).containsExactly(4L);
        } finally {
            here.ledger.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Kept.class)
    void poll_whenTheLedgerCloses_fails(Kept kept) {
        Wallets here = wallets(kept);
        LedgerFeed feed = LedgerFeed.from(here.ledger, 4);
        Future<List<LedgerEvent>> waiting = threads.submit(() -> feed.poll(LONG));
        here.ledger.close();
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(LedgerStoreException.class)
                .hasMessage("store is closed");
    }

    @Test
    void poll_whenItIsClosed_givesNothing() throws ExecutionException, InterruptedException {
        wallets.give(Wallets.ALICE, 1);
        LedgerFeed feed = LedgerFeed.from(wallets.ledger, 5);
        Future<List<LedgerEvent>> waiting = threads.submit(() -> feed.poll(LONG));
        feed.close();
        feed.close();
        assertThat(waiting.get()).isEmpty();
        assertThat(feed.isClosed()).isTrue();
        wallets.give(Wallets.ALICE, 1);
        assertThat(feed.poll(LONG)).isEmpty();
        assertThat(feed.next()).isEqualTo(5);
    }

    @Test
    void poll_interrupted_losesNothing() throws InterruptedException {
        LedgerFeed feed = LedgerFeed.from(wallets.ledger, 4);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> feed.poll(LONG)).isInstanceOf(InterruptedException.class);
        wallets.give(Wallets.ALICE, 1);
        assertThat(numbers(feed.poll(LONG))).containsExactly(4L);
    }

    @Test
    void poll_besideForEachPage_isRefused() {
        LedgerFeed feed = LedgerFeed.from(wallets.ledger, 1);
        feed.forEachPage(Runnable::run, page -> {});
        assertThatThrownBy(() -> feed.poll(LONG)).hasMessage("must be read by one reader at a time: next=4");
        assertThatThrownBy(() -> feed.forEachPage(Runnable::run, page -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void store_withoutWakeUps_isSaidToHaveNone() {
        LedgerStore silent = new LedgerStore() {
            private final LedgerStore store = LedgerStore.inMemory();

            @Override
            public <R> CompletionStage<Outcome<R>> submit(Command<R> command, Instant now) {
                return store.submit(command, now);
            }

            @Override
            public <R> CompletionStage<R> read(Query<R> query, Instant now) {
                return store.read(query, now);
            }

            @Override
            public void close() {
                store.close();
            }
        };
        LedgerFeed feed = LedgerFeed.from(Ledger.builder().store(silent).build(), 1);
        assertThatThrownBy(() -> feed.poll(LONG)).hasMessage("this store does not tell of new events");
    }

    @Test
    void forEachPage_readsTheNextPageWhenTheConsumerHasReturned() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        List<Long> seen = new ArrayList<>();
        LedgerFeed feed = LedgerFeed.from(wallets.ledger, 1);
        CompletableFuture<Long> end = feed.forEachPage(tasks::add, page -> {
                    assertThat(feed.next()).isEqualTo(page.get(0).sequence());
                    seen.addAll(numbers(page));
                })
                .toCompletableFuture();
        assertThat(seen).isEmpty();
        tasks.remove().run();
        assertThat(seen).containsExactly(1L, 2L, 3L);
        wallets.give(Wallets.ALICE, 1);
        wallets.give(Wallets.ALICE, 1);
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L);
        feed.close();
        tasks.remove().run();
        assertThat(end).isCompletedWithValue(6L);
        wallets.give(Wallets.ALICE, 1);
        assertThat(tasks).isEmpty();
    }

    @Test
    void forEachPage_consumerThatThrows_endsItBeforeThePage() {
        IllegalStateException broken = new IllegalStateException("projection is broken");
        LedgerFeed feed = LedgerFeed.from(wallets.ledger, 2);
        CompletableFuture<Long> end = feed.forEachPage(Runnable::run, page -> {
                    throw broken;
                })
                .toCompletableFuture();
        assertThat(end).failsWithin(Duration.ZERO).withThrowableThat().withCause(broken);
        assertThat(feed.next()).isEqualTo(2);
    }

    @Test
    void forEachPage_executorThatRejects_endsIt() {
        RejectedExecutionException full = new RejectedExecutionException("full");
        CompletableFuture<Long> end = LedgerFeed.from(wallets.ledger, 1)
                .forEachPage(
                        task -> {
                            throw full;
                        },
                        page -> {})
                .toCompletableFuture();
        assertThat(end).failsWithin(Duration.ZERO).withThrowableThat().withCause(full);
    }

    @Test
    void forEachPage_ledgerThatCloses_endsIt() {
        CompletableFuture<Long> end = LedgerFeed.from(wallets.ledger, 1)
                .forEachPage(Runnable::run, page -> {})
                .toCompletableFuture();
        assertThat(end).isNotDone();
        wallets.ledger.close();
        assertThat(end)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(LedgerStoreException.class);
    }

    /** Two writers, and a reader who loses his place at random and goes on from where he kept it. */
    @ParameterizedTest
    @EnumSource(Kept.class)
    void readers_resumedAtRandom_seeEveryEventInOrder(Kept kept) throws ExecutionException, InterruptedException {
        Wallets here = wallets(kept);
        int each = kept == Kept.MEMORY ? 10_000 : 300;
        long last = 3 + 2L * each;
        CountDownLatch started = new CountDownLatch(2);
        List<Future<Long>> readers = new ArrayList<>();
        readers.add(threads.submit(() -> pollAll(here.ledger, last, new Random(1), started)));
        readers.add(threads.submit(() -> takeAll(here.ledger, last, new Random(2), started)));
        started.await();
        for (int writer = 0; writer < 2; writer++) {
            threads.execute(() -> {
                for (int i = 0; i < each; i++) {
                    here.give(i % 2 == 0 ? Wallets.ALICE : Wallets.BOB, 1);
                }
            });
        }
        for (Future<Long> reader : readers) {
            assertThat(reader.get()).isEqualTo(last);
        }
        here.ledger.close();
    }

    private static long pollAll(Ledger ledger, long last, Random random, CountDownLatch started)
            throws InterruptedException {
        long kept = 0;
        long seen = 0;
        while (kept < last) {
            try (LedgerFeed feed = LedgerFeed.from(ledger, kept + 1)) {
                long expected = kept + 1;
                started.countDown();
                do {
                    for (LedgerEvent event : feed.poll(random.nextBoolean() ? LONG : Duration.ofNanos(1))) {
                        assertThat(event.sequence()).isEqualTo(expected++);
                        seen = Math.max(seen, event.sequence());
                    }
                    // Now and then it crashes between its work and keeping the number.
                    kept = random.nextInt(4) > 0 ? feed.next() - 1 : kept;
                } while (kept < last && random.nextInt(8) > 0 && kept == feed.next() - 1);
            }
        }
        return seen;
    }

    private long takeAll(Ledger ledger, long last, Random random, CountDownLatch started)
            throws ExecutionException, InterruptedException, TimeoutException {
        AtomicLong kept = new AtomicLong();
        while (kept.get() < last) {
            LedgerFeed feed = LedgerFeed.from(ledger, kept.get() + 1);
            AtomicLong expected = new AtomicLong(kept.get() + 1);
            CompletionStage<Long> end = feed.forEachPage(threads, page -> {
                for (LedgerEvent event : page) {
                    assertThat(event.sequence()).isEqualTo(expected.getAndIncrement());
                    if (random.nextInt(500) == 0) {
                        throw new IllegalStateException("crash");
                    }
                    kept.set(event.sequence());
                }
                if (kept.get() == last || random.nextInt(8) == 0) {
                    feed.close();
                }
            });
            started.countDown();
            Throwable failure =
                    end.handle((next, thrown) -> thrown).toCompletableFuture().get(60, TimeUnit.SECONDS);
            if (failure != null) {
                assertThat(failure).hasMessage("crash");
            }
        }
        return kept.get();
    }
}
