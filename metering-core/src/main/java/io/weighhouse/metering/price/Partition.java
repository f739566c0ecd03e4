// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.List;

/**
 * What became of a provider's counts: a usage, or a contradiction.
 *
 * <p>This class is immutable and thread-safe.
 */
public sealed interface Partition {

    /**
     * Each token is in exactly one class.
     *
     * @param usage the partition
     * @param flags what a policy had to decide, in words with their numbers; empty if the counts agree with each other
     */
    record Agreed(Usage usage, List<String> flags) implements Partition {

        /**
         * Keeps its own copy.
         *
         * @param usage the partition
         * @param flags what a policy had to decide
         */
        public Agreed {
            flags = List.copyOf(flags);
        }
    }

    /**
     * The counts contradict each other, and the policy refuses such counts.
     *
     * @param conservative the larger of whole and parts, without any class that might be cheaper: what to charge at most
     * @param what the contradiction, with its numbers
     */
    record Contradictory(Usage conservative, String what) implements Partition {}
}
