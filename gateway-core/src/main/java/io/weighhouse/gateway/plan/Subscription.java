// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.gateway.plan.Term.TrialTerm;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.AccountId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has which plan, and which accounts its calls move money between.
 *
 * <p>{@link #at} says whether it serves at a moment, and under which plan. A subscription that an application makes itself,
 * {@code new Subscription(wallet, plan, revenue)}, always does, under that plan, in months of UTC's calendar.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class Subscription {

    private final SubscriptionRecord record;
    private final Plan plan;
    private final @Nullable Plan tried;

    /**
     * A subscription that always serves.
     *
     * @param wallet who pays
     * @param plan what they have
     * @param revenue who is paid, of the wallet's tenant and unit
     * @throws IllegalArgumentException if the two accounts are of different tenants
     */
    public Subscription(AccountId wallet, Plan plan, AccountId revenue) {
        this(SubscriptionAccounts.of(wallet, revenue), plan);
    }

    /**
     * A subscription that always serves, and gives the plan's credit each month.
     *
     * @param accounts which accounts
     * @param plan what they have
     */
    public Subscription(SubscriptionAccounts accounts, Plan plan) {
        this(always(accounts, plan), plan, null);
    }

    Subscription(SubscriptionRecord record, Plan plan, @Nullable Plan tried) {
        this.record = record;
        this.plan = plan;
        this.tried = tried;
    }

    /** Whether it is made of these very plans, and that record. */
    boolean isOf(SubscriptionRecord other, Plan itsPlan, @Nullable Plan itsTrial) {
        return record.equals(other) && plan == itsPlan && tried == itsTrial;
    }

    private static SubscriptionRecord always(SubscriptionAccounts accounts, Plan plan) {
        AccountId wallet = accounts.wallet();
        Term term = new Term(
                new Term.Chosen(plan.name(), plan.version(), Instant.EPOCH),
                new Term.Said(SubscriptionState.ACTIVE, Optional.empty(), Optional.empty()),
                Anchor.CALENDAR,
                Term.Ends.OPEN,
                Term.Credits.from(Instant.MAX));
        return new SubscriptionRecord(
                SubscriptionId.ofWallet(wallet), Owner.tenant(wallet.tenant().value()), accounts, term, 1);
    }

    /** {@return its name} */
    public SubscriptionId id() {
        return record.id();
    }

    /** {@return the plan that it is for; while a trial runs, {@link #at} has the plan that counts} */
    public Plan plan() {
        return plan;
    }

    /** {@return who pays} */
    public AccountId wallet() {
        return record.accounts().wallet();
    }

    /** {@return who is paid} */
    public AccountId revenue() {
        return record.accounts().revenue();
    }

    /** {@return what is stored of it} */
    public SubscriptionRecord record() {
        return record;
    }

    /**
     * How it stands at a moment.
     *
     * @param now the moment
     * @return whether it serves, and under which plan
     */
    public Standing at(Instant now) {
        Term.Ends ends = record.term().ends();
        SubscriptionState said = record.term().state().state();
        Optional<Instant> endsAt = ends.endsAt();
        if (said == SubscriptionState.CANCELED || (endsAt.isPresent() && !now.isBefore(endsAt.get()))) {
            return new Standing(Standing.Kind.CANCELED, plan, Optional.empty());
        }
        if (said == SubscriptionState.PAUSED) {
            return new Standing(Standing.Kind.PAUSED, plan, Optional.empty());
        }
        Optional<TrialTerm> trial = ends.trial().filter(term -> term.covers(now));
        if (trial.isPresent() && tried != null) {
            return new Standing(
                    Standing.Kind.TRIALING, tried, earlier(trial.get().endsAt(), endsAt));
        }
        return paid(now, record.term());
    }

    private Standing paid(Instant now, Term term) {
        Optional<Instant> endsAt = term.ends().endsAt();
        boolean owing = term.state().state() == SubscriptionState.PAST_DUE;
        if (plan.price().isEmpty() && !owing) {
            return new Standing(Standing.Kind.ACTIVE, plan, endsAt);
        }
        Optional<Instant> paidUntil =
                plan.price().isEmpty() ? term.state().asOf() : term.ends().paidUntil();
        if (paidUntil.isEmpty()) {
            return new Standing(Standing.Kind.UNPAID, plan, Optional.empty());
        }
        if (now.isBefore(paidUntil.get())) {
            return new Standing(Standing.Kind.ACTIVE, plan, earlier(paidUntil.get(), endsAt));
        }
        Instant last = paidUntil.get().plus(plan.grace());
        return now.isBefore(last)
                ? new Standing(Standing.Kind.GRACE, plan, earlier(last, endsAt))
                : new Standing(Standing.Kind.UNPAID, plan, Optional.empty());
    }

    private static Optional<Instant> earlier(Instant one, Optional<Instant> other) {
        return other.isPresent() && other.get().isBefore(one) ? other : Optional.of(one);
    }

    /** {@return whether the other is the same revision of the same subscription, with the same plans} */
    @Override
    public boolean equals(Object other) {
        return other instanceof Subscription that
                && record.equals(that.record)
                && plan.equals(that.plan)
                && Objects.equals(tried, that.tried);
    }

    @Override
    public int hashCode() {
        return record.hashCode();
    }

    /** {@return its name and plan} */
    @Override
    public String toString() {
        return "Subscription[" + id() + ' ' + plan.name() + ']';
    }
}
