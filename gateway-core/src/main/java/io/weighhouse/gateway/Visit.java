// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.plan.CallTerms;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Usage;
import java.util.Map;
import java.util.Set;

/** One request under way: what came in, and whose it turned out to be. */
record Visit(String id, Inbound inbound, KeyRecord key) {

    /** What the gateway says of every call; an embedder's labels have other names. */
    static final Set<String> LABELS = Set.of("plan", "key");

    /** Money never crosses tenants, whatever a plan store says. */
    void requireSameTenant(Subscription subscription) {
        String tenant = subscription.wallet().tenant().value();
        if (!tenant.equals(key.owner().tenant())) {
            throw new IllegalStateException("must be of the key's tenant: wallet=" + subscription.wallet() + " tenant="
                    + key.owner().tenant());
        }
    }

    /** What the caller asked for, or the plan's default, but no more than the sku can give. */
    GatewayCall.Cap cap(RateCard card, CallTerms terms) {
        long asked = inbound.maxOutput().orElse(terms.defaultMaxOutput());
        long most = Math.min(asked, card.maxOutputTokens().orElse(Long.MAX_VALUE));
        return new GatewayCall.Cap(most, inbound.maxOutput().isPresent() && most < asked);
    }

    Call.Builder call(Subscription subscription, GatewayCall.Cap cap) {
        CallTerms terms = subscription.plan().terms();
        Call.Builder call = Call.of(subscription.wallet().tenant().operation(id), subscription.wallet())
                .paying(subscription.revenue())
                .caps(caps(cap))
                .expectedInput(inbound.expectedInput())
                .intent(inbound.body().sha256())
                .limited(limited(subscription))
                .timeToLive(terms.holdTimeToLive())
                .overrun(terms.overrun())
                .label("plan", subscription.plan().name())
                .label("key", key.id().value());
        for (Map.Entry<String, String> label : inbound.labels().entrySet()) {
            call.label(label.getKey(), label.getValue());
        }
        return call;
    }

    /** Made for each call: that costs less than finding, by key and plan, those that were made for the last one. */
    private Subjects limited(Subscription subscription) {
        return Subjects.of(
                key.owner().tenant() + '/' + key.id().value(),
                subscription.plan().quota());
    }

    private Usage caps(GatewayCall.Cap cap) {
        Usage pieces = inbound.pieces();
        return pieces.isEmpty() ? Usage.tokens(inbound.maxInput(), cap.outputTokens()) : pieces;
    }
}
