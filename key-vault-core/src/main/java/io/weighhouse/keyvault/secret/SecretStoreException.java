// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a {@link SealedSecretStore} fails.
 *
 * <p>It never means that there is no secret. Reading and saving again are always safe.
 */
public final class SecretStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** True if it is certain that nothing was written. */
    private final boolean outcomeKnown;

    /**
     * A failure of a store.
     *
     * @param message what was tried, without anything of a secret or an envelope
     * @param outcomeKnown true if it is certain that nothing was written
     * @param cause what went wrong below, or null
     */
    public SecretStoreException(String message, boolean outcomeKnown, @Nullable Throwable cause) {
        super(message, cause);
        this.outcomeKnown = outcomeKnown;
    }

    /** {@return true if it is certain that nothing was written, false if it may have been} */
    public boolean outcomeKnown() {
        return outcomeKnown;
    }
}
