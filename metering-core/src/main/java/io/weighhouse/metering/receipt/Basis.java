// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

/**
 * How the usage on a receipt is known, the most reliable way first.
 *
 * <p>This class is immutable and thread-safe.
 */
public enum Basis {
    /** The provider reported the usage. */
    REPORTED,

    /** The provider reported what the call costs, and that was charged instead of the usage. */
    PROVIDER_COST,

    /** Nobody reported the usage; it was estimated from what went through. */
    ESTIMATED,

    /** Nothing is known but that something was delivered; a declared least usage was charged. */
    FLOOR,

    /** The call was not charged. */
    NOTHING
}
