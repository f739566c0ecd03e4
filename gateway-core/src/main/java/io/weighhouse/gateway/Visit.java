// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.plan.CallTerms;
import io.weighhouse.gateway.plan.Charging;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Pinning;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request under way: what came in, whose it turned out to be, and under which plan. */
record Visit(Request request, KeyRecord key, Subscription subscription, Plan plan) {

    /** What the gateway says of every call; an embedder's labels have other names. */
    static final List<String> LABELS =
            List.of("plan", "key", "payer", "user", "team", Charging.LABEL, "attempt", "retry_of");

    Visit {
        ofSameTenant(key, subscription);
    }

    /** Money never crosses tenants, whatever a plan store says. */
    static Subscription ofSameTenant(KeyRecord key, Subscription subscription) {
        TenantId tenant = subscription.wallet().tenant();
        if (!tenant.value().equals(key.owner().tenant())) {
            throw new IllegalStateException("must be of the key's tenant: wallet=" + subscription.wallet() + " tenant="
                    + key.owner().tenant());
        }
        return subscription;
    }

    String id() {
        return request.id();
    }

    Inbound inbound() {
        return request.inbound();
    }

    /** The prices of a sku at the markup for a payer, or at any that the plan has, to see whether there are prices at all. */
    Pinning pin(Sku sku, @Nullable Payer payer) {
        Buyer buyer = new Buyer(key.owner().tenant(), key.owner().user());
        return request.book().pin(sku, buyer, request.now().toEpochMilli(), markup(payer));
    }

    private Markup markup(@Nullable Payer payer) {
        Markup markup = plan.markup(payer == null ? Payer.PLATFORM : payer);
        return markup == null ? ownKeyMarkup() : markup;
    }

    private Markup ownKeyMarkup() {
        Markup markup = plan.markup(Payer.CUSTOMER);
        if (markup == null) {
            throw new IllegalStateException("must charge at least one payer: plan=" + plan.name());
        }
        return markup;
    }

    /** Whether the plan has what is asked for: the sku, and every scope that the request needs. */
    boolean includes(Sku sku) {
        return plan.entitlements().allow(sku)
                && inbound().demand().scopes().stream().allMatch(plan.entitlements()::allowScope);
    }

    /** What the caller asked for, or the plan's default, but no more than the sku can give. */
    long maxOutput(RateCard card) {
        long asked = inbound().maxOutput().orElse(plan.terms().defaultMaxOutput());
        return Math.min(asked, card.maxOutputTokens().orElse(Long.MAX_VALUE));
    }

    /** What decides about prices beside the quantities; the time is the gateway's unless the embedder said it. */
    RatingContext context() {
        RatingContext asked = inbound().context();
        return asked.atEpochMillis().isPresent()
                ? asked
                : asked.at(request.now().toEpochMilli());
    }

    Call.Builder call(Pass pass) {
        CallTerms terms = plan.terms();
        Call.Builder call = Call.of(subscription.wallet().tenant().operation(id()), subscription.wallet())
                .paying(subscription.revenue())
                .priced(pass.prices())
                .caps(caps(pass))
                .expectedInput(inbound().expectedInput())
                .intent(inbound().body().sha256())
                .reader(inbound().reader())
                .timeToLive(terms.holdTimeToLive())
                .overrun(terms.overrun())
                .holding(terms.holding())
                .checkpoints(terms.conduct().checkpoints())
                .aborts(terms.conduct().aborts())
                .onCrash(terms.conduct().onCrash())
                .tags(inbound().tags().toArray(new String[0]))
                .label("plan", plan.name())
                .label("key", key.id().value())
                .label("payer", pass.found().payer().name());
        Owner owner = key.owner();
        if (!owner.user().isEmpty()) {
            call.label("user", owner.user());
        }
        if (!owner.team().isEmpty()) {
            call.label("team", owner.team());
        }
        for (Map.Entry<String, String> label : inbound().labels().entrySet()) {
            call.label(label.getKey(), label.getValue());
        }
        return call;
    }

    /** Whether anything of the plan goes by the month, so that the month has to be opened. */
    boolean hasPeriod() {
        return byTheMonth(subscription, plan);
    }

    static boolean byTheMonth(Subscription subscription, Plan plan) {
        return byTheMonth(plan)
                || byTheMonth(subscription.plan())
                || subscription.record().term().credits().limited();
    }

    private static boolean byTheMonth(Plan plan) {
        return plan.grant().isPresent()
                || plan.creditLimit().isPresent()
                || !plan.included().isEmpty()
                || !plan.counted().isEmpty();
    }

    /** Made for each call: that costs less than finding, by key and plan, those that were made for the last one. */
    Subjects limits(Payer payer) {
        return Subjects.of(key.owner().tenant() + '/' + key.id().value(), plan.quota(payer));
    }

    /** The most that it may use by that way upstream. */
    Usage caps(Pass pass) {
        Usage pieces = inbound().pieces();
        return pieces.isEmpty()
                ? Usage.tokens(inbound().maxInput(), maxOutput(pass.prices().card()))
                : pieces;
    }
}
