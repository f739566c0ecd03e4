// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a {@link PriceBookStore} fails, or has something under a digest that is not the card of that digest.
 *
 * <p>Both verbs may be tried again: a card is kept once, however often it is put.
 */
public final class PriceBookStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** True if it is certain that nothing was written. */
    private final boolean outcomeKnown;

    /**
     * A failure of a store.
     *
     * @param message what was tried, and with which digest
     * @param outcomeKnown true if it is certain that nothing was written
     * @param cause what went wrong below, or null
     */
    public PriceBookStoreException(String message, boolean outcomeKnown, @Nullable Throwable cause) {
        super(message, cause);
        this.outcomeKnown = outcomeKnown;
    }

    /** {@return true if it is certain that nothing was written, false if it may have been} */
    public boolean outcomeKnown() {
        return outcomeKnown;
    }
}
