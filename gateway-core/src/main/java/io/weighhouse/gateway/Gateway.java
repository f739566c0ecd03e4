// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.plan.PeriodGrants;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.metering.call.CallMeter;
import io.weighhouse.metering.call.CallSignals;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.pricefile.PriceBookStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
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

    private final Admission admission;
    private final CallerLookup callers;
    private final RequestIds requestIds;
    private final InstantSource clock;
    private final Map<String, Supplier<PartHealth>> parts;
    private volatile PriceBook book;

    private Gateway(Admission admission, CallerLookup callers, PriceBook book, Builder builder) {
        this.admission = admission;
        this.callers = callers;
        this.book = book;
        this.clock = builder.clock;
        this.requestIds = new RequestIds(builder.clock, builder.random);
        this.parts = Map.copyOf(builder.health);
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
        return Stages.await(beginAsync(inbound));
    }

    /**
     * Begins a request without waiting.
     *
     * @param inbound the request, its sku said
     * @return what {@link #begin} returns or throws, when it is known
     * @throws IllegalArgumentException if the request names no sku
     */
    public CompletionStage<Begun> beginAsync(Inbound inbound) {
        return walk(inbound).thenApply(Admission.Answer::begun);
    }

    /** What is begun, and what it would be priced by. */
    CompletionStage<Admission.Answer> walk(Inbound inbound) {
        if (!inbound.namesSku()) {
            throw new IllegalArgumentException("must name a sku: " + inbound);
        }
        String id = inbound.requestId().isEmpty() ? requestIds.next() : inbound.requestId();
        return admission.walk(new Request(id, inbound, book, clock.instant()));
    }

    /**
     * Who is behind an API key, and what they have, waiting for the stores; begins nothing.
     *
     * @param bearer the API key as it was sent
     * @param demand what the request needs the key to allow
     * @return who it is, with their balance; or why the key is not accepted
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the ledger's store failed
     * @throws IllegalStateException if the plan store names a wallet of another tenant than the key's
     */
    public Caller caller(String bearer, KeyDemand demand) {
        return Stages.await(callerAsync(bearer, demand));
    }

    /**
     * Who is behind an API key, without waiting.
     *
     * @param bearer the API key as it was sent
     * @param demand what the request needs the key to allow
     * @return what {@link #caller} returns or throws, when it is known
     */
    public CompletionStage<Caller> callerAsync(String bearer, KeyDemand demand) {
        return callers.find(bearer, demand, clock.instant());
    }

    /**
     * How the gateway is, for dashboards and probes; asking waits for nothing.
     *
     * @return how many calls are open, the price book's version, and the parts that {@link Builder#health} names; a part
     *     that cannot be asked is not usable
     */
    public GatewayHealth health() {
        Map<String, PartHealth> states = new LinkedHashMap<>();
        parts.forEach((name, state) -> states.put(name, stateOf(state)));
        return new GatewayHealth(admission.openCalls(), book.version(), states);
    }

    private static PartHealth stateOf(Supplier<PartHealth> state) {
        try {
            return state.get();
        } catch (RuntimeException broken) {
            return new PartHealth(false, "cannot be asked: " + broken.getClass().getSimpleName());
        }
    }

    private static <T> T said(@Nullable T part, String method) {
        if (part == null) {
            throw new IllegalStateException("must be said before build(): " + method);
        }
        return part;
    }

    /** Puts a gateway together. Not thread-safe. */
    public static final class Builder {

        private @Nullable KeyRegistry keys;
        private @Nullable PlanStore plans;
        private @Nullable KeyResolver secrets;
        private @Nullable PriceBook book;
        private @Nullable RateLimiter limiter;
        private @Nullable Ledger ledger;
        private CallSignals callSignals = CallSignals.NONE;
        private GatewaySignals signals = GatewaySignals.NONE;
        private Budgets budgets = Budgets.NONE;
        private SharedLimits sharedLimits = SharedLimits.NONE;
        private @Nullable PriceBookStore cards;
        private @Nullable Retries retries;
        private final Map<String, Supplier<PartHealth>> health = new LinkedHashMap<>();
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
            this.callSignals = listener;
            return this;
        }

        /**
         * Who hears what happens to requests; nobody unless said here.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder signals(GatewaySignals listener) {
            this.signals = listener;
            return this;
        }

        /**
         * Where cards are kept under their digests, so that a restart or another node settles at the price that was quoted;
         * nowhere unless said here.
         *
         * @param store the store
         * @return this builder
         */
        public Builder cards(PriceBookStore store) {
            this.cards = store;
            return this;
        }

        /**
         * Limits that several keys share; none unless said here.
         *
         * @param limits those of users, teams and tenants
         * @return this builder
         */
        public Builder sharing(SharedLimits limits) {
            this.sharedLimits = limits;
            return this;
        }

        /**
         * Which budgets calls count against; none unless said here.
         *
         * @param whose those of users, teams and tenants
         * @return this builder
         */
        public Builder budgets(Budgets whose) {
            this.budgets = whose;
            return this;
        }

        /**
         * Recognises further attempts of clients that send no id; off unless said here.
         *
         * @param memory how much is remembered
         * @return this builder
         */
        public Builder retries(Retries memory) {
            this.retries = memory;
            return this;
        }

        /**
         * A part whose health {@link Gateway#health} tells.
         *
         * @param part its name, such as {@code ledger}
         * @param state says how it is, without waiting, such as {@code () -> PartHealth.of(journal.health())}
         * @return this builder
         */
        public Builder health(String part, Supplier<PartHealth> state) {
            this.health.put(part, state);
            return this;
        }

        /**
         * The time: of subscriptions and prices, and in made-up request ids; the system's unless said here.
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
            Ledger books = said(ledger, "ledger");
            CallMeter.Builder meter = CallMeter.builder(books, said(limiter, "limits"))
                    .signals(callSignals)
                    .clock(clock);
            PriceBookStore kept = cards;
            if (kept != null) {
                meter.cards(kept);
            }
            PeriodGrants periods = PeriodGrants.in(books);
            RetryMemory memory = retries == null ? null : new RetryMemory(retries, clock);
            KeyRegistry registry = said(keys, "keys");
            PlanStore store = said(plans, "plans");
            Admission admission = new Admission(
                    registry,
                    store,
                    said(secrets, "secrets"),
                    new Opener(meter.build(), books),
                    new HouseRules(new SafeSignals(signals), sharedLimits, budgets, periods, memory));
            CallerLookup callers = new CallerLookup(registry, store, periods, books);
            return new Gateway(admission, callers, said(book, "prices"), this);
        }
    }
}
