// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.RetryMemory.Attempt;
import io.weighhouse.gateway.plan.Charging;
import io.weighhouse.gateway.plan.OpenPeriod;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Standing;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.resolve.Denial;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.ProviderFault;
import io.weighhouse.keyvault.resolve.Resolution;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.call.Refusal;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Pinning;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The steps from an API key to held money. Each either goes on to the next or refuses, and leaves nothing behind then. */
final class Admission {

    /** A {@code long} of nanoseconds holds more, and no period is longer. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private final KeyRegistry keys;
    private final PlanStore plans;
    private final KeyResolver secrets;
    private final Opener opener;
    private final HouseRules rules;
    private final LongAdder open = new LongAdder();

    Admission(KeyRegistry keys, PlanStore plans, KeyResolver secrets, Opener opener, HouseRules rules) {
        this.keys = keys;
        this.plans = plans;
        this.secrets = secrets;
        this.opener = opener;
        this.rules = rules;
    }

    /** What a request is answered, and what it would be priced by if it was refused after that was known. */
    record Answer(Begun begun, @Nullable PinnedCard prices) {}

    long openCalls() {
        return open.sum();
    }

    CompletionStage<Answer> walk(Request request) {
        Inbound inbound = request.inbound();
        return keys.authenticateAsync(inbound.bearer(), inbound.demand())
                .thenCompose(authentication -> authentication instanceof Authentication.Rejected rejected
                        ? refused(request.id(), new Reason.NotAuthenticated(rejected))
                        : known(request, ((Authentication.Authenticated) authentication).record()))
                .whenComplete(this::tell);
    }

    private void tell(@Nullable Answer answer, @Nullable Throwable failure) {
        if (answer == null) {
            rules.signals().failed();
        } else if (answer.begun() instanceof Begun.Refused refused) {
            rules.signals().refused(refused.code());
        }
    }

    private CompletionStage<Answer> known(Request request, KeyRecord key) {
        return plans.find(key)
                .thenCompose(found -> found.isEmpty()
                        ? refused(request.id(), new Reason.NoSubscription())
                        : subscribed(request, key, found.get()));
    }

    private CompletionStage<Answer> subscribed(Request request, KeyRecord key, Subscription subscription) {
        Standing standing = subscription.at(request.now());
        Visit visit = new Visit(request, key, subscription, standing.plan());
        if (!standing.serves()) {
            return refused(visit.id(), new Reason.SubscriptionInactive(standing.kind()));
        }
        Sku sku = visit.inbound().sku();
        if (!(visit.pin(sku, null) instanceof Pinning.Pinned)) {
            return refused(visit.id(), new Reason.UnknownSku(sku));
        }
        if (!visit.includes(sku)) {
            return refused(visit.id(), new Reason.NotInPlan(sku));
        }
        ProviderId provider = new ProviderId(sku.provider());
        return secrets.resolveAsync(key.owner(), provider)
                .thenCompose(resolution -> resolution instanceof Resolution.Found found
                        ? closingUnlessStarted(found, () -> passed(visit, found))
                        : refused(visit.id(), unresolved(provider, resolution)));
    }

    private static Reason unresolved(ProviderId provider, Resolution resolution) {
        return resolution instanceof Resolution.Denied denied && denied.reason() == Denial.NOT_ENTITLED
                ? new Reason.NotEntitled(provider)
                : new Reason.NoProviderKey(provider, resolution);
    }

    /** The provider key is in clear by now: whatever happens, it is wiped unless a call takes it over. */
    private static CompletionStage<Answer> closingUnlessStarted(
            Resolution.Found found, Supplier<CompletionStage<Answer>> next) {
        CompletionStage<Answer> answer;
        try {
            answer = next.get();
        } catch (RuntimeException mistake) {
            answer = CompletableFuture.failedFuture(mistake);
        }
        return answer.whenComplete((known, failure) -> {
            if (known == null || !(known.begun() instanceof Begun.Started)) {
                found.credential().close();
            }
        });
    }

