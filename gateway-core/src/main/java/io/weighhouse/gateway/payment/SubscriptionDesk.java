// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.PaymentEvent.InvoicePaid;
import io.weighhouse.gateway.payment.PaymentEvent.Origin;
import io.weighhouse.gateway.payment.PaymentEvent.SubscriptionChanged;
import io.weighhouse.gateway.payment.ReportedSubscription.Status;
import io.weighhouse.gateway.plan.ChangeNote;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionOutcome;
import io.weighhouse.gateway.plan.SubscriptionOutcome.Declined;
import io.weighhouse.gateway.plan.SubscriptionOutcome.Done;
import io.weighhouse.gateway.plan.SubscriptionOutcome.Reason;
import io.weighhouse.gateway.plan.SubscriptionReport;
import io.weighhouse.gateway.plan.SubscriptionReport.Details;
import io.weighhouse.gateway.plan.SubscriptionState;
import io.weighhouse.gateway.plan.Subscriptions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the subscriptions what a provider reports of them. Thread-safe. */
final class SubscriptionDesk {

    private static final int MAX_ID = 80;

    private final @Nullable Subscriptions subscriptions;
    private final Function<Newcomer, Optional<NewSubscription>> newcomers;
    private final PriceList prices;

    SubscriptionDesk(
            @Nullable Subscriptions subscriptions,
            Function<Newcomer, Optional<NewSubscription>> newcomers,
            PriceList prices) {
        this.subscriptions = subscriptions;
        this.newcomers = newcomers;
        this.prices = prices;
    }

    CompletionStage<Verdict> report(SubscriptionChanged event, CustomerAccount account) {
        ReportedSubscription state = event.state();
        if (state.status() == Status.INCOMPLETE) {
            return CompletableFuture.completedFuture(Verdict.nothing(NothingReason.AWAITING_PAYMENT));
        }
        Optional<String> plan = prices.plan(state.priceId());
        boolean ended = state.status() == Status.CANCELED;
        if (plan.isEmpty() ? !state.priceId().isEmpty() && !ended : !isSold(plan.get())) {
            return CompletableFuture.completedFuture(Verdict.parked(ParkedReason.PRICE_UNKNOWN, "price"));
        }
        String name = account.subscription().isEmpty() ? state.id() : account.subscription();
        if (name.length() > MAX_ID) {
            return CompletableFuture.completedFuture(
                    Verdict.parked(ParkedReason.UNREADABLE, "subscription", "the subscription's name is too long"));
        }
        SubscriptionId id = new SubscriptionId(account.wallet().tenant(), name);
        Origin origin = event.origin();
        Instant at = origin.at();
        Optional<Instant> endsAt =
                ended ? Optional.of(at) : state.dates().periodEnd().filter(end -> state.endsWithPeriod());
        Details details =
                new Details(plan, state.dates().periodEnd(), state.dates().trialEnd(), endsAt);
        SubscriptionReport report = new SubscriptionReport(id, state(state.status()), at, details, note(origin));
        return told(
                id,
                new Newcomer(id, event.customer(), account, plan.orElse("")),
                () -> all().reportAsync(report),
                origin);
    }

    private boolean isSold(String plan) {
        return subscriptions == null || subscriptions.plans().find(plan).isPresent();
    }

    CompletionStage<Verdict> extend(InvoicePaid event, CustomerAccount account) {
        String named = account.subscription().isEmpty() ? event.term().subscription() : account.subscription();
        if (named.length() > MAX_ID) {
            return CompletableFuture.completedFuture(
                    Verdict.parked(ParkedReason.UNREADABLE, "subscription", "the subscription's name is too long"));
        }
        SubscriptionId id = new SubscriptionId(account.wallet().tenant(), named);
        Optional<Instant> paidUntil = event.term().paidUntil();
        if (paidUntil.isEmpty()) {
            return CompletableFuture.completedFuture(Verdict.nothing(NothingReason.UNCHANGED));
        }
        String plan = prices.plan(event.purchase().priceId()).orElse("");
        return told(
                id,
                new Newcomer(id, event.customer(), account, plan),
                () -> all().extendAsync(id, paidUntil.get(), note(event.origin())),
                event.origin());
    }

    private CompletionStage<Verdict> told(
            SubscriptionId id,
            Newcomer newcomer,
            Supplier<CompletionStage<SubscriptionOutcome>> telling,
            Origin origin) {
        if (subscriptions == null) {
            return CompletableFuture.completedFuture(unknown(id));
        }
        return telling.get().thenCompose(outcome -> {
            if (!(outcome instanceof Declined no) || no.reason() != Reason.UNKNOWN) {
                return CompletableFuture.completedFuture(verdict(id, outcome));
            }
            Optional<NewSubscription> wanted = newcomers.apply(newcomer);
            if (wanted.isEmpty()) {
                return CompletableFuture.completedFuture(unknown(id));
            }
            // Made, and then told the same: whoever made it meanwhile made the same.
            return all().subscribeAsync(wanted.get(), note(origin))
                    .thenCompose(made -> telling.get())
                    .thenApply(again -> verdict(id, again));
        });
    }

    private Subscriptions all() {
        if (subscriptions == null) {
            throw new IllegalStateException("must have subscriptions");
        }
        return subscriptions;
    }

    private static Verdict verdict(SubscriptionId id, SubscriptionOutcome outcome) {
        if (outcome instanceof Done) {
            return Verdict.done(Verdict.SUBSCRIPTION_UPDATED, id.toString()).waking(Set.of(key(id)));
        }
        return switch (((Declined) outcome).reason()) {
            case OLDER -> Verdict.nothing(NothingReason.OUTDATED);
            case TIE -> Verdict.parked(ParkedReason.TIE, key(id));
            case UNKNOWN -> unknown(id);
            default ->
                Verdict.parked(
                        ParkedReason.SUBSCRIPTION_UNKNOWN,
                        key(id),
                        ((Declined) outcome).reason().name());
        };
    }

    private static Verdict unknown(SubscriptionId id) {
        return Verdict.parked(ParkedReason.SUBSCRIPTION_UNKNOWN, key(id));
    }

    private static String key(SubscriptionId id) {
        return "subscription:" + id;
    }

    private static ChangeNote note(Origin origin) {
        return ChangeNote.by("payments").reason(origin.type()).reference(origin.key());
    }

    private static SubscriptionState state(Status status) {
        return switch (status) {
            case TRIALING -> SubscriptionState.TRIALING;
            case ACTIVE -> SubscriptionState.ACTIVE;
            case PAST_DUE -> SubscriptionState.PAST_DUE;
            case PAUSED -> SubscriptionState.PAUSED;
            case CANCELED -> SubscriptionState.CANCELED;
            case INCOMPLETE -> throw new IllegalStateException("must be complete");
        };
    }
}
