// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Usage;

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
     */
    record Reported(Usage usage) implements UsageOutcome {}

    /** The response carries no usage: it was cut, or the provider was not asked for it. */
    record NotReported() implements UsageOutcome {}

    /** The response carries text, and its counts say that there is no output. */
    record ZeroWithOutput() implements UsageOutcome {}

    /**
     * The counts contradict each other: a part exceeds its whole.
     *
     * <p>With 10 completion tokens of which 11 are said to be reasoning, {@code conservative} has 11 output tokens.
     *
     * @param conservative the larger of whole and parts, priced without any discount class
     * @param what the contradiction, with its numbers
     */
    record Inconsistent(Usage conservative, String what) implements UsageOutcome {}

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
