// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.feed;

import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of a ledger from a number on, in order and without a gap, for one reader who follows them.
 *
 * <p>The reader keeps the number up to which its own work is done, and begins after it when it comes again: so it sees every
 * event at least once, and those since it last kept the number twice.
 *
 * <pre>{@code
 * try (LedgerFeed feed = LedgerFeed.from(ledger, kept + 1)) {
 *     while (!feed.isClosed()) {
 *         List<LedgerEvent> page = feed.poll(Duration.ofSeconds(30));
 *         project(page);
 *         keep(feed.next() - 1);
 *     }
 * }
 * }</pre>
 *
 * <p>Nothing is read ahead: a slow reader holds nobody up and costs no memory. A reader who waits is woken by the store.
 *
 * <p>A feed is read in one way, by {@link #poll} on one thread at a time or by {@link #forEachPage}; {@link #next}, {@link
 * #isClosed} and {@link #close} are for any thread.
 */
public final class LedgerFeed implements AutoCloseable {

    private static final int PAGE_EVENTS = 1000;

    private final Ledger ledger;
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicBoolean handedOut = new AtomicBoolean();

    private final ReentrantLock waiting = new ReentrantLock();

    /** Completes when there is more to read, or never will be; the same one for as long as nothing comes. */
    private @Nullable CompletableFuture<Long> more;

    private boolean closed;
    private volatile long next;

    private LedgerFeed(Ledger ledger, long next) {
        this.ledger = ledger;
        this.next = next;
    }

    /**
     * The feed of a ledger from a number on.
     *
     * @param ledger whose events
     * @param sequence the first number wanted, more than zero; it need not be there yet
     * @return the feed
     * @throws IllegalArgumentException if the number is not more than zero
     */
    public static LedgerFeed from(Ledger ledger, long sequence) {
        if (sequence < 1) {
            throw new IllegalArgumentException("must be > 0: sequence=" + sequence);
        }
        return new LedgerFeed(ledger, sequence);
    }

    /** {@return the number of the first event that was not handed over yet} */
    public long next() {
        return next;
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        waiting.lock();
        try {
            return closed;
        } finally {
            waiting.unlock();
        }
    }

    /**
     * The next events, up to a thousand; waits for them when there are none.
     *
     * @param patience how long to wait for the first of them, zero for not at all
     * @return the events; none if none came in that time, or the feed is closed
     * @throws InterruptedException if the thread was interrupted while it waited; nothing was handed over
     * @throws IllegalArgumentException if the patience is negative
     * @throws IllegalStateException if another thread polls, or {@link #forEachPage} reads
     * @throws LedgerStoreException if the store failed or was closed, or cannot tell of new events; nothing was handed over
     */
    public List<LedgerEvent> poll(Duration patience) throws InterruptedException {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("must be >= PT0S: patience=" + patience);
        }
        if (handedOut.get() || !reading.tryLock()) {
            throw new IllegalStateException("must be read by one reader at a time: next=" + next);
        }
        try {
            List<LedgerEvent> page = read();
            if (page.isEmpty() && !patience.isZero() && await(patience)) {
                page = read();
            }
            handedOver(page);
            return page;
        } finally {
            reading.unlock();
        }
    }

    /**
     * Hands all events over, page after page, until the feed is closed.
     *
     * <p>The next page is read when the consumer has returned. A page counts as handed over from then on; when the consumer
     * throws, the feed ends before that page.
     *
     * @param executor runs the consumer, and the reads, which may block; a task lasts for as long as there are events
     * @param consumer is given at least one event each time, a thousand at most, by one thread at a time
     * @return completes when the feed was closed, with the number of the first event that was not handed over; fails with what
     *     the consumer, the store or the executor threw
     * @throws IllegalStateException if it is read already
     */
    public CompletionStage<Long> forEachPage(Executor executor, Consumer<? super List<LedgerEvent>> consumer) {
        if (!handedOut.compareAndSet(false, true)) {
            throw new IllegalStateException("must be read by one reader at a time: next=" + next);
        }
        CompletableFuture<Long> end = new CompletableFuture<>();
        start(executor, () -> handOver(executor, consumer, end), end);
        return end;
    }

    private void handOver(
            Executor executor, Consumer<? super List<LedgerEvent>> consumer, CompletableFuture<Long> end) {
        try {
            while (!isClosed()) {
                List<LedgerEvent> page = read();
                if (!page.isEmpty()) {
                    consumer.accept(page);
                    handedOver(page);
                    continue;
                }
                CompletableFuture<Long> until = more();
                if (!until.isDone()) {
                    resume(until, executor, () -> handOver(executor, consumer, end), end);
                    return;
                }
                until.join();
            }
            end.complete(next);
        } catch (RuntimeException | Error failed) {
            end.completeExceptionally(cause(failed));
        }
    }

    /** Woken by failures and by close() too: the next look finds out which. */
    private static void resume(
            CompletionStage<Long> until, Executor executor, Runnable task, CompletableFuture<Long> end) {
        until.whenComplete((last, failure) -> start(executor, task, end));
    }

    private static void start(Executor executor, Runnable task, CompletableFuture<Long> end) {
        try {
            executor.execute(task);
        } catch (RuntimeException rejected) {
            end.completeExceptionally(rejected);
        }
    }

    private List<LedgerEvent> read() {
        return isClosed() ? List.of() : ledger.events(next, PAGE_EVENTS);
    }

    private void handedOver(List<LedgerEvent> page) {
        if (!page.isEmpty()) {
            next = page.get(page.size() - 1).sequence() + 1;
        }
    }

    private boolean await(Duration patience) throws InterruptedException {
        try {
            more().get(nanos(patience), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException nothingCame) {
            return false;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof LedgerStoreException known) {
                throw known;
            }
            throw new LedgerStoreException("store failed", true, failed.getCause());
        }
    }

    private static long nanos(Duration patience) {
        return patience.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : patience.toNanos();
    }

    /** One wait in the store at most, however often a reader loses patience. */
    private CompletableFuture<Long> more() {
        waiting.lock();
        try {
            if (closed) {
                return CompletableFuture.completedFuture(next);
            }
            if (more == null || more.isDone()) {
                more = ledger.eventsAfter(next - 1).toCompletableFuture();
            }
            return more;
        } finally {
            waiting.unlock();
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Ends the feed: whoever waits is woken, and nothing is handed over any more. Closed again, it stays closed. */
    @Override
    public void close() {
        CompletableFuture<Long> wake;
        waiting.lock();
        try {
            closed = true;
            wake = more;
        } finally {
            waiting.unlock();
        }
        if (wake != null) {
            // The number is not used; completing it here also takes the wait out of the store.
            wake.complete(next);
        }
    }
}
