// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

/** An answer to a {@link PolicyQuestion}. */
public enum PolicyAnswer {
    /** No price, and so nothing is given away. */
    REFUSE,
    /** The rate of the meter that it {@linkplain Meter#inheritsFrom() inherits from}. */
    INHERIT,
    /** The card's base rate, whatever tier applies to the rest. */
    BASE_RATE,
    /** Nothing is taken for it, because somebody has decided so. */
    FREE,
    /** The price of the book's ceiling card. */
    CEILING,
    /** The rates of the standard service tier. */
    STANDARD,
    /** The larger of whole and parts, without any class that might be cheaper. */
    CONSERVATIVE,
    /** The parts are cut down to their whole, the dearest kept longest; said in a flag. */
    CLAMP,
    /** The parts are billed as they are and what they leave of the whole is nothing; said in a flag. */
    PARTS_STAND,
    /** A part without a price of its own stays in the whole; those with one must fit it. */
    PRICED_PARTS,
    /** Cached tokens are taken for text as far as there is text; that is the dearer reading. */
    TEXT_FIRST,
    /** What the provider says of the whole. */
    TOTAL,
    /** What the provider says in the detail. */
    DETAIL,
    /** It is billed. */
    BILL,
    /** It is left out, because it is billed elsewhere. */
    LEAVE_OUT,
    /** The cost that the card gives. */
    COMPUTED,
    /** The cost that the provider reports. */
    REPORTED
}
