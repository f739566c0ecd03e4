/**
 * A double-entry credit ledger: accounts, postings, grants, and holds that are captured, released, or expire.
 *
 * <h2>Concepts</h2>
 *
 * <p>Everything belongs to a {@link io.weighhouse.ledger.TenantId}. An {@link io.weighhouse.ledger.Account} has one unit and
 * one kind; only a wallet has a floor. A {@link io.weighhouse.ledger.Posting} moves an amount from one account to another, so
 * that the books balance by nature; a {@link io.weighhouse.ledger.Transaction} is a set of postings, booked together and
 * never changed. A {@link io.weighhouse.ledger.Hold} sets an amount aside before the work, and a capture takes what was used.
 *
 * <h2>Flow</h2>
 *
 * <p>A caller makes a {@link io.weighhouse.ledger.Command} and gives it to {@link io.weighhouse.ledger.Ledger}, which adds
 * the time and hands it to its {@link io.weighhouse.ledger.store.LedgerStore}. What comes back is an {@link
 * io.weighhouse.ledger.Outcome}: done, or declined with the data of the reason. An {@link
 * io.weighhouse.ledger.OperationId} makes every command safe to repeat: one id, one effect, for as long as the store lives.
 *
 * <h2>Intention</h2>
 *
 * <p>Admission never oversells: what is spent and held never exceeds credit and credit limit, under any interleaving. Usage is
 * never dropped: a capture that comes after its hold expired is booked, as debt if need be. Expiry is a formula over time,
 * so no read and no decision depends on when, or whether, a sweep ran.
 */
@NullMarked
package io.weighhouse.ledger;

import org.jspecify.annotations.NullMarked;
