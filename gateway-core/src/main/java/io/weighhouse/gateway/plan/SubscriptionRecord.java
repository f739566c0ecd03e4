// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.key.Owner;
import java.util.Objects;

/**
 * A subscription as it is stored: who has it, which accounts, how far it goes.
 *
 * <p>It knows its plan by name only; {@link Subscription} has the plan itself.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id its name, which is never used again
 * @param subscriber who has it: a tenant, a team or a user; keys of theirs run under it
 * @param accounts which accounts, of the id's tenant
 * @param term how far it goes
 * @param revision 1 when it is made, one more with each change
 */
public record SubscriptionRecord(
        SubscriptionId id, Owner subscriber, SubscriptionAccounts accounts, Term term, long revision) {

    /**
     * Checks the parts against each other.
     *
     * @param id its name
     * @param subscriber who has it, of the id's tenant
     * @param accounts which accounts, of the id's tenant
     * @param term how far it goes
     * @param revision 1 when it is made, one more with each change
     * @throws IllegalArgumentException if subscriber or accounts are of another tenant, or the revision is less than 1
     */
    public SubscriptionRecord {
        Objects.requireNonNull(term, "term");
        if (!id.tenant().equals(accounts.wallet().tenant())
                || !id.tenant().value().equals(subscriber.tenant())) {
            throw new IllegalArgumentException("must be of one tenant: subscription=" + id + " subscriber="
                    + subscriber.tenant() + " wallet=" + accounts.wallet());
        }
        if (revision < 1) {
            throw new IllegalArgumentException("must be >= 1: revision=" + revision);
        }
    }

    /** The next revision, with another term. */
    SubscriptionRecord next(Term value) {
        return new SubscriptionRecord(id, subscriber, accounts, value, revision + 1);
    }
}
