// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.keyvault.key.Owner;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A subscription that is to be made.
 *
 * <p>{@code NewSubscription.of(id, Owner.tenant("acme").user("u-17"), accounts, "starter").paidUntil(end)}. A plan with a price
 * serves from when it is paid, or while its trial runs; one without a price serves at once.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id its name
 * @param subscriber who has it; keys of theirs run under it
 * @param accounts which accounts
 * @param plan the name of its plan
 * @param start from when, how long
 */
public record NewSubscription(
        SubscriptionId id, Owner subscriber, SubscriptionAccounts accounts, String plan, Start start) {

    /**
     * How a subscription begins.
     *
     * @param anchor from when its months are counted; empty for now, in UTC
     * @param paidUntil until when it is paid; empty if it is not, or need not be
     * @param trial whether it begins with the plan's trial
     */
    public record Start(Optional<Anchor> anchor, Optional<Instant> paidUntil, boolean trial) {}

    /**
     * Checks that all is there.
     *
     * @param id its name
     * @param subscriber who has it
     * @param accounts which accounts
     * @param plan the name of its plan
     * @param start from when, how long
     */
    public NewSubscription {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(subscriber, "subscriber");
        Objects.requireNonNull(accounts, "accounts");
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(start, "start");
    }

    /**
     * A subscription that begins now.
     *
     * @param id its name
     * @param subscriber who has it
     * @param accounts which accounts
     * @param plan the name of its plan
     * @return the wish
     */
    public static NewSubscription of(SubscriptionId id, Owner subscriber, SubscriptionAccounts accounts, String plan) {
        return new NewSubscription(
                id, subscriber, accounts, plan, new Start(Optional.empty(), Optional.empty(), false));
    }

    /**
     * The same, counted from another moment or in another zone.
     *
     * @param value from when its months are counted
     * @return the wish
     */
    public NewSubscription anchor(Anchor value) {
        return new NewSubscription(
                id, subscriber, accounts, plan, new Start(Optional.of(value), start.paidUntil(), start.trial()));
    }

    /**
     * The same, paid already.
     *
     * @param value until when
     * @return the wish
     */
    public NewSubscription paidUntil(Instant value) {
        return new NewSubscription(
                id, subscriber, accounts, plan, new Start(start.anchor(), Optional.of(value), start.trial()));
    }

    /**
     * The same, beginning with the plan's trial.
     *
     * @return the wish
     */
    public NewSubscription onTrial() {
        return new NewSubscription(id, subscriber, accounts, plan, new Start(start.anchor(), start.paidUntil(), true));
    }
}
