// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.gateway.plan.Term.Basis;
import io.weighhouse.gateway.plan.Term.TrialTerm;
import io.weighhouse.gateway.plan.Term.Upgrade;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Rollover;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which grants a subscription is due at a moment; sent again they are answered as replayed. */
final class DueGrants {

    /** The name of the label in the books that tells a plan's credit from what was bought, and its values. */
    static final String LABEL = "grant";

    static final String MONTH = "month";
    static final String UPGRADE = "upgrade";
    static final String TRIAL = "trial";

    private static final int MOST_MISSED = 12;

    private final Subscription subscription;
    private final Term term;
    private final boolean grace;
    private final List<Command<?>> due = new ArrayList<>();

    private DueGrants(Subscription subscription, boolean grace) {
        this.subscription = subscription;
        this.term = subscription.record().term();
        this.grace = grace;
    }

    static List<Command<?>> of(Subscription subscription, Standing standing, Instant now) {
        DueGrants grants = new DueGrants(subscription, standing.kind() == Standing.Kind.GRACE);
        grants.months(now);
        if (standing.kind() == Standing.Kind.TRIALING) {
            grants.trial(standing.plan());
        }
        return grants.due;
    }

    private void months(Instant now) {
        Period running = term.anchor().monthAt(now);
        boolean rolls = subscription
                .plan()
                .grant()
                .map(grant -> grant.rollover().kind() != Rollover.Kind.NONE)
                .orElse(false);
        long first = rolls ? Math.max(0, running.index() - MOST_MISSED) : running.index();
        for (long index = first; index < running.index(); index++) {
            Period missed = term.anchor().month(index);
            if (missed.end().isAfter(term.credits().since())) {
                month(missed);
            }
        }
        month(running);
    }

    private void month(Period month) {
        if (month.index() < 0 || !isPaid(month)) {
            return;
        }
        Optional<PeriodGrant> grant = subscription.plan().grant();
        Optional<Basis> basis = term.credits().basis().filter(known -> known.month() == month.index());
        Optional<Amount> amount = basis.isPresent() ? basis.get().granted() : grant.map(PeriodGrant::amount);
        amount.ifPresent(value -> due.add(new GrantPeriod(
                subscription.id().operation(), month.start(), posting(value), terms(month, grant), note(MONTH))));
        for (Upgrade upgrade : term.credits().upgrades()) {
            if (upgrade.month() == month.index()) {
                due.add(new GrantCredit(
                        operation(UPGRADE + ':' + upgrade.number()),
                        posting(upgrade.amount()),
                        terms(month, grant),
                        note(UPGRADE)));
            }
        }
    }

    /** In grace the month that was not paid is granted only if the plan says so. */
    private boolean isPaid(Period month) {
        if (subscription.plan().price().isEmpty()) {
            return true;
        }
        boolean ahead =
                grace && subscription.plan().grant().map(PeriodGrant::inGrace).orElse(false);
        return ahead || term.ends().paidUntil().map(month.start()::isBefore).orElse(false);
    }

    private void trial(Plan plan) {
        TrialTerm trial = term.ends().trial().orElseThrow();
        plan.grant().ifPresent(grant -> {
            LotTerms terms = LotTerms.USUAL
                    .priority(grant.priority())
                    .expiry(LotExpiry.at(
                            trial.endsAt(),
                            account(subscription.record().accounts().breakage())));
            due.add(new GrantPeriod(operation(TRIAL), trial.startsAt(), posting(grant.amount()), terms, note(TRIAL)));
        });
    }

    private LotTerms terms(Period month, Optional<PeriodGrant> grant) {
        AccountId breakage = account(subscription.record().accounts().breakage());
        LotExpiry expiry = LotExpiry.at(month.end(), breakage);
        if (grant.isEmpty()) {
            return LotTerms.USUAL.expiry(expiry);
        }
        Rollover rollover = grant.get().rollover();
        int months = grant.get().rolledMonths();
        if (months > 0) {
            rollover =
                    rollover.until(term.anchor().month(month.index() + months).end());
        }
        return LotTerms.USUAL.priority(grant.get().priority()).expiry(expiry.rollover(rollover));
    }

    private Posting posting(Amount amount) {
        return new Posting(account(subscription.record().accounts().grantsFrom()), subscription.wallet(), amount);
    }

    private AccountId account(Optional<AccountId> account) {
        return account.orElseThrow(
                () -> new IllegalStateException("must have accounts for the plan's credit: " + subscription));
    }

    private OperationId operation(String what) {
        return subscription.id().tenant().operation(subscription.id().value() + ':' + what);
    }

    private Note note(String kind) {
        return Note.NONE
                .reference(subscription.id().value())
                .label("plan", subscription.plan().name())
                .label(LABEL, kind);
    }
}
