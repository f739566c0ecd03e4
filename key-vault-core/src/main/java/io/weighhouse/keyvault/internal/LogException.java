// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import org.jspecify.annotations.Nullable;

/** Why a log cannot be opened or written; the stores make their own exceptions of it. */
public final class LogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean outcomeKnown;

    /** A failure; the outcome is known if it is certain that nothing was written. */
    public LogException(String message, boolean outcomeKnown, @Nullable Throwable cause) {
        super(message, cause);
        this.outcomeKnown = outcomeKnown;
    }

    /** Whether it is certain that nothing was written. */
    public boolean outcomeKnown() {
        return outcomeKnown;
    }
}
