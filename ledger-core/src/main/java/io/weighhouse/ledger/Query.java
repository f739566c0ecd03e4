// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.Optional;

/**
 * One thing that a ledger is asked to tell; it changes nothing.
 *
 * <p>Queries are immutable and thread-safe.
 *
 * @param <R> what is told
 */
public sealed interface Query<R> {

    /**
     * What an account holds now; empty if it was never opened.
     *
     * @param account the account
     */
    record BalanceOf(AccountId account) implements Query<Optional<Balance>> {}

    /**
     * A hold as it stands now; empty if there is none of that id.
     *
     * @param operation the hold's id
     */
    record HoldOf(OperationId operation) implements Query<Optional<Hold>> {}

    /**
     * A page of what was booked on an account; without lines if it was never opened.
     *
     * @param account the account
     * @param page which part, in which order
     */
    record StatementOf(AccountId account, StatementPage page) implements Query<Statement> {}

    /**
     * The balances of all accounts of a tenant.
     *
     * @param tenant the tenant
     */
    record TrialBalanceOf(TenantId tenant) implements Query<TrialBalance> {}
}
