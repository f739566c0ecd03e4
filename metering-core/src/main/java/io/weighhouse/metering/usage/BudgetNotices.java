// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.Move;
import io.weighhouse.money.Amount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells when a budget or an allowance was used up to a threshold, such as 80 and 100 percent: once for each.
 *
 * <p>A budget is a counter account that holds count against, with a limit; which it is, and how much there is, is read from the holds.
 * A counter of another month is another budget, so that thresholds begin anew. Only what was used counts, not what calls under way have
 * reserved. When the limit is raised, a threshold that was told is not told again.
 *
 * <p>It folds the feed from the first event on, and tells whatever a threshold's first crossing is in that; somebody who starts anew passes
 * over notices whose {@link BudgetNotice#id} he has sent. It keeps the 100,000 counters that were used last.
 *
 * <p>This class is thread-safe.
 */
public final class BudgetNotices {

    private static final int MAX_COUNTERS = 100_000;

    private static final class Use {

        final Amount limit;
        long used;
        int told;

        Use(Amount limit, long used, int told) {
            this.limit = limit;
            this.used = used;
            this.told = told;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Integer> percents;
    private final Map<AccountId, Use> counters = new LinkedHashMap<>();
    private final FeedPosition position = new FeedPosition();

    private BudgetNotices(List<Integer> percents) {
        this.percents = percents;
    }

    /**
     * Notices at some thresholds, which have seen nothing.
     *
     * @param percents 1 to 100 each, in any order; at least one
     * @return the notices
     * @throws IllegalArgumentException if there is none, or one is out of range
     */
    public static BudgetNotices at(int... percents) {
        TreeSet<Integer> sorted = new TreeSet<>();
        for (int percent : percents) {
            if (percent < 1 || percent > 100) {
                throw new IllegalArgumentException("must be 1 to 100: percent=" + percent);
            }
            sorted.add(percent);
        }
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("must be at least one: percents");
        }
        return new BudgetNotices(List.copyOf(sorted));
    }

    /**
     * Takes events of the feed; those that it has seen are passed over.
     *
     * @param events in order and without a gap, from {@link #next()} or before
     * @return what is to be told, in the order in which it happened; of several thresholds at once the highest
     * @throws IllegalArgumentException if there is a gap
     */
    public List<BudgetNotice> accept(List<LedgerEvent> events) {
        List<BudgetNotice> notices = new ArrayList<>();
        lock.lock();
        try {
            for (LedgerEvent event : events) {
                if (position.take(event)) {
                    fold(event, notices);
                }
            }
        } finally {
            lock.unlock();
        }
        return notices;
    }

    /** {@return the number of the first event that it has not seen, 1 at first} */
    public long next() {
        lock.lock();
        try {
            return position.next();
        } finally {
            lock.unlock();
        }
    }

    private void fold(LedgerEvent event, List<BudgetNotice> notices) {
        if (event instanceof LedgerEvent.HoldPlaced placed) {
            for (LimitLeg leg : placed.hold().limits()) {
                // Taken out and put in again, it is the one that was used last.
                Use before = counters.remove(leg.counter());
                counters.put(
                        leg.counter(),
                        before == null ? new Use(leg.limit(), 0, 0) : new Use(leg.limit(), before.used, before.told));
                forgetOldest();
            }
        }
        for (Move move : event.place().moves()) {
            Use use = move.part() == Move.Part.USED ? counters.get(move.account()) : null;
            if (use != null) {
                use.used += move.change().minor();
                int reached = reached(use);
                if (reached > use.told) {
                    use.told = reached;
                    notices.add(new BudgetNotice(
                            move.account(),
                            reached,
                            Amount.ofMinor(use.used, use.limit.unit()),
                            use.limit,
                            event.place().times().effectiveAt()));
                }
            }
        }
    }

    private void forgetOldest() {
        if (counters.size() > MAX_COUNTERS) {
            counters.remove(counters.keySet().iterator().next());
        }
    }

    private int reached(Use use) {
        int reached = 0;
        BigInteger hundredfold = BigInteger.valueOf(use.used).multiply(BigInteger.valueOf(100));
        for (int percent : percents) {
            boolean isReached = use.used > 0
                    && hundredfold.compareTo(
                                    BigInteger.valueOf(use.limit.minor()).multiply(BigInteger.valueOf(percent)))
                            >= 0;
            reached = isReached ? percent : reached;
        }
        return reached;
    }
}
