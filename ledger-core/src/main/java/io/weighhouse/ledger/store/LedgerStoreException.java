// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a store could not answer.
 *
 * <p>Unless {@link #outcomeKnown()}, the command may or may not have been done; sending it again with the same id is always
 * safe and tells which.
 */
public final class LedgerStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whether it is certain that nothing was done. */
    private final boolean outcomeKnown;

    /**
     * A failure.
     *
     * @param message what happened
     * @param outcomeKnown whether it is certain that nothing was done
     * @param cause what led to it, or null
     */
    public LedgerStoreException(String message, boolean outcomeKnown, @Nullable Throwable cause) {
        super(message, cause);
        this.outcomeKnown = outcomeKnown;
    }

    /** {@return whether it is certain that nothing was done} */
    public boolean outcomeKnown() {
        return outcomeKnown;
    }
}
