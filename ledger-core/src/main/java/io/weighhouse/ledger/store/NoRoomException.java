// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown when there is no room on the disk. What was there before is untouched. */
public final class NoRoomException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure for want of room.
     *
     * @param message what did not fit, and where
     * @param cause what the disk said, or null
     */
    public NoRoomException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