    private CompletionStage<Answer> passed(Visit visit, Resolution.Found found) {
        Sku sku = visit.inbound().sku();
        PinnedCard prices = pricesOf(visit, sku, found.payer());
        if (prices == null) {
            return refused(visit.id(), new Reason.NotEntitled(found.credential().provider()));
        }
        Pass pass = new Pass(sku, found, prices);
        RetryMemory memory = rules.retries();
        if (memory == null || !visit.inbound().requestId().isEmpty()) {
            return opened(visit, pass, null);
        }
        RetryMemory.Known known = memory.begin(visit);
        if (known.inProgress()) {
            return refused(known.attempt().first, new Reason.InProgress());
        }
        return opened(visit, pass, known.attempt()).whenComplete((answer, failure) -> {
            if (failure != null) {
                memory.failed(known.attempt());
            } else if (!(answer.begun() instanceof Begun.Started)) {
                memory.refused(known.attempt());
            }
        });
    }

    /** Null if the plan does not serve calls of that payer. */
    private static @Nullable PinnedCard pricesOf(Visit visit, Sku sku, Payer payer) {
        return visit.plan().markup(payer) != null && visit.pin(sku, payer) instanceof Pinning.Pinned pinned
                ? pinned.prices()
                : null;
    }

    private CompletionStage<Answer> opened(Visit visit, Pass pass, @Nullable Attempt attempt) {
        if (!visit.hasPeriod()) {
            return held(new Ask(visit, pass, attempt, null, Usage.empty()), null);
        }
        return rules.periods()
                .touchAsync(visit.subscription(), visit.request().now())
                .thenCompose(period -> period.toDateAsync()
                        .thenCompose(used ->
                                held(new Ask(visit, pass, attempt, period, used), period.charging(visit.caps(pass)))));
    }

    /** All that a call is opened with, but for the way in which it is counted and paid for. */
    private record Ask(
            Visit visit,
            Pass pass,
            @Nullable Attempt attempt,
            @Nullable OpenPeriod period,
            Usage toDate) {}

    /** Opens the call in the first of its ways that the ledger takes: as included first, then as what goes beyond. */
    private CompletionStage<Answer> held(Ask ask, @Nullable Charging way) {
        List<Allowance> budgets =
                rules.budgets().of(ask.visit().key(), ask.visit().request().now());
        Call call = call(ask, way, budgets);
        return opener.open(call, budgets).thenCompose(opening -> {
            if (way != null && usedUp(opening) instanceof Refusal.AllowanceUsedUp full) {
                return next(ask, way, full);
            }
            return CompletableFuture.completedFuture(
                    new Answer(begun(ask, opening), ask.pass().prices()));
        });
    }

    private Call call(Ask ask, @Nullable Charging way, List<Allowance> budgets) {
        Visit visit = ask.visit();
        Pass pass = ask.pass();
        RatingContext context = visit.context();
        Call.Builder call = visit.call(pass)
                .served(ask.toDate().isEmpty() ? context : context.toDate(ask.toDate()))
                .limited(rules.shared()
                        .and(visit.key(), visit.limits(pass.found().payer())));
        budgets.forEach(call::counting);
        if (way != null) {
            way.allowances().forEach(call::counting);
            way.holding(pass.prices().terms().markup().unit()).ifPresent(call::holding);
            if (!way.label().isEmpty()) {
                call.label(Charging.LABEL, way.label());
            }
        }
        Attempt attempt = ask.attempt();
        if (attempt != null && attempt.number > 1) {
            call.label("attempt", Integer.toString(attempt.number)).label("retry_of", attempt.first);
        }
        return call.build();
    }

    private static @Nullable Refusal usedUp(Opening opening) {
        return opening instanceof Opening.Refused refused ? refused.refusal() : null;
    }

    private CompletionStage<Answer> next(Ask ask, Charging way, Refusal.AllowanceUsedUp full) {
        OpenPeriod period = ask.period();
        AccountId counter = full.limit().counter();
        Charging beyond = period == null ? null : period.beyond(way, counter).orElse(null);
        if (beyond != null) {
            return held(ask, beyond);
        }
        boolean planned =
                way.allowances().stream().anyMatch(leg -> leg.counter().equals(counter));
        long nanos = period == null || !planned
                ? 0
                : untilRenewal(period, ask.visit().request().now());
        return refused(ask.visit().id(), new Reason.AllowanceUsedUp(full, nanos));
    }

