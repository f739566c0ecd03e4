// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.gateway.plan.SubscriptionChange.Kind;
import io.weighhouse.gateway.plan.SubscriptionOutcome.Reason;
import io.weighhouse.gateway.plan.Term.Basis;
import io.weighhouse.gateway.plan.Term.Chosen;
import io.weighhouse.gateway.plan.Term.Credits;
import io.weighhouse.gateway.plan.Term.Ends;
import io.weighhouse.gateway.plan.Term.Said;
import io.weighhouse.gateway.plan.Term.TrialTerm;
import io.weighhouse.gateway.plan.Term.Upgrade;
import io.weighhouse.money.Amount;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What each change makes of a subscription. No rule here asks for the time or stores anything. */
final class TermRules {

    /** How many upgrades of one month are kept; older months' go first. */
    private static final int MAX_UPGRADES = 16;

    private TermRules() {}

    /** What a change comes to. */
    sealed interface Step {

        /** Something is to be stored. */
        record Next(Kind kind, Term term) implements Step {}

        /** It is as it should be. */
        record Same() implements Step {}

        /** It must not be. */
        record No(Reason reason) implements Step {}
    }

    private static Step step(Subscription before, Kind kind, Term after) {
        return after.equals(before.record().term()) ? new Step.Same() : new Step.Next(kind, after);
    }

    /** Whether nothing but a new beginning helps. */
    private static boolean hasEnded(Subscription subscription, Instant now) {
        return subscription.at(now).kind() == Standing.Kind.CANCELED;
    }

    static Term begin(NewSubscription wanted, Plan plan, Instant now) {
        NewSubscription.Start start = wanted.start();
        if (start.paidUntil().isPresent() && plan.price().isEmpty()) {
            throw new IllegalArgumentException("must have a price to be paid: plan=" + plan.name());
        }
        Anchor anchor = start.anchor().orElseGet(() -> Anchor.utc(now));
        Ends ends = Ends.OPEN.paidUntil(start.paidUntil());
        if (start.trial()) {
            ends = ends.trial(
                    new TrialTerm(plan.name(), anchor.start(), anchor.start().plus(plan.trial())));
        }
        SubscriptionState state = start.trial() ? SubscriptionState.TRIALING : SubscriptionState.ACTIVE;
        return new Term(
                new Chosen(plan.name(), plan.version(), now),
                new Said(state, Optional.empty(), Optional.empty()),
                anchor,
                ends,
                limited(Credits.from(anchor.start()), plan));
    }

    static Step extend(Subscription subscription, Instant paidUntil) {
        Term term = subscription.record().term();
        Optional<Instant> known = term.ends().paidUntil();
        if (known.isPresent() && !known.get().isBefore(paidUntil)) {
            return new Step.Same();
        }
        return new Step.Next(Kind.EXTENDED, term.ends(term.ends().paidUntil(Optional.of(paidUntil))));
    }

    static Step changePlan(Subscription subscription, Plan plan, Instant now) {
        if (hasEnded(subscription, now)) {
            return new Step.No(Reason.ENDED);
        }
        Optional<Term> after = withPlan(subscription, plan, now);
        return after.isEmpty()
                ? new Step.No(Reason.TOO_MANY_CHANGES)
                : step(subscription, Kind.PLAN_CHANGED, after.get());
    }

    /** The term under another plan; empty if it got better too often. */
    private static Optional<Term> withPlan(Subscription subscription, Plan plan, Instant at) {
        Term term = subscription.record().term();
        if (term.plan().name().equals(plan.name())) {
            return Optional.of(term);
        }
        Period month = term.anchor().monthAt(at);
        Optional<Amount> before = subscription.plan().grant().map(PeriodGrant::amount);
        Optional<Amount> after = plan.grant().map(PeriodGrant::amount);
        Basis basis = term.credits()
                .basis()
                .filter(known -> known.month() == month.index())
                .orElseGet(() -> new Basis(month.index(), before, before));
        List<Upgrade> upgrades = new ArrayList<>(term.credits().upgrades());
        if (after.isPresent()) {
            Amount gain = after.get()
                    .minus(basis.most().orElse(Amount.zero(after.get().unit())));
            Amount part = share(gain, month, at);
            if (part.isPositive()) {
                upgrades.add(new Upgrade(subscription.record().revision() + 1, month.index(), at, part));
            }
            if (gain.isPositive()) {
                basis = new Basis(basis.month(), basis.granted(), after);
            }
        }
        if (upgrades.size() > MAX_UPGRADES) {
            if (upgrades.get(0).month() == month.index()) {
                return Optional.empty();
            }
            upgrades.remove(0);
        }
        Credits credits =
                new Credits(at, Optional.of(basis), upgrades, term.credits().limited());
        return Optional.of(
                term.plan(new Chosen(plan.name(), plan.version(), at)).credits(limited(credits, plan)));
    }

    /** The part of a month's amount for what is left of the month, rounded down; zero if it is not more than zero. */
    static Amount share(Amount whole, Period month, Instant at) {
        if (!whole.isPositive()) {
            return Amount.zero(whole.unit());
        }
        Duration left = Duration.between(at, month.end());
        BigInteger part =
                BigInteger.valueOf(whole.minor()).multiply(nanos(left)).divide(nanos(month.length()));
        return Amount.ofMinor(part.longValueExact(), whole.unit());
    }

    private static BigInteger nanos(Duration duration) {
        return BigInteger.valueOf(duration.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(duration.getNano()));
    }

