// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.resolve.Denial;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.Resolution;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.CallMeter;
import io.weighhouse.metering.call.CallSignals;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Walks a request from its API key to held money, and says no in the caller's dialect.
 *
 * <p>{@link #begin} authenticates the key, finds the subscription, the sku's prices and the provider key, and opens the
 * metered call: quote, limits, hold. A refusal at any step leaves nothing behind. With a wallet of 10 credits and calls
 * that cost 3 at worst, three of 1,000 requests at once are started and 997 are refused with {@code
 * INSUFFICIENT_CREDITS}.
 *
 * <p>The price book can be replaced at any time with {@link #prices(PriceBook)}: calls that have begun keep their prices.
 *
 * <p>This class is thread-safe.
 */
public final class Gateway {

    private final KeyRegistry keys;
    private final PlanStore plans;
    private final KeyResolver secrets;
    private final CallMeter calls;
    private final RequestIds requestIds;
    private volatile PriceBook book;

    private Gateway(KeyRegistry keys, PlanStore plans, KeyResolver secrets, PriceBook book, Builder builder) {
        this.keys = keys;
        this.plans = plans;
        this.secrets = secrets;
        this.book = book;
        this.calls = CallMeter.of(said(builder.ledger, "ledger"), said(builder.limiter, "limits"))
                .signals(builder.signals);
        this.requestIds = new RequestIds(builder.clock, builder.random);
    }

    /** {@return a builder; keys, secrets, plans, prices, limits and ledger must be said} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Replaces the price book for requests that begin from now on.
     *
     * @param newer the whole new book
     */
    public void prices(PriceBook newer) {
        this.book = newer;
    }

    /**
     * Begins a request, waiting for the stores.
     *
     * @param inbound the request, its sku said
     * @return the call to send upstream, or why it may not go there
     * @throws IllegalArgumentException if the request names no sku
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the ledger's store failed: beginning again with the same
     *     request id is safe
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store of provider keys failed; nothing was held
     * @throws io.weighhouse.keyvault.secret.SecretVaultException if the provider key cannot be opened; nothing was held
     * @throws IllegalStateException if the plan store names a wallet of another tenant than the key's; nothing was held
     */
    public Begun begin(Inbound inbound) {
        return Waiting.on(beginAsync(inbound));
    }

    /**
     * Begins a request without waiting.
     *
     * @param inbound the request, its sku said
     * @return what {@link #begin} returns or throws, when it is known
     * @throws IllegalArgumentException if the request names no sku
     */
    public CompletionStage<Begun> beginAsync(Inbound inbound) {
        if (!inbound.namesSku()) {
            throw new IllegalArgumentException("must name a sku: " + inbound);
        }
        String id = inbound.requestId().isEmpty() ? requestIds.next() : inbound.requestId();
        return keys.authenticateAsync(inbound.bearer(), inbound.demand())
                .thenCompose(authentication -> authentication instanceof Authentication.Rejected rejected
                        ? refused(id, new Reason.NotAuthenticated(rejected))
                        : subscribed(new Visit(id, inbound, ((Authentication.Authenticated) authentication).record())));
    }

    private CompletionStage<Begun> subscribed(Visit visit) {
        return plans.find(visit.key())
                .thenCompose(found -> found.isEmpty()
                        ? refused(visit.id(), new Reason.NoSubscription())
                        : priced(visit, found.get()));
    }

    private CompletionStage<Begun> priced(Visit visit, Subscription subscription) {
        visit.requireSameTenant(subscription);
        PriceBook current = book;
        Sku sku = visit.inbound().sku();
        Optional<RateCard> card = current.find(sku);
        if (card.isEmpty()) {
            return refused(visit.id(), new Reason.UnknownSku(sku));
        }
        PinnedBook pinned = new PinnedBook(current.version(), card.get());
        ProviderId provider = new ProviderId(sku.provider());
        return secrets.resolveAsync(visit.key().owner(), provider)
                .thenCompose(resolution -> resolution instanceof Resolution.Found found
                        ? open(visit, subscription, pinned, found)
                        : refused(visit.id(), unresolved(provider, resolution)));
    }

    private static Reason unresolved(ProviderId provider, Resolution resolution) {
        return resolution instanceof Resolution.Denied denied && denied.reason() == Denial.NOT_ENTITLED
                ? new Reason.NotEntitled(provider)
                : new Reason.NoProviderKey(provider, resolution);
    }

    private CompletionStage<Begun> open(
            Visit visit, Subscription subscription, PinnedBook pinned, Resolution.Found found) {
        CompletionStage<Begun> begun;
        try {
            begun = opened(visit, subscription, pinned, found);
        } catch (RuntimeException mistake) {
            begun = CompletableFuture.failedFuture(mistake);
        }
        return begun.whenComplete((answer, failure) -> {
            if (!(answer instanceof Begun.Started)) {
                found.credential().close();
            }
        });
    }

    private CompletionStage<Begun> opened(
            Visit visit, Subscription subscription, PinnedBook pinned, Resolution.Found found) {
        Plan plan = subscription.plan();
        Markup markup = plan.markup(found.payer());
        if (markup == null) {
            return refused(visit.id(), new Reason.NotEntitled(found.credential().provider()));
        }
        GatewayCall.Cap cap = visit.cap(pinned.card(), plan.terms());
        Call call = visit.call(subscription, cap)
                .priced(PinnedCard.of(pinned.version(), pinned.card(), markup))
                .build();
        return calls.openAsync(call)
                .thenApply(opening -> opening instanceof Opening.Opened opened
                        ? new Begun.Started(
                                new GatewayCall(visit.id(), opened.call(), found.credential(), found.payer(), cap))
                        : new Begun.Refused(visit.id(), notOpened(opening)));
    }

    private static Reason notOpened(Opening opening) {
        if (opening instanceof Opening.Refused refused) {
            return new Reason.NotOpened(refused.refusal());
        }
        return opening instanceof Opening.AlreadySettled settled
                ? new Reason.AlreadySettled(settled.receipt())
                : new Reason.InProgress();
    }

    private static CompletionStage<Begun> refused(String requestId, Reason reason) {
        return CompletableFuture.completedFuture(new Begun.Refused(requestId, reason));
    }

    private static <T> T said(@Nullable T part, String method) {
        if (part == null) {
            throw new IllegalStateException("must be said before build(): " + method);
        }
        return part;
    }

    /** A card and the version of the book that it is from. */
    private record PinnedBook(String version, RateCard card) {}

    /** Puts a gateway together. Not thread-safe. */
    public static final class Builder {

        private @Nullable KeyRegistry keys;
        private @Nullable PlanStore plans;
        private @Nullable KeyResolver secrets;
        private @Nullable PriceBook book;
        private @Nullable RateLimiter limiter;
        private @Nullable Ledger ledger;
        private CallSignals signals = CallSignals.NONE;
        private InstantSource clock = InstantSource.system();
        private RandomGenerator random = new SecureRandom();

        private Builder() {}

        /**
         * Who may call.
         *
         * @param registry the API keys
         * @return this builder
         */
        public Builder keys(KeyRegistry registry) {
            this.keys = registry;
            return this;
        }

        /**
         * Whose provider keys are used.
         *
         * @param resolver the provider secrets and their precedence
         * @return this builder
         */
        public Builder secrets(KeyResolver resolver) {
            this.secrets = resolver;
            return this;
        }

        /**
         * Who has which plan.
         *
         * @param store the subscriptions
         * @return this builder
         */
        public Builder plans(PlanStore store) {
            this.plans = store;
            return this;
        }

        /**
         * What everything costs, to begin with.
         *
         * @param prices the price book; {@link Gateway#prices(PriceBook)} replaces it later
         * @return this builder
         */
        public Builder prices(PriceBook prices) {
            this.book = prices;
            return this;
        }

        /**
         * Where permits are taken.
         *
         * @param rateLimiter the limiter
         * @return this builder
         */
        public Builder limits(RateLimiter rateLimiter) {
            this.limiter = rateLimiter;
            return this;
        }

        /**
         * Where money is held and taken.
         *
         * @param books the ledger; it stays the embedder's to close
         * @return this builder
         */
        public Builder ledger(Ledger books) {
            this.ledger = books;
            return this;
        }

        /**
         * Who hears what happens to calls; nobody unless said here.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder signals(CallSignals listener) {
            this.signals = listener;
            return this;
        }

        /**
         * The time in made-up request ids; the system's unless said here.
         *
         * @param source the clock
         * @return this builder
         */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * The randomness in made-up request ids; a {@link SecureRandom} unless said here.
         *
         * @param source used by many threads at once
         * @return this builder
         */
        public Builder random(RandomGenerator source) {
            this.random = source;
            return this;
        }

        /**
         * The gateway.
         *
         * @return the gateway
         * @throws IllegalStateException if one of keys, secrets, plans, prices, limits and ledger was not said
         */
        public Gateway build() {
            return new Gateway(
                    said(keys, "keys"), said(plans, "plans"), said(secrets, "secrets"), said(book, "prices"), this);
        }
    }
}