    private static long untilRenewal(OpenPeriod period, Instant now) {
        Duration left = Duration.between(now, period.period().end());
        return left.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : Math.max(1, left.toNanos());
    }

    private Begun begun(Ask ask, Opening opening) {
        Visit visit = ask.visit();
        if (!(opening instanceof Opening.Opened opened)) {
            return new Begun.Refused(visit.id(), notOpened(opening));
        }
        open.increment();
        rules.signals().begun(visit.plan().name(), ask.pass().found().payer());
        return new Begun.Started(new GatewayCall(this, visit, ask.pass(), opened.call(), ask.attempt()));
    }

    private static Reason notOpened(Opening opening) {
        if (opening instanceof Opening.Refused refused) {
            return refused.refusal() instanceof Refusal.AllowanceUsedUp full
                    ? new Reason.AllowanceUsedUp(full, 0)
                    : new Reason.NotOpened(refused.refusal());
        }
        return opening instanceof Opening.AlreadySettled settled
                ? new Reason.AlreadySettled(settled.receipt())
                : new Reason.InProgress();
    }

    /** Where a call that is under way goes next: to another sku, with whoever's key serves it. */
    CompletionStage<Onward> onward(Visit visit, Sku sku) {
        if (!visit.includes(sku)) {
            return no(new Reason.NotInPlan(sku));
        }
        if (!(visit.pin(sku, null) instanceof Pinning.Pinned)) {
            return no(new Reason.UnknownSku(sku));
        }
        ProviderId provider = new ProviderId(sku.provider());
        return secrets.resolveAsync(visit.key().owner(), provider)
                .thenApply(resolution -> onward(visit, sku, resolution));
    }

    /** Where a call goes whose provider key was refused: to the same sku, with the next key if there is one. */
    CompletionStage<Onward> onward(Visit visit, Pass refused, ProviderFault fault) {
        return secrets.rejectedAsync(refused.found(), fault)
                .thenApply(resolution -> onward(visit, refused.sku(), resolution));
    }

    private static Onward onward(Visit visit, Sku sku, Resolution resolution) {
        ProviderId provider = new ProviderId(sku.provider());
        if (!(resolution instanceof Resolution.Found found)) {
            return new Onward(null, unresolved(provider, resolution));
        }
        PinnedCard prices;
        try {
            prices = pricesOf(visit, sku, found.payer());
        } catch (RuntimeException mistake) {
            found.credential().close();
            throw mistake;
        }
        if (prices == null) {
            found.credential().close();
            return new Onward(null, new Reason.NotEntitled(provider));
        }
        return new Onward(new Pass(sku, found, prices), null);
    }

    /** One of the two is null. */
    record Onward(@Nullable Pass pass, @Nullable Reason reason) {}

    private static CompletionStage<Onward> no(Reason reason) {
        return CompletableFuture.completedFuture(new Onward(null, reason));
    }

    /** Told once for each call. */
    void ended(Pass pass, @Nullable Attempt attempt, Settlement settlement) {
        open.decrement();
        Basis basis = settlement.receipt().basis();
        rules.signals().settled(basis, settlement.receipt().cause());
        RetryMemory memory = rules.retries();
        if (memory != null && attempt != null) {
            if (basis == Basis.NOTHING) {
                memory.failed(attempt);
            } else {
                memory.forget(attempt);
            }
        }
        if (basis == Basis.REPORTED) {
            accepted(pass.found());
        }
    }

    /** An answer with usage makes up for earlier rejections of the key; that it could not be noted is no fault of the call. */
    private void accepted(Resolution.Found found) {
        try {
            secrets.acceptedAsync(found).whenComplete((noted, failure) -> {});
        } catch (RuntimeException dropped) {
            // As above.
        }
    }

    private static CompletionStage<Answer> refused(String requestId, Reason reason) {
        return CompletableFuture.completedFuture(new Answer(new Begun.Refused(requestId, reason), null));
    }
}
