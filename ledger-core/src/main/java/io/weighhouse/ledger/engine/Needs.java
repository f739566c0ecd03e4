// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.OperationId;
import java.util.Set;

/**
 * What an engine has to know before it decides a command.
 *
 * <p>A store that keeps its state elsewhere, and hands the engine a working set, asks for it, looks up what it has not looked
 * up before, and asks again; once nothing new is asked, the command can be decided. A retry of a call names the call first and,
 * once its hold is there, the hold's wallet, counters and lots' accounts.
 *
 * @param accounts with their lots, and the holds on them whose time has run out
 * @param operations which may have been done before, or may not
 * @param transaction the number of the transaction that is undone, 0 for none
 */
public record Needs(Set<AccountId> accounts, Set<OperationId> operations, long transaction) {

    /**
     * Copies the sets.
     *
     * @param accounts with their lots, and the holds on them whose time has run out
     * @param operations which may have been done before
     * @param transaction the number of the transaction that is undone, 0 for none
     */
    public Needs {
        accounts = Set.copyOf(accounts);
        operations = Set.copyOf(operations);
    }
}
