// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

/**
 * Why an entry of a price file made no card.
 *
 * <p>This class is immutable and thread-safe.
 */
public enum SkipReason {
    /** It describes the file or its rules and not a model. */
    NOT_A_MODEL,

    /** It says nobody who sells it, or a name that no sku can have. */
    NO_SKU,

    /** A price or limit that is needed is prose, negative, or has more digits than a price can have. */
    NOT_A_NUMBER,

    /** A token price beyond anything sold: a gross error of units. Such entries are quarantined. */
    IMPLAUSIBLE,

    /** No price above zero, which may mean free, unknown, or priced elsewhere. */
    NO_PRICE,

    /** It is priced in a way that is not understood, and a part of it would be the wrong price. */
    NOT_UNDERSTOOD,

    /** Its prices lie too far apart for one card, or contradict each other. */
    DOES_NOT_FIT,

    /** Another entry is the same sku and was taken, or stands in its way. */
    SHADOWED
}
