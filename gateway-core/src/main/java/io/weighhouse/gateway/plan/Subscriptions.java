// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.gateway.plan.SubscriptionChange.Kind;
import io.weighhouse.gateway.plan.SubscriptionOutcome.Declined;
import io.weighhouse.gateway.plan.SubscriptionOutcome.Done;
import io.weighhouse.gateway.plan.SubscriptionOutcome.Reason;
import io.weighhouse.gateway.plan.TermRules.Step;
import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * The subscriptions of all tenants: makes them, changes them, and finds the one that a key's calls run under.
 *
 * <p>A key runs under the subscription of its user, else of its team, else of its tenant; it must be in the key's tenant.
 *
 * <pre>{@code
 * Subscriptions subscriptions = Subscriptions.of(SubscriptionStore.inMemory(), Plans.of(free, starter), clock);
 * SubscriptionId id = SubscriptionId.of("acme", "sub_1");
 * Owner user = Owner.tenant("acme").user("u-17");
 * subscriptions.subscribe(NewSubscription.of(id, user, accounts, "free"), ChangeNote.by("sign-up"));
 * subscriptions.changePlan(id, "starter", ChangeNote.by("u-17"));
 * subscriptions.extend(id, periodEnd, ChangeNote.by("stripe").reference("in_1"));       // it is paid
 * }</pre>
 *
 * <p>A change counts from the next call on. Every change may be sent again: what is so already is answered as replayed. Each is
 * a step of the subscription's history, with who did it and why. A plan whose name is not in the catalogue is a mistake, also
 * when a stored subscription names it: then its calls fail, and none is served under another plan.
 *
 * <p>Where a plan gives better credit than any other that the subscription has had in a month, the month is granted a part of
 * the difference: {@code difference * time left of the month / length of the month}, rounded down to the smallest part of the
 * unit. A plan that gives less takes nothing back; it counts for credit from the next month on. Limits, allowances and prices
 * of the new plan count at once, and what was used in the month counts against its allowances.
 *
 * <p>This class is thread-safe. What its stages fail with is {@link SubscriptionStoreException} if the store failed, and
 * {@link IllegalArgumentException} for a plan that is not in the catalogue.
 */
public final class Subscriptions implements PlanStore {

    private static final int MAX_RESOLVED = 100_000;
    private static final int MAX_TRIES = 100;
    private static final int PAGE = 1000;

    private final SubscriptionStore store;
    private final Plans plans;
    private final InstantSource clock;

    /** Subscriptions with their plans, as they were last looked up. */
    private final Map<SubscriptionId, Subscription> resolved = new ConcurrentHashMap<>();

    private Subscriptions(SubscriptionStore store, Plans plans, InstantSource clock) {
        this.store = store;
        this.plans = plans;
        this.clock = clock;
    }

    /**
     * The subscriptions of a store.
     *
     * @param store where they are kept; it stays the caller's to close
     * @param plans what is sold
     * @param clock the time of changes
     * @return the subscriptions
     */
    public static Subscriptions of(SubscriptionStore store, Plans plans, InstantSource clock) {
        return new Subscriptions(store, plans, clock);
    }

    /** {@return what is sold} */
    public Plans plans() {
        return plans;
    }

    /**
     * The subscription that a key's calls run under: that of its user, else of its team, else of its tenant.
     *
     * @param key an authenticated key
     * @return completes with the subscription, empty if none of them has one
     */
    @Override
    public CompletionStage<Optional<Subscription>> find(KeyRecord key) {
        Owner owner = key.owner();
        List<Owner> subscribers = new ArrayList<>(3);
        Owner tenant = Owner.tenant(owner.tenant());
        if (!owner.user().isEmpty()) {
            subscribers.add(tenant.user(owner.user()));
        }
        if (!owner.team().isEmpty()) {
            subscribers.add(tenant.team(owner.team()));
        }
        subscribers.add(tenant);
        return store.findBySubscriber(subscribers).thenApply(record -> record.map(this::resolve));
    }

    /**
     * The subscription of a name.
     *
     * @param id the name
     * @return the subscription, empty if there is none
     * @throws SubscriptionStoreException if the store failed
     */
    public Optional<Subscription> find(SubscriptionId id) {
        return Stages.await(findAsync(id));
    }

    /**
     * Does what {@link #find(SubscriptionId)} does, without blocking.
     *
     * @param id the name
     * @return completes with the subscription, empty if there is none
     */
    public CompletionStage<Optional<Subscription>> findAsync(SubscriptionId id) {
        return store.find(id).thenApply(record -> record.map(this::resolve));
    }

