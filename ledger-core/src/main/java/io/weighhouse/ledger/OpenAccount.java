// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.Objects;

/**
 * Opens an account; opened again as it is, it is left as it is.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param account what to open
 */
public record OpenAccount(Account account) implements Command<Account> {

    /**
     * Checks that it is there.
     *
     * @param account what to open
     */
    public OpenAccount {
        Objects.requireNonNull(account, "account");
    }

    /**
     * Opens that account.
     *
     * @param account what to open
     * @return the command
     */
    public static OpenAccount of(Account account) {
        return new OpenAccount(account);
    }

    /** {@return {@code open}} */
    @Override
    public String verb() {
        return "open";
    }
}
