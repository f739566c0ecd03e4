// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that a ledger is asked to tell; it changes nothing.
 *
 * <p>Queries are immutable and thread-safe.
 *
 * @param <R> what is told
 */
public sealed interface Query<R> {

    /**
     * What an account holds; empty if it was not open by then.
     *
     * @param account the account
     * @param tags which lots count as available, beside those without tags
     * @param at when; empty for now
     */
    record BalanceOf(AccountId account, Set<String> tags, Optional<Instant> at) implements Query<Optional<Balance>> {

        /**
         * Checks the tags.
         *
         * @param account the account
         * @param tags which lots count as available, beside those without tags
         * @param at when; empty for now
         * @throws IllegalArgumentException if the tags are out of range
         */
        public BalanceOf {
            tags = Require.tags(tags);
            at.ifPresent(instant -> Require.instant("at", instant));
        }

        /**
         * What an account holds now, tagged lots left out.
         *
         * @param account the account
         */
        public BalanceOf(AccountId account) {
            this(account, Set.of(), Optional.empty());
        }
    }

    /**
     * An account as it is now; empty if it was never opened.
     *
     * @param account the account
     */
    record AccountOf(AccountId account) implements Query<Optional<Account>> {}

    /**
     * The lots of a wallet that are not spent, in the order in which they burn; none if it was never opened.
     *
     * @param wallet the wallet
     */
    record LotsOf(AccountId wallet) implements Query<List<Lot>> {}

    /**
     * A hold as it stands now; empty if there is none of that id, or it is forgotten.
     *
     * @param operation the hold's id
     */
    record HoldOf(OperationId operation) implements Query<Optional<Hold>> {}

    /**
     * The holds of a wallet that are open, or that expired and were not settled since; the next or first to expire first.
     *
     * @param wallet the wallet
     * @param state {@link HoldState#OPEN} or {@link HoldState#EXPIRED}
     * @param limit how many at most, 1 to 1000
     */
    record HoldsOf(AccountId wallet, HoldState state, int limit) implements Query<List<Hold>> {

        /**
         * Checks the state and the limit.
         *
         * @param wallet the wallet
         * @param state OPEN or EXPIRED
         * @param limit how many at most, 1 to 1000
         * @throws IllegalArgumentException if either is something else
         */
        public HoldsOf {
            if (state != HoldState.OPEN && state != HoldState.EXPIRED) {
                throw new IllegalArgumentException("must be OPEN or EXPIRED: state=" + state);
            }
            Require.limit(limit);
        }
    }

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

    /**
     * A transaction by its number, within one tenant.
     *
     * @param tenant whose transaction
     * @param sequence its number
     */
    record TransactionOf(TenantId tenant, long sequence) implements Query<Optional<Transaction>> {}

    /**
     * What an operation booked; empty if it booked nothing, or is forgotten.
     *
     * @param operation the operation
     * @param by which step of it
     */
    record BookedFor(OperationId operation, BookedBy by) implements Query<Optional<Transaction>> {}

    /**
     * The feed from a number on; empty when there is nothing yet.
     *
     * @param sequence the first number wanted, more than zero
     * @param limit how many at most, 1 to 1000
     */
    record EventsFrom(long sequence, int limit) implements Query<List<LedgerEvent>> {

        /**
         * Checks both.
         *
         * @param sequence the first number wanted, more than zero
         * @param limit how many at most, 1 to 1000
         * @throws IllegalArgumentException if either is out of range
         */
        public EventsFrom {
            if (sequence < 1) {
                throw new IllegalArgumentException("must be > 0: sequence=" + sequence);
            }
            Require.limit(limit);
        }
    }
}
