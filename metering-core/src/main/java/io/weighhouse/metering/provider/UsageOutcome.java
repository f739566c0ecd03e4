// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsageTally;
import java.util.List;

/**
 * What a provider's response says about usage.
 *
 * <p>"No usage" and "zero usage although text came" are answers of their own: neither may ever settle as free. Every
 * outcome is immutable and thread-safe.
 */
public sealed interface UsageOutcome {

    /**
     * The provider counted, and its counts agree with each other.
     *
     * @param usage the counts as a partition: each token in exactly one class
     * @param counts the same as the provider states it, wholes and parts, for another {@link
     *     io.weighhouse.metering.price.PricingPolicy} than the strict one
     * @param legs the parts of the answer that are priced each by itself, together all of it; empty if it is one, then
     *     {@code usage} is all of it
     * @param flags what is odd about the counts, each in words with its numbers: {@code unknown field: new_tokens=7}; at
     *     most 24
     */
    record Reported(Usage usage, UsageCounts counts, List<Leg> legs, List<String> flags) implements UsageOutcome {

        private static final UsageCounts NO_COUNTS = new UsageCounts.Builder().build();

        /**
         * Keeps its own copies.
         *
         * @param usage the partition
         * @param counts wholes and parts
         * @param legs separately priced parts
         * @param flags oddities
         */
        public Reported {
            legs = List.copyOf(legs);
            flags = List.copyOf(flags);
        }

        /**
         * Everything that is billed: the usage, or all legs together where there are any.
         *
         * @return what was used, whichever model used it
         */
        public Usage billed() {
            if (legs.isEmpty()) {
                return usage;
            }
            UsageTally sum = new UsageTally();
            for (Leg leg : legs) {
                for (Meter meter : leg.usage().meters()) {
                    sum.add(meter, leg.usage().quantity(meter));
                }
            }
            return sum.toUsage();
        }

        /**
         * The outcome of a usage that somebody counted without a provider's help.
         *
         * @param usage a partition
         * @return it, with no counts, legs and flags
         */
        public static Reported of(Usage usage) {
            return new Reported(usage, NO_COUNTS, List.of(), List.of());
        }
    }

    /**
     * A stream has counted its prompt and begun to count its answer; its last word is still to come, or never came.
     *
     * <p>Anthropic says at the start that 1,000 tokens came in and 1 went out, and at the end that 300 went out. A stream
     * that was cut between has {@code soFar} 1,000 in and 1 out, whatever text came.
     *
     * @param soFar what was used at least, as a partition
     * @param counts the same as the provider states it
     */
    record Partial(Usage soFar, UsageCounts counts) implements UsageOutcome {}

    /** The response carries no usage: it was cut, the provider was not asked for it, or the API has none. */
    record NotReported() implements UsageOutcome {}

    /** The response carries output, and its counts say that there is none. */
    record ZeroWithOutput() implements UsageOutcome {}

    /**
     * The counts contradict each other: a part exceeds its whole.
     *
     * <p>With 10 completion tokens of which 11 are said to be reasoning, {@code conservative} has 11 output tokens.
     *
     * @param conservative the larger of whole and parts, priced without any discount class
     * @param what the contradiction, with its numbers
     * @param counts what the provider states, for a {@link io.weighhouse.metering.price.PricingPolicy} that knows better
     */
    record Inconsistent(Usage conservative, String what, UsageCounts counts) implements UsageOutcome {}

    /**
     * The response, or its usage, is not what the API promises: no JSON, a count that is no whole number.
     *
     * @param what what was found, shortened
     */
    record Unreadable(String what) implements UsageOutcome {}

    /**
     * The provider answered with an error object.
     *
     * @param code the provider's own code or type, shortened, {@code unknown} if it gave none
     */
    record Failed(String code) implements UsageOutcome {}
}