    /**
     * The subscription of a subscriber himself.
     *
     * @param subscriber the tenant, team or user as the subscription has it
     * @return completes with the subscription, empty if there is none
     */
    public CompletionStage<Optional<Subscription>> findAsync(Owner subscriber) {
        return store.findBySubscriber(List.of(subscriber)).thenApply(record -> record.map(this::resolve));
    }

    /**
     * The subscriptions of a tenant, by name.
     *
     * @param tenant the tenant
     * @param after the name after which to go on; empty for the beginning
     * @param limit how many at most, 1 to 1000
     * @return completes with the subscriptions
     */
    public CompletionStage<List<Subscription>> listAsync(TenantId tenant, String after, int limit) {
        return store.list(tenant, after, limit)
                .thenApply(records -> records.stream().map(this::resolve).toList());
    }

    /**
     * The history of a subscription, oldest first.
     *
     * @param id the name
     * @param after the revision after which to go on; 0 for the beginning
     * @param limit how many at most, 1 to 1000
     * @return completes with its changes
     */
    public CompletionStage<List<SubscriptionChange>> historyAsync(SubscriptionId id, long after, int limit) {
        return store.history(id, after, limit);
    }

    /**
     * Makes a subscription.
     *
     * @param wanted what is to be made
     * @param note who makes it
     * @return the subscription, replayed if it was there for that subscriber and those accounts, or {@code TAKEN}, {@code
     *     NO_TRIAL}
     * @throws IllegalArgumentException if there is no such plan, or it is said to be paid and has no price
     * @throws SubscriptionStoreException if the store failed
     */
    public SubscriptionOutcome subscribe(NewSubscription wanted, ChangeNote note) {
        return Stages.await(subscribeAsync(wanted, note));
    }

    /**
     * Does what {@link #subscribe} does, without blocking.
     *
     * @param wanted what is to be made
     * @param note who makes it
     * @return completes with what {@code subscribe} returns or throws
     */
    public CompletionStage<SubscriptionOutcome> subscribeAsync(NewSubscription wanted, ChangeNote note) {
        Plan plan = plans.require(wanted.plan());
        if (wanted.start().trial() && plan.trial().isZero()) {
            return CompletableFuture.completedFuture(new Declined(Reason.NO_TRIAL));
        }
        Instant now = clock.instant();
        SubscriptionRecord record = new SubscriptionRecord(
                wanted.id(), wanted.subscriber(), wanted.accounts(), TermRules.begin(wanted, plan, now), 1);
        SubscriptionChange change = new SubscriptionChange(Kind.SUBSCRIBED, now, record, note);
        return store.find(wanted.id())
                .thenCompose(before -> before.isPresent()
                        ? CompletableFuture.completedFuture(known(wanted, before))
                        : store.store(change)
                                .thenCompose(stored -> stored
                                        ? CompletableFuture.completedFuture(new Done(resolve(record), false))
                                        : store.find(wanted.id()).thenApply(found -> known(wanted, found))));
    }

    private SubscriptionOutcome known(NewSubscription wanted, Optional<SubscriptionRecord> found) {
        return found.filter(record -> record.subscriber().equals(wanted.subscriber())
                        && record.accounts().equals(wanted.accounts()))
                .<SubscriptionOutcome>map(record -> new Done(resolve(record), true))
                .orElseGet(() -> new Declined(Reason.TAKEN));
    }

    /**
     * Chooses another plan, from now on. If the new one has a price and the subscription is not paid, it serves when it is.
     *
     * @param id which subscription
     * @param plan the name of the plan
     * @param note who changes it
     * @return the subscription, or {@code UNKNOWN}, {@code ENDED}, {@code TOO_MANY_CHANGES}
     * @throws IllegalArgumentException if there is no such plan, or its credit is of another unit
     * @throws SubscriptionStoreException if the store failed
     */
    public SubscriptionOutcome changePlan(SubscriptionId id, String plan, ChangeNote note) {
        return Stages.await(changePlanAsync(id, plan, note));
    }

    /**
     * Does what {@link #changePlan} does, without blocking.
     *
     * @param id which subscription
     * @param plan the name of the plan
     * @param note who changes it
     * @return completes with what {@code changePlan} returns or throws
     */
    public CompletionStage<SubscriptionOutcome> changePlanAsync(SubscriptionId id, String plan, ChangeNote note) {
        Plan next = plans.require(plan);
        return change(id, note, (subscription, now) -> TermRules.changePlan(subscription, next, now));
    }

