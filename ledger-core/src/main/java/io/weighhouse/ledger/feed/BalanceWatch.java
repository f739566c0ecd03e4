// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.feed;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.money.Unit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells once when what is available in a wallet falls below a threshold, and again only after the wallet had recovered.
 *
 * <p>It follows the ledger's feed, and reads a wallet's balance after something happened to it: what happened meanwhile is seen
 * in one look, so that a fall and a rise in between may be missed, and a wallet that stays low never is. A wallet that is low
 * when it is put on the watch is told at once; a watch that is made anew tells it again. Nothing is promised about the order
 * of two wallets.
 *
 * <p>What time alone changes, a lot that expires, is seen when it is booked: with the next read or command that touches the
 * wallet, or with {@link Ledger#expireDue}.
 *
 * <p>This class is thread-safe, and has no thread of its own.
 */
public final class BalanceWatch implements AutoCloseable {

    /** How many wallets a watch has at most. */
    public static final int MAX_WALLETS = 100_000;

    private static final class Watched {

        final LowBalance threshold;
        boolean low;

        Watched(LowBalance threshold) {
            this.threshold = threshold;
        }
    }

    private final Ledger ledger;
    private final Executor executor;
    private final BalanceListener listener;
    private final LedgerFeed feed;
    private final AtomicLong listenerFailures = new AtomicLong();
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<AccountId, Watched> watched = new HashMap<>();
    private Set<AccountId> unseen = new LinkedHashSet<>();
    private boolean looking;

    private BalanceWatch(Ledger ledger, Executor executor, BalanceListener listener) {
        this.ledger = ledger;
        this.executor = executor;
        this.listener = listener;
        feed = LedgerFeed.from(ledger, lastSequence(ledger) + 1);
    }

    private static long lastSequence(Ledger ledger) {
        CompletableFuture<Long> anything = ledger.eventsAfter(0).toCompletableFuture();
        try {
            // The stage of an empty ledger has not completed; then it ends here, and the feed begins at the first
            // event.
            anything.complete(0L);
            return anything.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof LedgerStoreException known ? known : failed;
        }
    }

    /**
     * A watch on a ledger, without wallets.
     *
     * @param ledger whose wallets
     * @param executor runs the reads, which may block, and the listener
     * @param listener is told
     * @return the watch
     * @throws LedgerStoreException if the store failed, or cannot tell of new events
     */
    public static BalanceWatch start(Ledger ledger, Executor executor, BalanceListener listener) {
        BalanceWatch watch = new BalanceWatch(ledger, executor, listener);
        watch.feed.forEachPage(executor, watch::happened).whenComplete((next, failure) -> watch.ended(failure));
        return watch;
    }

    /**
     * Puts a wallet on the watch, or gives it another threshold; the wallet need not be open yet.
     *
     * @param threshold which wallet, and when it is low
     * @throws IllegalArgumentException if the wallet is open in another unit
     * @throws IllegalStateException if it would be one wallet too many, or the watch has ended
     * @throws LedgerStoreException if the store failed
     */
    public void watch(LowBalance threshold) {
        AccountId wallet = threshold.wallet();
        Optional<Unit> unit = ledger.read(new Query.AccountOf(wallet)).map(Account::unit);
        if (unit.isPresent() && !unit.get().equals(threshold.below().unit())) {
            throw new IllegalArgumentException("must be of unit " + unit.get() + ": below=" + threshold.below());
        }
        lock.lock();
        try {
            if (end.isDone()) {
                throw new IllegalStateException("watch has ended");
            }
            if (watched.size() >= MAX_WALLETS && !watched.containsKey(wallet)) {
                throw new IllegalStateException("must be at most " + MAX_WALLETS + " wallets: wallet=" + wallet);
            }
            watched.put(wallet, new Watched(threshold));
            unseen.add(wallet);
        } finally {
            lock.unlock();
        }
        if (mustLook()) {
            try {
                executor.execute(this::lookAtAll);
            } catch (RuntimeException rejected) {
                ended(rejected);
            }
        }
    }

    /**
     * Takes a wallet off the watch; a look that has begun may still be told.
     *
     * @param wallet which wallet
     * @return whether it was on the watch
     */
    public boolean unwatch(AccountId wallet) {
        lock.lock();
        try {
            unseen.remove(wallet);
            return watched.remove(wallet) != null;
        } finally {
            lock.unlock();
        }
    }

    /** {@return how often the listener has thrown} */
    public long listenerFailures() {
        return listenerFailures.get();
    }

    /**
     * Tells when the watch has ended.
     *
     * @return completes when it was closed; fails with what the store or the executor threw
     */
    public CompletionStage<@Nullable Void> ended() {
        return end;
    }

    /** Ends the watch; a look that has begun may still be told. Closed again, it stays closed. */
    @Override
    public void close() {
        feed.close();
        ended(null);
    }

    private void ended(@Nullable Throwable failure) {
        boolean first = failure == null ? end.complete(null) : end.completeExceptionally(failure);
        if (first && failure != null) {
            feed.close();
        }
    }

    private void happened(List<LedgerEvent> events) {
        lock.lock();
        try {
            for (LedgerEvent event : events) {
                event.place().moves().forEach(move -> happened(move.account()));
                if (event instanceof LedgerEvent.CreditLimitSet limit) {
                    happened(limit.wallet());
                } else if (event instanceof LedgerEvent.AccountOpened opened) {
                    happened(opened.account().id());
                } else if (event instanceof LedgerEvent.LotChanged lot) {
                    happened(lot.wallet());
                }
            }
        } finally {
            lock.unlock();
        }
        if (mustLook()) {
            lookAtAll();
        }
    }

    private void happened(AccountId account) {
        if (watched.containsKey(account)) {
            unseen.add(account);
        }
    }

    /** Whether whoever asks has to look now; else there is nothing, or another thread sees to it. */
    private boolean mustLook() {
        lock.lock();
        try {
            boolean must = !looking && !unseen.isEmpty() && !end.isDone();
            looking |= must;
            return must;
        } finally {
            lock.unlock();
        }
    }

    private void lookAtAll() {
        try {
            Set<AccountId> wallets = takeUnseen();
            while (!wallets.isEmpty()) {
                wallets.forEach(this::lookAt);
                wallets = takeUnseen();
            }
        } catch (RuntimeException | Error failed) {
            ended(failed);
        }
    }

    private Set<AccountId> takeUnseen() {
        lock.lock();
        try {
            Set<AccountId> taken = end.isDone() ? Set.of() : unseen;
            unseen = new LinkedHashSet<>();
            looking = !taken.isEmpty();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void lookAt(AccountId wallet) {
        Watched entry = find(wallet);
        Optional<Balance> balance = entry == null ? Optional.empty() : ledger.balance(wallet);
        if (entry == null || balance.isEmpty() || !hasFallen(entry, balance.get())) {
            return;
        }
        try {
            listener.onLow(balance.get(), entry.threshold);
        } catch (RuntimeException dropped) {
            listenerFailures.incrementAndGet();
        }
    }

    /** What it was found to be is only touched here, by one look at a time. */
    private static boolean hasFallen(Watched entry, Balance balance) {
        LowBalance threshold = entry.threshold;
        if (!balance.available().unit().equals(threshold.below().unit())) {
            return false;
        }
        boolean wasLow = entry.low;
        entry.low = balance.available().compareTo(wasLow ? threshold.clearedAt() : threshold.below()) < 0;
        return entry.low && !wasLow;
    }

    private @Nullable Watched find(AccountId wallet) {
        lock.lock();
        try {
            return end.isDone() ? null : watched.get(wallet);
        } finally {
            lock.unlock();
        }
    }
}
