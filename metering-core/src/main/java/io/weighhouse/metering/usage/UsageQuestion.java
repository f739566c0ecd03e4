// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.TenantId;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Whose usage is asked for, of which days, of what, by what.
 *
 * <p>{@code UsageQuestion.of(tenant).from(day).where(Dimension.label("key"), "k-1").by(Dimension.DAY, Dimension.SKU)}: one key's use of
 * each model on each day. Every method returns a copy that says more. A question is about one tenant unless it is {@link #ofEveryTenant},
 * which is for the operator.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tenant whose; empty for every tenant
 * @param days which days
 * @param where what a row must be, by dimension; several must all hold
 * @param by what the answer is grouped by; nothing for one sum
 */
public record UsageQuestion(Optional<TenantId> tenant, Days days, Map<Dimension, String> where, List<Dimension> by) {

    /**
     * Which days.
     *
     * @param from the first day
     * @param until the first day that is no longer in it
     */
    public record Days(LocalDate from, LocalDate until) {

        /** Every day. */
        public static final Days ALL = new Days(LocalDate.MIN, LocalDate.MAX);

        /**
         * Checks the order.
         *
         * @param from the first day
         * @param until the first day that is no longer in it
         * @throws IllegalArgumentException if {@code until} is before {@code from}
         */
        public Days {
            if (until.isBefore(from)) {
                throw new IllegalArgumentException("must be >= from=" + from + ": until=" + until);
            }
        }

        boolean contain(LocalDate day) {
            return !day.isBefore(from) && day.isBefore(until);
        }
    }

    /**
     * Copies the parts.
     *
     * @param tenant whose; empty for every tenant
     * @param days which days
     * @param where what a row must be, by dimension
     * @param by what the answer is grouped by
     */
    public UsageQuestion {
        where = Collections.unmodifiableMap(new TreeMap<>(where));
        by = List.copyOf(by);
    }

    /**
     * Everything of one tenant, as one sum.
     *
     * @param tenant whose
     * @return the question
     */
    public static UsageQuestion of(TenantId tenant) {
        return new UsageQuestion(Optional.of(tenant), Days.ALL, Map.of(), List.of());
    }

    /** {@return everything of every tenant, as one sum; for the operator's own eyes} */
    public static UsageQuestion ofEveryTenant() {
        return new UsageQuestion(Optional.empty(), Days.ALL, Map.of(), List.of());
    }

    /**
     * The same from a day on.
     *
     * @param day the first day
     * @return the question
     * @throws IllegalArgumentException if the days end before it
     */
    public UsageQuestion from(LocalDate day) {
        return new UsageQuestion(tenant, new Days(day, days.until()), where, by);
    }

    /**
     * The same up to a day.
     *
     * @param day the first day that is no longer in it
     * @return the question
     * @throws IllegalArgumentException if the days begin after it
     */
    public UsageQuestion until(LocalDate day) {
        return new UsageQuestion(tenant, new Days(days.from(), day), where, by);
    }

    /**
     * The same for one value of a dimension only.
     *
     * @param dimension such as {@code Dimension.label("key")}
     * @param value what it must be; empty for what has none
     * @return the question
     */
    public UsageQuestion where(Dimension dimension, String value) {
        Map<Dimension, String> more = new TreeMap<>(where);
        more.put(dimension, value);
        return new UsageQuestion(tenant, days, more, by);
    }

    /**
     * The same, grouped by these.
     *
     * @param dimensions in the order in which rows are sorted
     * @return the question
     */
    public UsageQuestion by(Dimension... dimensions) {
        return new UsageQuestion(tenant, days, where, List.of(dimensions));
    }

    /** Whether it is about a row of that tenant with these values. */
    boolean admits(String rowTenant, Function<Dimension, String> values) {
        if (tenant.isPresent() && !tenant.get().value().equals(rowTenant)) {
            return false;
        }
        for (Map.Entry<Dimension, String> wanted : where.entrySet()) {
            if (!wanted.getValue().equals(values.apply(wanted.getKey()))) {
                return false;
            }
        }
        return true;
    }
}
