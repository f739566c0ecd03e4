// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.Objects;

/**
 * Closes an account for good; its history stays.
 *
 * <p>Only an empty account can be closed: nothing posted, held, frozen, owed or counted in reserve. What comes later is
 * declined with {@link Decline.AccountClosed}. Closed again, it stays closed and is answered as replayed.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param account which one
 * @param note what is told about it
 */
public record CloseAccount(AccountId account, Note note) implements Command<Account> {

    /**
     * Checks that the parts are there.
     *
     * @param account which one
     * @param note what is told about it
     */
    public CloseAccount {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(note, "note");
    }

    /**
     * Closes an account, with nothing told about it.
     *
     * @param account which one
     * @return the command
     */
    public static CloseAccount of(AccountId account) {
        return new CloseAccount(account, Note.NONE);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about it
     * @return the command
     */
    public CloseAccount note(Note value) {
        return new CloseAccount(account, value);
    }

    /** {@return {@code close}} */
    @Override
    public String verb() {
        return "close";
    }
}
