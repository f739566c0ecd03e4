// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.Objects;

/**
 * Grants what a subscription gives for one period, once for (subscription, start of the period).
 *
 * <p>The caller works out the period's instants, by anchor day and zone; the ledger knows no calendar. Whoever touches the
 * subscription first in a period may send it, from any node, as often as it likes: the first is booked, every other is
 * answered as replayed, whatever its amount and terms. To another wallet it is a conflict.
 *
 * <p>The terms carry the end of the period as {@link LotExpiry#expiresAt()}, and what rolls over. The lot is effective from
 * the start of the period if the terms say nothing else.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param subscription names the subscription
 * @param startsAt when the period starts
 * @param posting from a clearing or promotion account to the wallet, more than zero
 * @param terms how the lot can be spent
 * @param note what is told about it
 */
public record GrantPeriod(OperationId subscription, Instant startsAt, Posting posting, LotTerms terms, Note note)
        implements Command<Transaction> {

    /**
     * Checks the parts against each other.
     *
     * @param subscription names the subscription
     * @param startsAt when the period starts
     * @param posting from a clearing or promotion account to the wallet, more than zero
     * @param terms how the lot can be spent
     * @param note what is told about it
     * @throws IllegalArgumentException if the amount is not more than zero, an account is of another tenant, or the period
     *     ends before it starts
     */
    public GrantPeriod {
        Objects.requireNonNull(note, "note");
        Require.instant("startsAt", startsAt);
        Require.grant(subscription, posting, terms);
        terms.expiry().ifPresent(expiry -> {
            if (!expiry.expiresAt().isAfter(startsAt)) {
                throw new IllegalArgumentException(
                        "must be after startsAt=" + startsAt + ": expiresAt=" + expiry.expiresAt());
            }
        });
        if (terms.effectiveAt().isEmpty()) {
            terms = terms.effectiveAt(startsAt);
        }
    }

    /**
     * Grants a period's credit, with nothing told about it.
     *
     * @param subscription names the subscription
     * @param startsAt when the period starts
     * @param posting from a clearing or promotion account to the wallet, more than zero
     * @param terms how the lot can be spent
     * @return the command
     * @throws IllegalArgumentException as the constructor says
     */
    public static GrantPeriod of(OperationId subscription, Instant startsAt, Posting posting, LotTerms terms) {
        return new GrantPeriod(subscription, startsAt, posting, terms, Note.NONE);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about the transaction
     * @return the command
     */
    public GrantPeriod note(Note value) {
        return new GrantPeriod(subscription, startsAt, posting, terms, value);
    }

    /** {@return the wallet that gets the credit} */
    public AccountId wallet() {
        return posting.to();
    }

    /** {@return how much} */
    public Amount amount() {
        return posting.amount();
    }

    /** {@return {@code grant-period}} */
    @Override
    public String verb() {
        return "grant-period";
    }
}
