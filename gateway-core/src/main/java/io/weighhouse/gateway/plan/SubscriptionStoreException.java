// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import org.jspecify.annotations.Nullable;

/** Thrown when a {@link SubscriptionStore} fails; asking again, and changing again, are always safe. */
public final class SubscriptionStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** True if it is certain that nothing was written. */
    private final boolean outcomeKnown;

    /**
     * A failure of a store.
     *
     * @param message what was tried
     * @param outcomeKnown true if it is certain that nothing was written
     * @param cause what went wrong below, or null
     */
    public SubscriptionStoreException(String message, boolean outcomeKnown, @Nullable Throwable cause) {
        super(message, cause);
        this.outcomeKnown = outcomeKnown;
    }

    /** {@return true if it is certain that nothing was written, false if it may have been} */
    public boolean outcomeKnown() {
        return outcomeKnown;
    }
}
