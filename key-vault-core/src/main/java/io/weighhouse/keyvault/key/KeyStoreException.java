// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a {@link KeyRecordStore} fails.
 *
 * <p>Reading again and revoking again are always safe. An issue whose outcome is unknown may have left a record behind
 * whose key nobody has ever seen: it opens nothing, and can be revoked.
 */
public final class KeyStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** True if it is certain that nothing was written. */
    private final boolean outcomeKnown;

    /**
     * A failure of a store.
     *
     * @param message what was tried, without any key or digest
     * @param outcomeKnown true if it is certain that nothing was written
     * @param cause what went wrong below, or null
     */
    public KeyStoreException(String message, boolean outcomeKnown, @Nullable Throwable cause) {
        super(message, cause);
        this.outcomeKnown = outcomeKnown;
    }

    /** {@return true if it is certain that nothing was written, false if it may have been} */
    public boolean outcomeKnown() {
        return outcomeKnown;
    }
}
