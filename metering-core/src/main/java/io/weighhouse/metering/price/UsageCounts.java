// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Token counts as a provider states them: wholes, and parts of them.
 *
 * <pre>
 *   new UsageCounts.Builder().set(INPUT, 1_000).set(CACHED, 800).set(OUTPUT, 50).build().partition(STRICT)
 * </pre>
 *
 * <p>A provider says that a prompt had 1,000 tokens and that 800 of these came from its cache; what is charged is a
 * partition, 200 input tokens and 800 cached ones. {@link #partition} makes it, and asks a {@link PricingPolicy} where
 * the counts leave something open or contradict each other. A part that the provider did not mention is absent, and stays
 * absent in the partition.
 *
 * <p>This class is immutable and thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // an index into an array, never kept
public final class UsageCounts {

    static final long ABSENT = -1;

    /** No prompt is anywhere near this, and sums of a few such counts fit a {@code long}. */
    private static final long MOST_TOKENS = 1L << 56;

    private static final UsagePart[] PARTS = UsagePart.values();

    private final long[] counts;
    private final Usage others;

    private UsageCounts(long[] counts, Usage others) {
        this.counts = counts;
        this.others = others;
    }

    /**
     * What the provider counted of a part.
     *
     * @param part a whole or a part
     * @return the tokens, or empty if the provider did not mention it
     */
    public OptionalLong count(UsagePart part) {
        long count = counts[part.index()];
        return count == ABSENT ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /** {@return what is counted beside the two wholes: searches, seconds, requests} */
    public Usage others() {
        return others;
    }

    /** {@return whether nothing at all was counted} */
    public boolean isEmpty() {
        return others.isEmpty() && Arrays.stream(counts).allMatch(count -> count == ABSENT);
    }

    /**
     * The partition: each token in exactly one class.
     *
     * @param policy what to do where the counts leave something open
     * @return the usage, or the contradiction in the counts
     */
    public Partition partition(PricingPolicy policy) {
        return new Partitioning(this, policy, meter -> true).result();
    }

    /** The count, or {@link #ABSENT}. */
    long raw(UsagePart part) {
        return counts[part.index()];
    }

    /** The count, or 0. */
    long orZero(UsagePart part) {
        return Math.max(0, raw(part));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UsageCounts that && Arrays.equals(counts, that.counts) && others.equals(that.others);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(counts) + others.hashCode();
    }

    /** {@return every count that there is: {INPUT=1000, CACHED=800}} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (UsagePart part : PARTS) {
            if (raw(part) != ABSENT) {
                text.append(text.length() == 1 ? "" : ", ")
                        .append(part)
                        .append('=')
                        .append(raw(part));
            }
        }
        return text.append('}').append(others.isEmpty() ? "" : " and " + others).toString();
    }

    /**
     * Counts in the making. A later word about a part takes the place of an earlier one.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private final long[] counts = new long[PARTS.length];
        private final UsageTally others = new UsageTally();

        /** Counts that say nothing yet. */
        public Builder() {
            clear();
        }

        /**
         * Says how many tokens a whole or a part has.
         *
         * @param part a whole or a part
         * @param tokens how many, 0 to 2^56
         * @return this builder
         * @throws IllegalArgumentException if it is not in that range: whatever a policy allows, a count is never below
         *     zero
         */
        public Builder set(UsagePart part, long tokens) {
            if (tokens < 0 || tokens > MOST_TOKENS) {
                throw new IllegalArgumentException("must be 0 to 2^56: " + part + '=' + tokens);
            }
            counts[part.index()] = tokens;
            return this;
        }

        /**
         * Says how much there is of something beside the two wholes.
         *
         * @param meter a meter that belongs to neither whole, such as {@link Meter#WEB_SEARCHES}
         * @param quantity how much, {@code >= 0}
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder also(Meter meter, long quantity) {
            others.set(meter, quantity);
            return this;
        }

        /**
         * What was said of a part.
         *
         * @param part a whole or a part
         * @return the tokens, 0 if it was not mentioned
         */
        public long get(UsagePart part) {
            return Math.max(0, counts[part.index()]);
        }

        /**
         * Whether a part was mentioned, be it with zero.
         *
         * @param part a whole or a part
         * @return whether anything was said of it
         */
        public boolean has(UsagePart part) {
            return counts[part.index()] != ABSENT;
        }

        /** Forgets everything. */
        public void clear() {
            Arrays.fill(counts, ABSENT);
            others.clear();
        }

        /** {@return the counts so far} */
        public UsageCounts build() {
            return new UsageCounts(counts.clone(), others.toUsage());
        }
    }
}