    /**
     * Starts a trial of a plan now; when it is over, the subscription's own plan counts again. There is one for each
     * subscription, ever.
     *
     * @param id which subscription
     * @param plan the name of the plan that is tried out
     * @param note who starts it
     * @return the subscription, or {@code UNKNOWN}, {@code ENDED}, {@code NO_TRIAL}, {@code TRIAL_USED}
     * @throws IllegalArgumentException if there is no such plan
     * @throws SubscriptionStoreException if the store failed
     */
    public SubscriptionOutcome startTrial(SubscriptionId id, String plan, ChangeNote note) {
        return Stages.await(startTrialAsync(id, plan, note));
    }

    /**
     * Does what {@link #startTrial} does, without blocking.
     *
     * @param id which subscription
     * @param plan the name of the plan that is tried out
     * @param note who starts it
     * @return completes with what {@code startTrial} returns or throws
     */
    public CompletionStage<SubscriptionOutcome> startTrialAsync(SubscriptionId id, String plan, ChangeNote note) {
        Plan tried = plans.require(plan);
        return change(id, note, (subscription, now) -> TermRules.startTrial(subscription, tried, now));
    }

    /**
     * Says that it is paid until some time; what is paid for longer already stays so. It counts while its plan has a price.
     *
     * @param id which subscription
     * @param paidUntil until when
     * @param note who says it, and the invoice as the reference
     * @return the subscription, or {@code UNKNOWN}
     * @throws SubscriptionStoreException if the store failed
     */
    public SubscriptionOutcome extend(SubscriptionId id, Instant paidUntil, ChangeNote note) {
        return Stages.await(extendAsync(id, paidUntil, note));
    }

    /**
     * Does what {@link #extend} does, without blocking.
     *
     * @param id which subscription
     * @param paidUntil until when
     * @param note who says it, and the invoice as the reference
     * @return completes with what {@code extend} returns or throws
     */
    public CompletionStage<SubscriptionOutcome> extendAsync(SubscriptionId id, Instant paidUntil, ChangeNote note) {
        return change(id, note, (subscription, now) -> TermRules.extend(subscription, paidUntil));
    }

    /**
     * Takes over what a payment provider reports, unless something newer is known.
     *
     * @param report what it says
     * @return the subscription, replayed if it says nothing new, or {@code UNKNOWN}, {@code OLDER}, {@code TIE}, {@code
     *     TOO_MANY_CHANGES}
     * @throws IllegalArgumentException if there is no such plan
     * @throws SubscriptionStoreException if the store failed
     */
    public SubscriptionOutcome report(SubscriptionReport report) {
        return Stages.await(reportAsync(report));
    }

    /**
     * Does what {@link #report} does, without blocking.
     *
     * @param report what it says
     * @return completes with what {@code report} returns or throws
     */
    public CompletionStage<SubscriptionOutcome> reportAsync(SubscriptionReport report) {
        Optional<Plan> plan = report.details().plan().map(plans::require);
        return change(
                report.id(),
                report.note(),
                (subscription, now) -> TermRules.report(subscription, report, plan.orElse(subscription.plan()), now));
    }

    /**
     * Ends it, at once or when what is paid has ended.
     *
     * @param id which subscription
     * @param atOnce whether at once; else at the end of what is paid or tried out, or of the month if it need not be paid
     * @param note who cancels it
     * @return the subscription, or {@code UNKNOWN}
     * @throws SubscriptionStoreException if the store failed
     */
    public SubscriptionOutcome cancel(SubscriptionId id, boolean atOnce, ChangeNote note) {
        return Stages.await(cancelAsync(id, atOnce, note));
    }

    /**
     * Does what {@link #cancel} does, without blocking.
     *
     * @param id which subscription
     * @param atOnce whether at once
     * @param note who cancels it
     * @return completes with what {@code cancel} returns or throws
     */
    public CompletionStage<SubscriptionOutcome> cancelAsync(SubscriptionId id, boolean atOnce, ChangeNote note) {
        return change(id, note, (subscription, now) -> TermRules.cancel(subscription, atOnce, now));
    }

    /**
     * Stops it until it is resumed; what is paid goes on running out.
     *
     * @param id which subscription
     * @param note who pauses it
     * @return the subscription, or {@code UNKNOWN}, {@code ENDED}
     * @throws SubscriptionStoreException if the store failed
     */
    public SubscriptionOutcome pause(SubscriptionId id, ChangeNote note) {
        return Stages.await(pauseAsync(id, note));
    }

