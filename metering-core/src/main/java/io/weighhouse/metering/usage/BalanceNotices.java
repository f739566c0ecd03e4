// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.feed.BalanceWatch;
import io.weighhouse.ledger.feed.LowBalance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which owners are to be told that their wallet runs low: once for each fall, at most once in an interval, again after a failure.
 *
 * <p>It sends nothing itself. A sender asks from time to time for what is due, sends it, and says how that went:
 *
 * <pre>{@code
 * for (BalanceNotice notice : notices.due(100)) {
 *     if (send(notice)) {
 *         notices.sent(notice);
 *     } else {
 *         notices.failed(notice);
 *     }
 * }
 * }</pre>
 *
 * <p>With an interval of an hour, a wallet that falls at 8:00, recovers and falls again at 8:10 is told at 8:00 and at 9:00, and not
 * at 9:00 if it has recovered by then. What nobody answers for is handed out again after the longest wait of the back-off. A process
 * that starts anew begins anew: what is low then is told again, under another id.
 *
 * <p>It keeps as much as there are wallets on the watch, at most {@link BalanceWatch#MAX_WALLETS}.
 *
 * <p>This class is thread-safe, and has no thread of its own.
 */
public final class BalanceNotices implements AutoCloseable {

    /**
     * How often, and when again.
     *
     * @param interval at most one notice of a wallet in this time, zero or more
     * @param backOff when a notice that could not be sent is tried again
     * @param clock tells the time
     */
    public record Rules(Duration interval, BackOff backOff, InstantSource clock) {

        /**
         * Checks the interval.
         *
         * @param interval at most one notice of a wallet in this time, zero or more
         * @param backOff when a notice that could not be sent is tried again
         * @param clock tells the time
         * @throws IllegalArgumentException if the interval is negative
         */
        public Rules {
            if (interval.isNegative()) {
                throw new IllegalArgumentException("must be >= PT0S: interval=" + interval);
            }
        }
    }

    /** A notice that has not been delivered. */
    private static final class Waiting {

        final BalanceNotice notice;
        final LowBalance threshold;
        Instant dueAt;
        int failures;

        Waiting(BalanceNotice notice, LowBalance threshold, Instant dueAt) {
            this.notice = notice;
            this.threshold = threshold;
            this.dueAt = dueAt;
        }

        Instant dueAt() {
            return dueAt;
        }

        String id() {
            return notice.id();
        }
    }

    private static final Comparator<Waiting> BY_TIME =
            Comparator.comparing(Waiting::dueAt).thenComparing(Waiting::id);

    private final Ledger ledger;
    private final Rules rules;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<AccountId, Waiting> waiting = new HashMap<>();
    private final TreeSet<Waiting> byTime = new TreeSet<>(BY_TIME);
    private final Map<AccountId, Instant> toldAt = new HashMap<>();
    private final BalanceWatch watch;
    private long givenUp;

    private BalanceNotices(Ledger ledger, Executor executor, Rules rules) {
        this.ledger = ledger;
        this.rules = rules;
        this.watch = BalanceWatch.start(ledger, executor, this::fell);
    }

    /**
     * Notices of a ledger's wallets, none of which is watched yet.
     *
     * @param ledger whose wallets
     * @param executor runs reads of the ledger, which may block
     * @param rules how often, and when again
     * @return the notices
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed, or cannot tell of new events
     */
    public static BalanceNotices start(Ledger ledger, Executor executor, Rules rules) {
        return new BalanceNotices(ledger, executor, rules);
    }

    /**
     * Puts a wallet on the watch, or gives it another threshold; one that is low already is told.
     *
     * @param threshold which wallet, and when it is low
     * @throws IllegalArgumentException if the wallet is open in another unit
     * @throws IllegalStateException if it would be one wallet too many, or the watch has ended
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed
     */
    public void watch(LowBalance threshold) {
        watch.watch(threshold);
    }

    /**
     * Takes a wallet off the watch, and drops what was to be told of it.
     *
     * @param wallet which wallet
     */
    public void unwatch(AccountId wallet) {
        watch.unwatch(wallet);
        lock.lock();
        try {
            drop(waiting.get(wallet));
            toldAt.remove(wallet);
        } finally {
            lock.unlock();
        }
    }

    private void fell(Balance balance, LowBalance threshold) {
        Instant now = rules.clock().instant();
        AccountId wallet = threshold.wallet();
        lock.lock();
        try {
            if (!waiting.containsKey(wallet)) {
                Instant before = toldAt.get(wallet);
                Instant guarded = before == null ? now : before.plus(rules.interval());
                BalanceNotice notice =
                        new BalanceNotice(wallet + "@" + now, wallet, balance.available(), threshold.below(), now);
                put(new Waiting(notice, threshold, guarded.isAfter(now) ? guarded : now));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is to be sent now, the longest due first; it reads the balance of each, and drops what has recovered.
     *
     * @param limit how many at most, more than zero
     * @return the notices, each of which is this caller's to send
     * @throws IllegalArgumentException if the limit is not more than zero
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; what is due is handed out again later
     */
    public List<BalanceNotice> due(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("must be > 0: limit=" + limit);
        }
        Instant now = rules.clock().instant();
        List<BalanceNotice> due = new ArrayList<>();
        for (Waiting next = take(now); next != null; next = due.size() < limit ? take(now) : null) {
            LowBalance threshold = next.threshold;
            Optional<Balance> balance = ledger.balance(threshold.wallet());
            if (balance.isPresent() && balance.get().available().compareTo(threshold.clearedAt()) < 0) {
                BalanceNotice notice = next.notice;
                due.add(new BalanceNotice(
                        notice.id(), notice.wallet(), balance.get().available(), notice.below(), notice.at()));
            } else {
                lock.lock();
                try {
                    drop(next);
                } finally {
                    lock.unlock();
                }
            }
        }
        return due;
    }

    /** The longest due, which is due again when nobody has answered for it for long enough. */
    private @Nullable Waiting take(Instant now) {
        lock.lock();
        try {
            if (byTime.isEmpty() || byTime.first().dueAt.isAfter(now)) {
                return null;
            }
            Waiting first = byTime.first();
            move(first, now.plus(rules.backOff().most()));
            return first;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says that a notice was sent; one that is known no more is passed over.
     *
     * @param notice which
     */
    public void sent(BalanceNotice notice) {
        Instant now = rules.clock().instant();
        lock.lock();
        try {
            Waiting known = find(notice);
            if (known != null) {
                drop(known);
                toldAt.put(notice.wallet(), now);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says that a notice could not be sent: it is due again after the back-off, or given up after its last try.
     *
     * @param notice which
     */
    public void failed(BalanceNotice notice) {
        Instant now = rules.clock().instant();
        lock.lock();
        try {
            Waiting known = find(notice);
            if (known == null) {
                return;
            }
            known.failures++;
            if (known.failures >= rules.backOff().tries()) {
                drop(known);
                toldAt.put(notice.wallet(), now);
                givenUp++;
            } else {
                move(known, now.plus(rules.backOff().after(known.failures)));
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many notices wait to be sent, now or later} */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many notices were given up after their last try} */
    public long givenUp() {
        lock.lock();
        try {
            return givenUp;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells when the watch has ended.
     *
     * @return completes when it was closed; fails with what the store or the executor threw, and nothing new is told from then on
     */
    public CompletionStage<@Nullable Void> ended() {
        return watch.ended();
    }

    /** Ends the watch; what waits to be sent can still be asked for. */
    @Override
    public void close() {
        watch.close();
    }

    private @Nullable Waiting find(BalanceNotice notice) {
        Waiting known = waiting.get(notice.wallet());
        return known != null && known.id().equals(notice.id()) ? known : null;
    }

    private void put(Waiting entry) {
        waiting.put(entry.threshold.wallet(), entry);
        byTime.add(entry);
    }

    private void move(Waiting entry, Instant dueAt) {
        byTime.remove(entry); // it is found by its time
        entry.dueAt = dueAt;
        byTime.add(entry);
    }

    private void drop(@Nullable Waiting entry) {
        if (entry != null && byTime.remove(entry)) {
            waiting.remove(entry.threshold.wallet());
        }
    }
}
