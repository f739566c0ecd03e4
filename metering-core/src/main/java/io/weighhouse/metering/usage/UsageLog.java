// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.LedgerEvent;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Folds a ledger's feed into a record for each call, sums by whatever is asked, and what was earned against what it cost.
 *
 * <pre>{@code
 * UsageLog log = UsageLog.builder().build();
 * LedgerFeed.from(ledger, log.next()).forEachPage(executor, log::accept);
 * }</pre>
 *
 * <p>A call is counted once, on the day on which it ends; the money of its checkpoints counts on the day on which they were booked, and
 * a refund on the day of the refund, under the labels and the sku of what it gives back. So the prices of a wallet add up to what its
 * statement shows, day by day. A hold that ran out is a call of status {@link UsageStatus#EXPIRED} whose labels and sku are not known
 * unless a checkpoint told them; when it is settled late it becomes the call that it was. Of a call that was tried at several skus, each
 * has its tokens and its cost, and the last one has the price.
 *
 * <p>It keeps what it knows in memory, within {@link Bounds}; nothing needs to be stored, because the feed can be read again, and
 * two logs that have read the same events give the same answers.
 *
 * <p>This class is thread-safe; an answer is of one moment between two pages of events.
 */
public final class UsageLog {

    /** The labels that sums are kept by unless told otherwise: plan, key, payer, endpoint, user, team. */
    public static final Set<String> USUAL_LABELS = Set.of("plan", "key", "payer", "endpoint", "user", "team");

    private static final int MOST_RECORDS_OF_A_PAGE = 1_000;

    /**
     * How much a log keeps at most.
     *
     * <p>Beyond the days, the oldest day is dropped whole. Beyond the groups (a group is a wallet, sku and labels on one day), what
     * comes new is summed for its tenant only, without sku and labels, and beyond twice the groups for nobody; {@link
     * UsageLog#losses} counts both. Beyond the rest the oldest is dropped: of records the oldest; of lots those whose later spends
     * then count as unvalued; of refundable transactions those whose refunds then count without sku and labels unless the
     * refund's note has them; of expired calls those which, settled late, are not counted as calls again.
     *
     * @param days how many days sums are kept, 1 or more
     * @param groups how many groups in all days together, 1 or more
     * @param recordsOfTenant how many records of one tenant, 1 or more
     * @param records how many records in all, 1 or more
     * @param others how many lots, refundable transactions, and expired calls, each, 1 or more
     */
    public record Bounds(int days, int groups, int recordsOfTenant, int records, int others) {

        /** 400 days, 200,000 groups, 10,000 records of a tenant, 100,000 in all, 100,000 of the others. */
        public static final Bounds USUAL = new Bounds(400, 200_000, 10_000, 100_000, 100_000);

        /**
         * Checks the ranges.
         *
         * @param days how many days sums are kept, 1 or more
         * @param groups how many groups in all days together, 1 or more
         * @param recordsOfTenant how many records of one tenant, 1 or more
         * @param records how many records in all, 1 or more
         * @param others how many lots, refundable transactions, and expired calls, each, 1 or more
         * @throws IllegalArgumentException if one is less than 1
         */
        public Bounds {
            if (days < 1 || groups < 1 || recordsOfTenant < 1 || records < 1 || others < 1) {
                throw new IllegalArgumentException("must be > 0: days=" + days + " groups=" + groups
                        + " recordsOfTenant=" + recordsOfTenant + " records=" + records + " others=" + others);
            }
        }
    }

    /**
     * What a log could not keep or understand.
     *
     * @param crowdedOut additions without a group of their own
     * @param tooOld additions to days that were dropped
     * @param forgottenLots lots that were dropped
     * @param unreadableReceipts notes whose receipt is none of {@link io.weighhouse.metering.receipt.Receipt}
     */
    public record Losses(long crowdedOut, long tooOld, long forgottenLots, long unreadableReceipts) {

        /** {@return whether nothing was lost} */
        public boolean none() {
            return (crowdedOut | tooOld | forgottenLots | unreadableReceipts) == 0;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final CallFold fold;
    private final FeedPosition position = new FeedPosition();

    private UsageLog(Builder builder) {
        fold = new CallFold(
                builder.bounds, builder.zone, new CallFold.Labels(new ArrayList<>(new TreeSet<>(builder.labels))));
    }

    /** {@return a builder with the usual bounds and labels} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes events of the feed; those that it has seen are passed over, so that a page may come twice.
     *
     * @param events in order and without a gap, from {@link #next()} or before
     * @throws IllegalArgumentException if there is a gap; the events before it were taken
     */
    public void accept(List<LedgerEvent> events) {
        lock.lock();
        try {
            for (LedgerEvent event : events) {
                if (position.take(event)) {
                    fold.accept(event);
                }
            }
        } finally {
            lock.unlock();
        }
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

    /**
     * Records, newest first.
     *
     * @param question whose, of which days, and of what; what it groups by is not looked at
     * @param before only records with a smaller number; {@link Long#MAX_VALUE} for the first page, then what the page before
     *     says is next
     * @param limit how many at most, 1 to 1000
     * @return the page
     * @throws IllegalArgumentException if the limit is out of range
     */
    public UsagePage page(UsageQuestion question, long before, int limit) {
        if (limit < 1 || limit > MOST_RECORDS_OF_A_PAGE) {
            throw new IllegalArgumentException("must be 1 to 1000: limit=" + limit);
        }
        lock.lock();
        try {
            return fold.records().page(question, before, limit);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sums, a row for each group that has any.
     *
     * <p>With two models on two days, {@code by(DAY, SKU)} has four rows.
     *
     * @param question whose, of which days, of what, by what; labels that the log does not keep sums by are empty
     * @return the answer
     */
    public UsageSummary summary(UsageQuestion question) {
        List<UsageSummary.Row> rows = new ArrayList<>();
        Sums total = new Sums();
        for (Groups.Line line : lines(question)) {
            rows.add(new UsageSummary.Row(line.values(), line.sums().totals()));
            total.add(line.sums());
        }
        return new UsageSummary(question.by(), rows, total.totals());
    }

    /**
     * What was earned against what it cost, a row for each group that has any.
     *
     * <p>Debt and credit limits that were used count as unvalued when they are used, and as earned when paid credit repays them; that and
     * breakage stand in the rows of the wallet, without sku and labels.
     *
     * @param question whose, of which days, of what, by what
     * @return the answer
     */
    public MarginReport margin(UsageQuestion question) {
        List<MarginReport.Row> rows = new ArrayList<>();
        Sums total = new Sums();
        for (Groups.Line line : lines(question)) {
            rows.add(new MarginReport.Row(line.values(), line.sums().margin()));
            total.add(line.sums());
        }
        return new MarginReport(question.by(), rows, total.margin());
    }

    /** {@return what it could not keep or understand so far} */
    public Losses losses() {
        lock.lock();
        try {
            Groups groups = fold.groups();
            return new Losses(groups.crowdedOut(), groups.tooOld(), fold.forgottenLots(), fold.unreadable());
        } finally {
            lock.unlock();
        }
    }

    private List<Groups.Line> lines(UsageQuestion question) {
        lock.lock();
        try {
            return fold.groups().lines(question);
        } finally {
            lock.unlock();
        }
    }

    /** Puts a log together. Not thread-safe. */
    public static final class Builder {

        private ZoneId zone = ZoneOffset.UTC;
        private Set<String> labels = USUAL_LABELS;
        private Bounds bounds = Bounds.USUAL;

        private Builder() {}

        /**
         * In which zone a day begins and ends; UTC unless said here.
         *
         * @param value the zone
         * @return this builder
         */
        public Builder zone(ZoneId value) {
            this.zone = value;
            return this;
        }

        /**
         * By which labels sums are kept; {@link UsageLog#USUAL_LABELS} unless said here. Records keep every label.
         *
         * @param names the labels' names; each makes more groups
         * @return this builder
         */
        public Builder labels(Set<String> names) {
            this.labels = Set.copyOf(names);
            return this;
        }

        /**
         * How much is kept at most; {@link Bounds#USUAL} unless said here.
         *
         * @param value the bounds
         * @return this builder
         */
        public Builder bounds(Bounds value) {
            this.bounds = value;
            return this;
        }

        /** {@return the log, which has seen nothing} */
        public UsageLog build() {
            return new UsageLog(this);
        }
    }
}
