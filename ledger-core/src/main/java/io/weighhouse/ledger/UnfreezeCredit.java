// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.Objects;

/**
 * Ends a freeze, whole; nothing is booked. Ended again, it answers the same freeze.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the dispute, as in its {@link FreezeCredit}
 * @param note what is told about it
 */
public record UnfreezeCredit(OperationId id, Note note) implements Command<Freeze> {

    /**
     * Checks that the parts are there.
     *
     * @param id names the dispute
     * @param note what is told about it
     */
    public UnfreezeCredit {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(note, "note");
    }

    /**
     * Ends a freeze, with nothing told about it.
     *
     * @param id names the dispute, as in its {@link FreezeCredit}
     * @return the command
     */
    public static UnfreezeCredit of(OperationId id) {
        return new UnfreezeCredit(id, Note.NONE);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about it
     * @return the command
     */
    public UnfreezeCredit note(Note value) {
        return new UnfreezeCredit(id, value);
    }

    /** {@return {@code unfreeze}} */
    @Override
    public String verb() {
        return "unfreeze";
    }
}
