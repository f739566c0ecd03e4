// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

/**
 * What the expiry of a call's hold does when nobody ended the call, because its process died.
 *
 * <p>It is declared when the money is held, so that it needs no living process. Whatever it does, the call may still be
 * settled late, once, and then takes or gives back the difference. The examples are of a call that holds 2.00, expects an input
 * of 0.20, and took 0.50 at its last checkpoint.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum CrashCharge {
    /** What checkpoints took stands, the rest is given back: 0.50. */
    RELEASE,
    /** At least the price of the expected input is taken, as far as checkpoints have not: 0.50, or 0.20 without any. */
    CAPTURE_FLOOR,
    /** All that is held is taken: 2.00. */
    CAPTURE_ALL
}
