// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.PaymentEvent.DisputeChanged;
import io.weighhouse.gateway.payment.PaymentEvent.RefundChanged;
import io.weighhouse.gateway.payment.PaymentEvent.Refunded;
import io.weighhouse.gateway.payment.PaymentEvent.SubscriptionChanged;
import io.weighhouse.gateway.payment.ProviderFetch.Wanted;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a provider is asked about when an event cannot be carried out. */
final class Wanting {

    private Wanting() {}

    static Optional<Wanted> of(PaymentEvent event, Verdict verdict) {
        boolean tie = verdict.isParked(ParkedReason.TIE);
        if (!tie && !verdict.isParked(ParkedReason.PAYMENT_UNKNOWN)) {
            return Optional.empty();
        }
        String source = event.origin().source();
        if (event instanceof SubscriptionChanged changed) {
            return Optional.of(new Wanted(
                    source, ProviderFetch.Kind.SUBSCRIPTION, changed.state().id()));
        }
        return payment(event).map(payment -> new Wanted(source, ProviderFetch.Kind.PAYMENT, payment.id()));
    }

    private static Optional<PaymentRef> payment(PaymentEvent event) {
        if (event instanceof Refunded refunded) {
            return Optional.of(refunded.payment());
        }
        if (event instanceof RefundChanged changed) {
            return Optional.of(changed.payment());
        }
        return event instanceof DisputeChanged changed ? Optional.of(changed.payment()) : Optional.empty();
    }

    /** A provider that cannot be reached has said nothing. */
    static CompletionStage<List<PaymentEvent>> ask(ProviderFetch fetch, Wanted wanted) {
        try {
            return fetch.fetch(wanted).exceptionally(failed -> List.of());
        } catch (RuntimeException failed) {
            return CompletableFuture.completedFuture(List.of());
        }
    }
}
