// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.Objects;

/**
 * Gives a hold back, whole; nothing is booked.
 *
 * <p>Releasing a hold of 4 makes 4 available again. Released again, it answers the same hold.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the call, as in its {@link PlaceHold}
 * @param note what is told about it; the hold keeps it
 */
public record ReleaseHold(OperationId id, Note note) implements Command<Hold> {

    /**
     * Checks that the parts are there.
     *
     * @param id names the call, as in its {@link PlaceHold}
     * @param note what is told about it
     */
    public ReleaseHold {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(note, "note");
    }

    /**
     * Releases a hold, with nothing told about it.
     *
     * @param id names the call, as in its {@link PlaceHold}
     * @return the command
     */
    public static ReleaseHold of(OperationId id) {
        return new ReleaseHold(id, Note.NONE);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about it
     * @return the command
     */
    public ReleaseHold note(Note value) {
        return new ReleaseHold(id, value);
    }

    /** {@return {@code release}} */
    @Override
    public String verb() {
        return "release";
    }
}