    /**
     * Does what {@link #pause} does, without blocking.
     *
     * @param id which subscription
     * @param note who pauses it
     * @return completes with what {@code pause} returns or throws
     */
    public CompletionStage<SubscriptionOutcome> pauseAsync(SubscriptionId id, ChangeNote note) {
        return change(id, note, TermRules::pause);
    }

    /**
     * Takes it up again after a pause, a cancellation, or an end. One that has ended in an earlier month begins its months anew;
     * else the running month goes on, with what was used of it.
     *
     * @param id which subscription
     * @param note who resumes it
     * @return the subscription, or {@code UNKNOWN}
     * @throws SubscriptionStoreException if the store failed
     */
    public SubscriptionOutcome resume(SubscriptionId id, ChangeNote note) {
        return Stages.await(resumeAsync(id, note));
    }

    /**
     * Does what {@link #resume} does, without blocking.
     *
     * @param id which subscription
     * @param note who resumes it
     * @return completes with what {@code resume} returns or throws
     */
    public CompletionStage<SubscriptionOutcome> resumeAsync(SubscriptionId id, ChangeNote note) {
        return change(id, note, TermRules::resume);
    }

    /**
     * The figures of the business with one tenant's subscriptions. It reads the whole history of each.
     *
     * @param tenant the tenant
     * @param range from when until when
     * @return the figures
     * @throws IllegalArgumentException if a history names a plan that is not in the catalogue
     * @throws SubscriptionStoreException if the store failed
     */
    public BusinessFigures figures(TenantId tenant, BusinessFigures.Range range) {
        FiguresFold fold = new FiguresFold(plans, range);
        String after = "";
        List<SubscriptionRecord> page = Stages.await(store.list(tenant, after, PAGE));
        while (!page.isEmpty()) {
            for (SubscriptionRecord record : page) {
                fold.add(history(record.id()));
                after = record.id().value();
            }
            page = Stages.await(store.list(tenant, after, PAGE));
        }
        return fold.figures();
    }

    private List<SubscriptionChange> history(SubscriptionId id) {
        List<SubscriptionChange> history = new ArrayList<>();
        List<SubscriptionChange> page = Stages.await(store.history(id, 0, PAGE));
        while (!page.isEmpty()) {
            history.addAll(page);
            page = Stages.await(store.history(id, history.size(), PAGE));
        }
        return history;
    }

    private CompletionStage<SubscriptionOutcome> change(
            SubscriptionId id, ChangeNote note, BiFunction<Subscription, Instant, Step> rule) {
        return tried(id, note, rule, MAX_TRIES);
    }

    /** Of two who change the same revision the second finds out, and looks again. */
    private CompletionStage<SubscriptionOutcome> tried(
            SubscriptionId id, ChangeNote note, BiFunction<Subscription, Instant, Step> rule, int left) {
        if (left == 0) {
            return CompletableFuture.failedFuture(
                    new SubscriptionStoreException("changed too often meanwhile: " + id, true, null));
        }
        return store.find(id).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(new Declined(Reason.UNKNOWN));
            }
            Subscription before = resolve(found.get());
            Instant now = clock.instant();
            Step step = rule.apply(before, now);
            if (step instanceof Step.No no) {
                return CompletableFuture.completedFuture(new Declined(no.reason()));
            }
            if (step instanceof Step.Next next) {
                SubscriptionRecord record = found.get().next(next.term());
                return store.store(new SubscriptionChange(next.kind(), now, record, note))
                        .thenCompose(stored -> stored
                                ? CompletableFuture.completedFuture(new Done(resolve(record), false))
                                : tried(id, note, rule, left - 1));
            }
            return CompletableFuture.completedFuture(new Done(before, true));
        });
    }

    /** A subscription with its plans as they are now. */
    private Subscription resolve(SubscriptionRecord record) {
        Plan plan = plans.require(record.term().plan().name());
        // A plan that was tried out long ago may be sold no more.
        Plan trial = record.term()
                .ends()
                .trial()
                .filter(term -> clock.instant().isBefore(term.endsAt()))
                .map(term -> plans.require(term.plan()))
                .orElse(null);
        Subscription known = resolved.get(record.id());
        if (known != null && known.isOf(record, plan, trial)) {
            return known;
        }
        if (resolved.size() >= MAX_RESOLVED) {
            resolved.clear();
        }
        Subscription fresh = new Subscription(record, plan, trial);
        resolved.put(record.id(), fresh);
        return fresh;
    }
}
