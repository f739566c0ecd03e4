// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

/**
 * What a call is charged that was cut short: one cell of an {@link AbortPolicy}.
 *
 * <p>The examples are of a call that holds 2.00, expects an input of 0.20, and had delivered text for 0.30 without a word about
 * its usage.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum AbortCharge {
    /**
     * What is known of the usage: what the provider reported, else the cost that it named, else the estimate of what came,
     * else nothing: 0.50, or 0 before anything came.
     */
    AS_USED,
    /** The same, but at least the expected input: 0.50, or 0.20 before anything came. */
    AT_LEAST_FLOOR,
    /** Nothing, whatever was used: the house bears it. */
    NOTHING,
    /** All that is held: 2.00, whatever was used, unless the provider reported more. */
    WHOLE_HOLD
}