    private static Credits limited(Credits credits, Plan plan) {
        boolean limited = credits.limited() || plan.creditLimit().isPresent();
        return new Credits(credits.since(), credits.basis(), credits.upgrades(), limited);
    }

    static Step startTrial(Subscription subscription, Plan plan, Instant now) {
        Term term = subscription.record().term();
        if (hasEnded(subscription, now)) {
            return new Step.No(Reason.ENDED);
        }
        if (plan.trial().isZero()) {
            return new Step.No(Reason.NO_TRIAL);
        }
        Optional<TrialTerm> had = term.ends().trial();
        if (had.isPresent()) {
            boolean running = had.get().plan().equals(plan.name()) && had.get().covers(now);
            return running ? new Step.Same() : new Step.No(Reason.TRIAL_USED);
        }
        TrialTerm trial = new TrialTerm(plan.name(), now, now.plus(plan.trial()));
        return new Step.Next(
                Kind.TRIAL_STARTED, term.ends(term.ends().trial(trial)).credits(limited(term.credits(), plan)));
    }

    static Step cancel(Subscription subscription, boolean atOnce, Instant now) {
        Term term = subscription.record().term();
        if (hasEnded(subscription, now)) {
            return new Step.Same();
        }
        if (atOnce) {
            return new Step.Next(
                    Kind.CANCELED,
                    term.state(term.state().state(SubscriptionState.CANCELED))
                            .ends(term.ends().endsAt(Optional.of(now))));
        }
        if (term.ends().endsAt().isPresent()) {
            return new Step.Same();
        }
        return new Step.Next(Kind.CANCELED, term.ends(term.ends().endsAt(Optional.of(lastDue(subscription, now)))));
    }

    /** The end of what is paid or tried out, or of the month. */
    private static Instant lastDue(Subscription subscription, Instant now) {
        Term term = subscription.record().term();
        Instant last = subscription.plan().price().isEmpty()
                ? term.anchor().monthAt(now).end()
                : term.ends().paidUntil().orElse(now);
        Instant trial = term.ends().trial().map(TrialTerm::endsAt).orElse(now);
        return later(later(last, trial), now);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    static Step pause(Subscription subscription, Instant now) {
        Term term = subscription.record().term();
        return hasEnded(subscription, now)
                ? new Step.No(Reason.ENDED)
                : step(subscription, Kind.PAUSED, term.state(term.state().state(SubscriptionState.PAUSED)));
    }

    /** Who comes back within the month in which it ended goes on counting that month: nobody gets it twice. */
    static Step resume(Subscription subscription, Instant now) {
        Term term = subscription.record().term();
        Optional<Instant> endsAt = term.ends().endsAt();
        boolean paused = term.state().state() == SubscriptionState.PAUSED;
        if (!hasEnded(subscription, now)) {
            Term after = term.ends(term.ends().endsAt(Optional.empty()));
            return step(
                    subscription,
                    Kind.RESUMED,
                    paused
                            ? after.state(term.state().state(SubscriptionState.ACTIVE))
                                    .credits(term.credits().since(now))
                            : after);
        }
        Term after = term.ends(term.ends().endsAt(Optional.empty()))
                .state(term.state().state(SubscriptionState.ACTIVE))
                .credits(term.credits().since(now));
        if (!now.isBefore(term.anchor().monthAt(endsAt.orElse(now)).end())) {
            after = after.anchor(new Anchor(now, term.anchor().zone()))
                    .credits(limited(Credits.from(now), subscription.plan()));
        }
        return new Step.Next(Kind.RESUMED, after);
    }

    static Step report(Subscription subscription, SubscriptionReport report, Plan plan, Instant now) {
        Term term = subscription.record().term();
        Optional<Instant> known = term.state().asOf();
        if (known.isPresent() && report.asOf().isBefore(known.get())) {
            return new Step.No(Reason.OLDER);
        }
        Optional<Term> after = reported(subscription, report, plan, now);
        if (after.isEmpty()) {
            return new Step.No(Reason.TOO_MANY_CHANGES);
        }
        Step step = step(subscription, Kind.REPORTED, after.get());
        boolean tie = known.isPresent() && known.get().equals(report.asOf()) && step instanceof Step.Next;
        return tie ? new Step.No(Reason.TIE) : step;
    }

    /** A plan counts from when the report is of, so that it does not matter when the report arrives. */
    private static Optional<Term> reported(
            Subscription subscription, SubscriptionReport report, Plan plan, Instant now) {
        Term before = subscription.record().term();
        SubscriptionReport.Details details = report.details();
        Instant at = later(before.plan().since(), report.asOf().isBefore(now) ? report.asOf() : now);
        return withPlan(subscription, plan, at).map(term -> {
            boolean stopped = report.state() == SubscriptionState.CANCELED;
            Ends ends = term.ends().endsAt(details.endsAt().or(() -> stopped ? Optional.of(at) : Optional.empty()));
            if (details.trialEnd().isPresent()) {
                Instant startsAt = ends.trial()
                        .map(TrialTerm::startsAt)
                        .orElse(term.anchor().start());
                Instant endsAt = details.trialEnd().get();
                ends = endsAt.isAfter(startsAt) ? ends.trial(new TrialTerm(plan.name(), startsAt, endsAt)) : ends;
            }
            boolean goesOn =
                    before.state().state() == SubscriptionState.PAUSED && report.state() != SubscriptionState.PAUSED;
            Said said = new Said(report.state(), Optional.of(report.asOf()), details.periodEnd());
            Credits credits = goesOn ? term.credits().since(at) : term.credits();
            return term.ends(ends).state(said).credits(credits);
        });
    }
}
