// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.gateway.plan.Term.TrialTerm;
import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives a subscription what its plan gives for a month, when the month is first touched.
 *
 * <p>Nothing has to run for it: whoever serves a call touches the subscription's month first. It is granted once for
 * (subscription, start of the month), whoever touches it, on any node and however often; the ledger sees to that. What was done
 * is remembered for up to 100,000 subscriptions, so that a further touch is one look-up.
 *
 * <p>A month is granted while it is paid, or its plan has no price: one that begins before what is paid has ended. Months that
 * nobody touched are granted afterwards if something of them would have rolled over, up to twelve of them. A trial is a period
 * of its own, with the trial plan's credit once, which expires with it; what is due of the subscription's own plan is granted
 * beside it.
 *
 * <p>It also opens the month's counters, and sets the wallet's credit limit where the plan says one; the limit goes back to zero
 * with a plan that says none.
 *
 * <p>This class is thread-safe.
 */
public final class PeriodGrants {

    private static final int MAX_REMEMBERED = 100_000;

    private final Ledger ledger;
    private final Map<SubscriptionId, Touched> touched = new ConcurrentHashMap<>();

    /** What was touched, in which month, and what came of it: within a trial the own plan's months go on. */
    private record Touched(
            SubscriptionRecord record, Standing standing, Period month, CompletableFuture<OpenPeriod> open) {

        boolean covers(SubscriptionRecord other, Standing then, Instant now) {
            return month.contains(now)
                    && standing.kind() == then.kind()
                    && standing.plan() == then.plan()
                    && record.equals(other)
                    && !open.isCompletedExceptionally();
        }
    }

    private PeriodGrants(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * Grants in a ledger.
     *
     * @param ledger whose wallets get the credit
     * @return the grants
     */
    public static PeriodGrants in(Ledger ledger) {
        return new PeriodGrants(ledger);
    }

    /**
     * Makes sure that what is due of the running month has been granted, and its counters are open.
     *
     * @param subscription whose month; one that serves
     * @param now the moment
     * @return the month
     * @throws IllegalStateException if the subscription does not serve, or its plan gives credit and it has no accounts for it
     * @throws io.weighhouse.ledger.DeclinedException if the ledger declined, for an account that is not open, say; the next
     *     touch tries again
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the ledger's store failed; touching again is safe
     */
    public OpenPeriod touch(Subscription subscription, Instant now) {
        return Stages.await(touchAsync(subscription, now));
    }

    /**
     * Does what {@link #touch} does, without blocking.
     *
     * @param subscription whose month; one that serves
     * @param now the moment
     * @return completes with the month, or with what {@code touch} throws
     */
    public CompletionStage<OpenPeriod> touchAsync(Subscription subscription, Instant now) {
        Standing standing = subscription.at(now);
        Touched known = touched.get(subscription.id());
        if (known != null && known.covers(subscription.record(), standing, now)) {
            return known.open();
        }
        if (!standing.serves()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("must serve: " + subscription + " is " + standing.kind()));
        }
        return open(subscription, standing, now);
    }

    private CompletionStage<OpenPeriod> open(Subscription subscription, Standing standing, Instant now) {
        if (touched.size() >= MAX_REMEMBERED) {
            touched.clear();
        }
        Period period = period(subscription, standing, now);
        CompletableFuture<OpenPeriod> open = new CompletableFuture<>();
        Period month = subscription.record().term().anchor().monthAt(now);
        touched.put(subscription.id(), new Touched(subscription.record(), standing, month, open));
        Counters counters = new Counters(subscription.id(), period.start());
        CompletionStage<?> done;
        try {
            done = CompletableFuture.completedFuture(null);
            for (Account account : counters.all(standing.plan())) {
                done = then(done, OpenAccount.of(account));
            }
            done = done.thenCompose(opened -> limit(subscription, standing.plan(), now));
            for (Command<?> grant : DueGrants.of(subscription, standing, now)) {
                done = then(done, grant);
            }
        } catch (RuntimeException mistake) {
            done = CompletableFuture.failedFuture(mistake);
        }
        Stages.recover(
                        done.thenApply(granted -> new OpenPeriod(ledger, standing.plan(), period, counters)),
                        PeriodGrants::unchecked,
                        Runnable::run)
                .whenComplete((opened, failure) -> {
                    if (failure == null) {
                        open.complete(opened);
                    } else {
                        open.completeExceptionally(failure);
                    }
                });
        return open;
    }

    private static RuntimeException unchecked(Throwable failure) {
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }

    private CompletionStage<?> then(CompletionStage<?> before, Command<?> command) {
        return before.thenCompose(done -> ledger.submitAsync(command)).thenApply(outcome -> outcome.orThrow());
    }

    /** A trial is one period, however long. */
    private static Period period(Subscription subscription, Standing standing, Instant now) {
        Term term = subscription.record().term();
        Optional<TrialTerm> trial = term.ends().trial();
        return standing.kind() == Standing.Kind.TRIALING && trial.isPresent()
                ? new Period(0, trial.get().startsAt(), trial.get().endsAt())
                : term.anchor().monthAt(now);
    }

    /** The limit is absolute, so setting it again does no harm; it is read first because setting it makes an event. */
    private CompletionStage<?> limit(Subscription subscription, Plan plan, Instant now) {
        if (plan.creditLimit().isEmpty()
                && !subscription.record().term().credits().limited()) {
            return CompletableFuture.completedFuture(null);
        }
        return ledger.readAsync(new Query.AccountOf(subscription.wallet())).thenCompose(account -> {
            if (account.isEmpty()) {
                throw new IllegalStateException("must be open: wallet=" + subscription.wallet());
            }
            Amount wanted = plan.creditLimit().orElse(Amount.zero(account.get().unit()));
            if (account.get().creditLimit().equals(wanted)) {
                return CompletableFuture.completedFuture(null);
            }
            String id = "limit:" + subscription.id().value() + ':' + now.toEpochMilli() + ':' + wanted.minor();
            return then(
                    CompletableFuture.completedFuture(null),
                    SetCreditLimit.of(subscription.id().tenant().operation(id), subscription.wallet(), wanted));
        });
    }

    /** What a subscription's touch would grant at a moment, without doing it. */
    static List<Command<?>> due(Subscription subscription, Instant now) {
        return DueGrants.of(subscription, subscription.at(now), now);
    }
}
