// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.KeptEvent.Entry;
import io.weighhouse.gateway.payment.KeptEvent.State;
import io.weighhouse.gateway.payment.PaymentRow.Kind;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.Subscriptions;
import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.webhook.StripeSignatures;
import io.weighhouse.keyvault.webhook.Verification;
import io.weighhouse.keyvault.webhook.Verification.Unverified;
import io.weighhouse.ledger.Ledger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what payment providers, banks and administrators report, each payment once, and keeps every event.
 *
 * <pre>{@code
 * PaymentBook book = PaymentBook.builder(ledger, prices)
 *     .store(PaymentStore.file(StoreFile.at(Path.of("data/payments.log"))))
 *     .directory(CustomerDirectory.of(customer -> accountOf(customer.reference())))
 *     .subscriptions(subscriptions)
 *     .stripe(WebhookSignatures.stripe(secret).build())
 *     .build();
 * book.resume();
 * int status = book.receive(headers::get, body).httpStatus();
 * }</pre>
 *
 * <p>A paid checkout of 5.00 dollars, on the price list for 5,000 credits, puts 5,000 into the wallet: once, under the ledger's
 * id {@code payment:pi_...}, however often, in whatever order, under however many events it is reported. A refund of 2.00 takes
 * back 2,000, a dispute of the rest freezes 3,000; each may come before the payment.
 *
 * <p><b>Why no order of two writes loses or doubles anything.</b> What is known is written first: the event, the payment's facts
 * and the steps that follow from them, in one write of the payment store. Then the ledger does the steps, each under an id of its
 * own that it remembers for ever. Last, the event is marked as done. A crash before the first write leaves nothing, and the
 * provider sends again; one after it leaves steps that {@link #resume}, or the next event of the payment, has done, again if need
 * be, to no second effect. An event's record alone never keeps its payment from being credited.
 *
 * <p>A {@link PaymentStoreException}, a {@link io.weighhouse.ledger.store.LedgerStoreException} or a failure of the directory
 * leaves an event that is not done; giving it again is always safe, and answering the provider with a status other than 200 makes
 * it do so.
 *
 * <p>This class is thread-safe, and any number of processes may share its stores.
 */
public final class PaymentBook {

    private static final int PAGE = 100;

    private final PaymentStore store;
    private final Customers customers;
    private final Dossiers dossiers;
    private final Clerk clerk;
    private final PriceList prices;
    private final ProviderFetch fetch;
    private final @Nullable StripeSignatures stripe;
    private final InstantSource clock;

    private PaymentBook(Builder builder) {
        this.store = builder.store;
        this.prices = builder.prices;
        this.fetch = builder.fetch;
        this.stripe = builder.stripe;
        this.clock = builder.clock;
        this.customers = new Customers(store, builder.directory);
        this.dossiers = new Dossiers(store, new StepRunner(builder.ledger, prices));
        SubscriptionDesk desk = new SubscriptionDesk(builder.subscriptions, builder.newcomers, prices);
        this.clerk = new Clerk(store, customers, dossiers, desk, prices);
    }

    /**
     * Starts a book over a ledger and a price list.
     *
     * @param ledger where credits are
     * @param prices what payments buy
     * @return a builder with the defaults that its methods name
     */
    public static Builder builder(Ledger ledger, PriceList prices) {
        return new Builder(ledger, prices);
    }

    /**
     * Carries out an event, and keeps it.
     *
     * @param event what is reported
     * @return what came of it
     * @throws PaymentStoreException if the store failed
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the ledger's store failed
     */
    public Accepted accept(PaymentEvent event) {
        return Stages.await(acceptAsync(event));
    }

    /**
     * Does what {@link #accept} does, without blocking.
     *
     * @param event what is reported
     * @return completes with what came of it
     */
    public CompletionStage<Accepted> acceptAsync(PaymentEvent event) {
        return take(event, "", true);
    }

    /**
     * Verifies, reads and carries out a webhook of Stripe, and keeps it without personal data.
     *
     * @param headers all values of the header of a name, as {@link StripeSignatures#verify} takes them
     * @param body the bytes as they came
     * @return what came of it, and the status to answer with
     * @throws IllegalStateException if the book was built without Stripe's signatures
     * @throws PaymentStoreException if the store failed: answer 500, and Stripe sends again
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the ledger's store failed: the same
     */
    public WebhookAnswer receive(Function<String, ? extends @Nullable List<String>> headers, byte[] body) {
        return Stages.await(receiveAsync(headers, body));
    }

    /**
     * Does what {@link #receive} does, without blocking.
     *
     * @param headers all values of the header of a name
     * @param body the bytes as they came
     * @return completes with what came of it
     * @throws IllegalStateException if the book was built without Stripe's signatures
     */
    public CompletionStage<WebhookAnswer> receiveAsync(
            Function<String, ? extends @Nullable List<String>> headers, byte[] body) {
        if (stripe == null) {
            throw new IllegalStateException("must be built with Stripe's signatures");
        }
        Verification verification = stripe.verify(headers, body);
        if (verification instanceof Unverified no) {
            return CompletableFuture.completedFuture(new WebhookAnswer.Forged(no.code()));
        }
        PaymentEvent event;
        String kept;
        try {
            event = StripeEvents.parse(body);
            kept = StripeEvents.redact(body);
        } catch (IllegalArgumentException noEvent) {
            return CompletableFuture.completedFuture(new WebhookAnswer.NoEvent(String.valueOf(noEvent.getMessage())));
        }
        return take(event, kept, true)
                .thenApply(accepted -> new WebhookAnswer.Taken(event.origin().key(), accepted));
    }

    /**
     * Events that are parked, by what they wait for.
     *
     * @param after the id of the last event of the page before; empty for the first page
     * @param limit how many at most, 1 to {@value PaymentStore#MAX_PAGE}
     * @return the events
     * @throws IllegalArgumentException if the limit is out of range
     * @throws PaymentStoreException if the store failed
     */
    public List<KeptEvent> parked(String after, int limit) {
        return page(EventFile.PARKED_GROUP, after, limit);
    }

    /**
     * Events of which nothing is left to be done, in the order in which they came.
     *
     * @param after the id of the last event of the page before; empty for the first page
     * @param limit how many at most, 1 to {@value PaymentStore#MAX_PAGE}
     * @return the events
     * @throws IllegalArgumentException if the limit is out of range
     * @throws PaymentStoreException if the store failed
     */
    public List<KeptEvent> events(String after, int limit) {
        return page("done/", after, limit);
    }

    private List<KeptEvent> page(String group, String after, int limit) {
        PaymentPage first = PaymentPage.of(Kind.EVENT, group, limit);
        CompletionStage<Optional<PaymentRow>> last =
                after.isEmpty() ? CompletableFuture.completedFuture(Optional.empty()) : store.find(Kind.EVENT, after);
        return Stages.await(
                        last.thenCompose(row -> store.list(row.map(first::after).orElse(first))))
                .stream()
                .map(row -> EventFile.read(row).view())
                .toList();
    }

    /**
     * One event as it is kept.
     *
     * @param id under which it is kept, such as {@code stripe:evt_1}
     * @return the event, empty if there is none of that id
     * @throws PaymentStoreException if the store failed
     */
    public Optional<KeptEvent> event(String id) {
        return Stages.await(store.find(Kind.EVENT, id))
                .map(row -> EventFile.read(row).view());
    }

    /**
     * Forgets the events of which nothing is left to be done and which came before an instant, when the law or a rule of the house
     * says so. Payments are known as before: an event that comes again does nothing again.
     *
     * @param before which ones
     * @return how many, at most {@value PaymentStore#MAX_PAGE} at once
     * @throws PaymentStoreException if the store failed
     */
    public int forgetEvents(Instant before) {
        return Stages.await(store.forget(Kind.EVENT, EventFile.doneGroup(before)));
    }

    /**
     * How a payment stands.
     *
     * @param name any name that it is known by
     * @return the payment, empty if none of that name is credited
     * @throws PaymentStoreException if the store failed
     */
    public Optional<PaymentView> payment(String name) {
        return Stages.await(paymentAsync(name));
    }

    /**
     * Does what {@link #payment} does, without blocking.
     *
     * @param name any name that it is known by
     * @return completes with the payment, empty if none of that name is credited
     */
    public CompletionStage<Optional<PaymentView>> paymentAsync(String name) {
        return dossiers.load(PaymentRef.of(name))
                .thenApply(loaded -> loaded.dossier().view());
    }

    /**
     * Carries out what an actor decides about a parked event, and keeps who decided what.
     *
     * @param event the id of the event, as in {@link #parked}
     * @param resolution what is decided
     * @return what came of it
     * @throws IllegalArgumentException if credits are of another unit than the price list's
     * @throws PaymentStoreException if the store failed
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the ledger's store failed
     */
    public Accepted resolve(String event, Resolution resolution) {
        return Stages.await(resolveAsync(event, resolution));
    }

    /**
     * Does what {@link #resolve} does, without blocking.
     *
     * @param event the id of the event, as in {@link #parked}
     * @param resolution what is decided
     * @return completes with what came of it
     * @throws IllegalArgumentException if credits are of another unit than the price list's
     */
    public CompletionStage<Accepted> resolveAsync(String event, Resolution resolution) {
        if (resolution instanceof Resolution.Credit credit
                && !credit.credits().unit().equals(prices.unit())) {
            throw new IllegalArgumentException("must be of " + prices.unit() + ": credits=" + credit.credits());
        }
        return store.find(Kind.EVENT, event).thenCompose(row -> {
            Optional<EventFile> parked = row.map(EventFile::read).filter(file -> file.is(State.PARKED));
            if (parked.isEmpty()) {
                return CompletableFuture.completedFuture(new Accepted.Nothing(NothingReason.NOT_PARKED));
            }
            Resolving resolving = Resolving.of(parked.get(), resolution, clock.instant());
            return store.write(List.of(resolving.file().toRow()))
                    .thenCompose(written -> written ? resolved(resolving) : resolveAsync(event, resolution));
        });
    }

    private CompletionStage<Accepted> resolved(Resolving resolving) {
        EventFile file = resolving.file().stored();
        if (file.is(State.DONE)) {
            return CompletableFuture.completedFuture(new Accepted.Nothing(NothingReason.DISMISSED));
        }
        Optional<Customer> customer = resolving.customer();
        if (customer.isEmpty()) {
            return goOn(file, true);
        }
        CustomerAccount account = resolving.account();
        return customers
                .bind(customer.get(), account, resolving.by())
                .thenCompose(bound -> goOn(file, true)
                        .thenCompose(accepted -> wakeCustomer(customer.get()).thenApply(woken -> accepted)));
    }

    /**
     * Binds a customer's names to an account, and goes on with what waited for that.
     *
     * @param actor who decides, 1 to 120 visible ASCII characters
     * @param customer the provider's name, the application's own reference, or both
     * @param account the account, from now on
     * @return how many events are no longer parked
     * @throws IllegalArgumentException if the actor is out of range, or the customer has no name
     * @throws PaymentStoreException if the store failed
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the ledger's store failed
     */
    public int bind(String actor, Customer customer, CustomerAccount account) {
        Texts.id("actor", actor);
        if (customer.id().isEmpty() && customer.reference().isEmpty()) {
            throw new IllegalArgumentException("must have an id or a reference: customer=" + customer);
        }
        Entry by = new Entry(clock.instant(), actor, "bound to " + account.wallet());
        return Stages.await(customers.bind(customer, account, by).thenCompose(bound -> wakeCustomer(customer)));
    }

    /**
     * Goes on with what a crash has interrupted, and tries what is parked again. It is called once when the process starts, and may
     * be called at any time.
     *
     * @return how many events have nothing left to be done now
     * @throws PaymentStoreException if the store failed
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the ledger's store failed
     */
    public int resume() {
        return Stages.await(finishSteps(PaymentPage.of(Kind.PAYMENT, Dossiers.OPEN_GROUP, PAGE))
                .thenCompose(done -> retry(EventFile.RECEIVED_GROUP, file -> true))
                .thenCompose(received ->
                        retry(EventFile.PARKED_GROUP, file -> true).thenApply(parked -> received + parked)));
    }

    private CompletionStage<Void> finishSteps(PaymentPage page) {
        return store.list(page).thenCompose(rows -> {
            CompletionStage<Void> all = CompletableFuture.completedFuture(null);
            for (PaymentRow row : rows) {
                all = all.thenCompose(before -> dossiers.run(DossierJson.read(row.key(), row.body())))
                        .thenAccept(ran -> {});
            }
            return rows.size() < page.limit()
                    ? all
                    : all.thenCompose(done -> finishSteps(page.after(rows.get(rows.size() - 1))));
        });
    }

    /** Takes an event, for the first time or again. */
    private CompletionStage<Accepted> take(PaymentEvent event, String body, boolean fetching) {
        return store.find(Kind.EVENT, event.origin().key()).thenCompose(row -> {
            Optional<EventFile> known = row.map(EventFile::read);
            if (known.isPresent() && known.get().is(State.DONE)) {
                return replayed(known.get());
            }
            EventFile file = known.map(kept -> kept.saying(withKeyOf(kept.event(), event)))
                    .orElseGet(() -> EventFile.fresh(event, body, clock.instant()));
            return goOn(file, fetching);
        });
    }

    /** What is stored, with the key that only the event itself has. */
    private static PaymentEvent withKeyOf(PaymentEvent stored, PaymentEvent whole) {
        if (stored instanceof PaymentEvent.Paid paid && whole instanceof PaymentEvent.Paid now) {
            return new PaymentEvent.Paid(
                    paid.origin(),
                    paid.payment(),
                    paid.customer().apiKey(now.customer().apiKey()),
                    paid.purchase());
        }
        return stored;
    }

    private CompletionStage<Accepted> replayed(EventFile file) {
        String subject = file.standing().subject();
        Verdict verdict = Verdict.done(file.standing().code(), subject);
        boolean money = List.of(Verdict.CREDITED, Verdict.REVERSED, Verdict.FROZEN, Verdict.UNFROZEN)
                .contains(file.standing().code());
        return money
                ? paymentAsync(subject)
                        .thenApply(view -> verdict.view(view.orElse(null)).answer(file.key(), true))
                : CompletableFuture.completedFuture(verdict.answer(file.key(), true));
    }

    private CompletionStage<Accepted> goOn(EventFile file, boolean fetching) {
        return clerk.carryOut(file).thenCompose(verdict -> {
            Optional<ProviderFetch.Wanted> wanted = fetching ? Wanting.of(file.event(), verdict) : Optional.empty();
            return wanted.isEmpty() ? finish(file, verdict) : fetched(file, verdict, wanted.get());
        });
    }

    /** Asks the provider, takes what it answers, and tries once more. */
    private CompletionStage<Accepted> fetched(EventFile file, Verdict verdict, ProviderFetch.Wanted wanted) {
        return Wanting.ask(fetch, wanted).thenCompose(answers -> {
            if (answers.isEmpty()) {
                return finish(file, verdict);
            }
            CompletionStage<Accepted> all =
                    CompletableFuture.completedFuture(new Accepted.Nothing(NothingReason.UNCHANGED));
            for (PaymentEvent answer : answers) {
                all = all.thenCompose(before -> take(answer, "", false));
            }
            return all.thenCompose(taken -> store.find(Kind.EVENT, file.key())).thenCompose(row -> {
                EventFile now = row.map(kept -> EventFile.read(kept).saying(file.event()))
                        .orElse(file);
                return now.is(State.DONE) ? replayed(now) : goOn(now, false);
            });
        });
    }

    /** Writes down how an event stands, and goes on with what waited for it. */
    private CompletionStage<Accepted> finish(EventFile file, Verdict verdict) {
        return keep(file, verdict)
                .thenCompose(
                        replayed -> wake(verdict.names()).thenApply(woken -> verdict.answer(file.key(), replayed)));
    }

    /** Whether the event had been kept before. */
    private CompletionStage<Boolean> keep(EventFile file, Verdict verdict) {
        return store.find(Kind.EVENT, file.key()).thenCompose(row -> {
            Optional<EventFile> known = row.map(EventFile::read);
            boolean done = known.isPresent() && known.get().is(State.DONE);
            if (done || (known.isPresent() && known.get().standing().equals(verdict.standing()))) {
                return CompletableFuture.completedFuture(done);
            }
            EventFile next = known.orElse(file).standing(verdict.standing(), clock.instant());
            return store.write(List.of(next.toRow()))
                    .thenCompose(written -> written ? CompletableFuture.completedFuture(false) : keep(file, verdict));
        });
    }

    private CompletionStage<Integer> wake(List<String> names) {
        CompletionStage<Integer> all = CompletableFuture.completedFuture(0);
        for (String name : names) {
            all = all.thenCombine(retry(EventFile.parkedGroup(name), file -> true), Integer::sum);
        }
        return all;
    }

    /** A reference may be among the names of events that wait under the customer's. */
    private CompletionStage<Integer> wakeCustomer(Customer customer) {
        return retry(
                EventFile.PARKED_GROUP,
                file -> Resolving.customerOf(file.event())
                        .filter(other -> Resolving.isSame(customer, other))
                        .isPresent());
    }

    /** Tries again what waits in a group; how many have nothing left to be done. */
    private CompletionStage<Integer> retry(String group, Predicate<EventFile> which) {
        return retry(PaymentPage.of(Kind.EVENT, group, PAGE), which, 0);
    }

    private CompletionStage<Integer> retry(PaymentPage page, Predicate<EventFile> which, int before) {
        return store.list(page).thenCompose(rows -> {
            CompletionStage<Integer> all = CompletableFuture.completedFuture(before);
            for (PaymentRow row : rows) {
                EventFile file = EventFile.read(row);
                if (which.test(file)) {
                    all = all.thenCompose(count -> goOn(file, true)
                            .thenApply(accepted -> accepted instanceof Accepted.Parked ? count : count + 1));
                }
            }
            return rows.size() < page.limit()
                    ? all
                    : all.thenCompose(count -> retry(page.after(rows.get(rows.size() - 1)), which, count));
        });
    }

    /**
     * Collects what a book works with.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private final Ledger ledger;
        private final PriceList prices;
        private PaymentStore store = PaymentStore.inMemory();
        private CustomerDirectory directory = CustomerDirectory.NOBODY;
        private @Nullable Subscriptions subscriptions;
        private Function<Newcomer, Optional<NewSubscription>> newcomers = newcomer -> Optional.empty();
        private ProviderFetch fetch = ProviderFetch.NONE;
        private @Nullable StripeSignatures stripe;
        private InstantSource clock = InstantSource.system();

        private Builder(Ledger ledger, PriceList prices) {
            this.ledger = ledger;
            this.prices = prices;
        }

        /**
         * Keeps events and payments in that store; in memory unless set.
         *
         * @param value the store, which remains the caller's to close
         * @return this builder
         */
        public Builder store(PaymentStore value) {
            this.store = value;
            return this;
        }

        /**
         * Asks that directory whose account a payer has; nobody's unless set, so that each is bound by an actor.
         *
         * @param value the directory
         * @return this builder
         */
        public Builder directory(CustomerDirectory value) {
            this.directory = value;
            return this;
        }

        /**
         * Keeps up those subscriptions; unless set, what is reported about subscriptions is parked.
         *
         * @param value the subscriptions
         * @return this builder
         */
        public Builder subscriptions(Subscriptions value) {
            this.subscriptions = value;
            return this;
        }

        /**
         * Makes subscriptions that a provider reports and that are not known; unless set, such reports are parked.
         *
         * @param value what is to be made of a newcomer; empty to park it; must not block, and answers the same to the same
         * @return this builder
         */
        public Builder newcomers(Function<Newcomer, Optional<NewSubscription>> value) {
            this.newcomers = value;
            return this;
        }

        /**
         * Asks the provider when events alone do not say; never unless set.
         *
         * @param value how to ask
         * @return this builder
         */
        public Builder fetch(ProviderFetch value) {
            this.fetch = value;
            return this;
        }

        /**
         * Verifies Stripe's webhooks with that; unless set, {@link PaymentBook#receive} refuses to work.
         *
         * @param value the endpoint, which remains the caller's to close
         * @return this builder
         */
        public Builder stripe(StripeSignatures value) {
            this.stripe = value;
            return this;
        }

        /**
         * Takes the time from that clock; the system's unless set.
         *
         * @param value the clock
         * @return this builder
         */
        public Builder clock(InstantSource value) {
            this.clock = value;
            return this;
        }

        /** {@return the book} */
        public PaymentBook build() {
            return new PaymentBook(this);
        }
    }
}
