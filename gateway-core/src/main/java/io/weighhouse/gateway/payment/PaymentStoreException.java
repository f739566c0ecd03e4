// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a {@link PaymentStore} fails.
 *
 * <p>Giving the same event to the book again is always safe, and what a provider does by itself when it gets no answer.
 */
public final class PaymentStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** True if it is certain that nothing was written. */
    private final boolean outcomeKnown;

    /**
     * A failure of a store.
     *
     * @param message what was tried, without anything of a record
     * @param outcomeKnown true if it is certain that nothing was written
     * @param cause what went wrong below, or null
     */
    public PaymentStoreException(String message, boolean outcomeKnown, @Nullable Throwable cause) {
        super(message, cause);
        this.outcomeKnown = outcomeKnown;
    }

    /** {@return true if it is certain that nothing was written, false if it may have been} */
    public boolean outcomeKnown() {
        return outcomeKnown;
    }
}
