// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of what was booked on an account, a line for each transaction.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param account the account
 * @param lines in the order that was asked
 * @param next the cursor of the page after this one; empty when there is none so far
 */
public record Statement(AccountId account, List<StatementLine> lines, OptionalLong next) {

    /**
     * Copies the lines.
     *
     * @param account the account
     * @param lines in the order that was asked
     * @param next the cursor of the page after this one
     */
    public Statement {
        lines = List.copyOf(lines);
    }
}
