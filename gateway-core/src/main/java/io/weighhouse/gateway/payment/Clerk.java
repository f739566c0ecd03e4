// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.Customers.Found;
import io.weighhouse.gateway.payment.Dossiers.Loaded;
import io.weighhouse.gateway.payment.Facts.Accounts;
import io.weighhouse.gateway.payment.Facts.Bought;
import io.weighhouse.gateway.payment.Facts.Credit;
import io.weighhouse.gateway.payment.PaymentEvent.CustomerLinked;
import io.weighhouse.gateway.payment.PaymentEvent.DisputeChanged;
import io.weighhouse.gateway.payment.PaymentEvent.Ignored;
import io.weighhouse.gateway.payment.PaymentEvent.InvoiceFailed;
import io.weighhouse.gateway.payment.PaymentEvent.InvoicePaid;
import io.weighhouse.gateway.payment.PaymentEvent.Paid;
import io.weighhouse.gateway.payment.PaymentEvent.PaymentLinked;
import io.weighhouse.gateway.payment.PaymentEvent.RefundChanged;
import io.weighhouse.gateway.payment.PaymentEvent.Refunded;
import io.weighhouse.gateway.payment.PaymentEvent.SubscriptionChanged;
import io.weighhouse.gateway.payment.PaymentEvent.Unpaid;
import io.weighhouse.gateway.payment.PaymentEvent.Unreadable;
import io.weighhouse.gateway.payment.StepRunner.Ran;
import io.weighhouse.money.Amount;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Works out what an event comes to and has it done, once or again: everything it does may be done any number of times. It does
 * not keep the event. Thread-safe.
 */
final class Clerk {

    private final PaymentStore store;
    private final Customers customers;
    private final Dossiers dossiers;
    private final SubscriptionDesk subscriptions;
    private final PriceList prices;

    Clerk(
            PaymentStore store,
            Customers customers,
            Dossiers dossiers,
            SubscriptionDesk subscriptions,
            PriceList prices) {
        this.store = store;
        this.customers = customers;
        this.dossiers = dossiers;
        this.subscriptions = subscriptions;
        this.prices = prices;
    }

    /** What is to be known of a payment from now on, or why it cannot be. */
    private record Change(@Nullable Facts facts, @Nullable Verdict refusal) {

        static Change to(Facts facts) {
            return new Change(facts, null);
        }

        static Change refused(Verdict refusal) {
            return new Change(null, refusal);
        }
    }

    /** One change of a payment by an event: under which names, how, and with what else that is learnt. */
    private record Work(EventFile file, PaymentRef payment, Function<Facts, Change> change, List<PaymentRow> learnt) {}

    /** A payment after its change: all that is known is stored, and the ledger was asked to do what follows. */
    private record Changed(Dossier dossier, boolean changed, Optional<Verdict> refusal) {}

    CompletionStage<Verdict> carryOut(EventFile file) {
        PaymentEvent event = file.event();
        if (event instanceof Paid paid) {
            return paid(file, paid);
        }
        if (event instanceof InvoicePaid paid) {
            return invoicePaid(file, paid);
        }
        if (event instanceof Refunded refunded) {
            Facts.Total total = new Facts.Total(event.origin().at(), refunded.total());
            return taken(file, refunded.payment(), facts -> facts.refunded(total));
        }
        if (event instanceof RefundChanged changed) {
            return taken(
                    file,
                    changed.payment(),
                    facts -> facts.refund(changed.refund(), event.origin().at()));
        }
        if (event instanceof DisputeChanged changed) {
            return taken(
                    file,
                    changed.payment(),
                    facts -> facts.dispute(changed.dispute(), event.origin().at()));
        }
        if (event instanceof PaymentLinked linked) {
            return linked(file, linked.payment(), List.of(), linked.payment().id());
        }
        return withoutMoney(file);
    }

    private CompletionStage<Verdict> withoutMoney(EventFile file) {
        PaymentEvent event = file.event();
        if (event instanceof CustomerLinked linked) {
            return customerLinked(file, linked);
        }
        if (event instanceof SubscriptionChanged changed) {
            return subscriptionChanged(file, changed);
        }
        if (event instanceof Unpaid unpaid) {
            return verdict(
                    Verdict.nothing(unpaid.failed() ? NothingReason.PAYMENT_FAILED : NothingReason.AWAITING_PAYMENT));
        }
        if (event instanceof InvoiceFailed) {
            return verdict(Verdict.nothing(NothingReason.DUNNING));
        }
        if (event instanceof Ignored ignored) {
            return verdict(Verdict.nothing(ignored.why()));
        }
        return verdict(Verdict.parked(ParkedReason.UNREADABLE, "sense", ((Unreadable) event).problem()));
    }

    private CompletionStage<Verdict> paid(EventFile file, Paid event) {
        Purchase purchase = event.purchase();
        if (purchase.paid().isZero()) {
            return verdict(Verdict.nothing(NothingReason.NOTHING_PAID));
        }
        return decided(file, event.payment()).thenCompose(decided -> {
            Optional<Amount> credits = decided.or(() -> prices.credits(purchase));
            if (credits.isEmpty()) {
                return verdict(Verdict.parked(ParkedReason.PRICE_UNKNOWN, "price"));
            }
            if (decided.isEmpty() && !claims(purchase, credits.get())) {
                return verdict(Verdict.parked(ParkedReason.CLAIM_MISMATCH, "price"));
            }
            return known(
                    file,
                    event.customer(),
                    found -> credit(file, event, found, credits.get())
                            .thenApply(changed -> settled(changed, event.payment(), Verdict.CREDITED)
                                    .waking(woken(changed, found))));
        });
    }

    /** What the payment bought when it was reported before, whatever is on the list by now, or what an actor says. */
    private CompletionStage<Optional<Amount>> decided(EventFile file, PaymentRef payment) {
        return dossiers.load(payment)
                .thenApply(loaded -> loaded.dossier().facts().credit().map(Credit::credits))
                .thenApply(before ->
                        before.or(() -> Optional.ofNullable(file.order().credits())));
    }

    private CompletionStage<Changed> credit(EventFile file, PaymentEvent event, Found found, Amount credits) {
        PaymentRef payment = event instanceof Paid paid ? paid.payment() : ((InvoicePaid) event).payment();
        Purchase purchase = event instanceof Paid paid ? paid.purchase() : ((InvoicePaid) event).purchase();
        CustomerAccount account = account(found);
        Credit credit = new Credit(
                payment.id(),
                new Accounts(account.wallet(), account.clearing()),
                credits,
                new Bought(purchase.paid(), purchase.net(), event.origin().at()));
        return change(new Work(file, payment, facts -> credited(facts, credit), found.learnt()));
    }

    /** Whether what was promised is what the list sells, or nothing was. */
    private boolean claims(Purchase purchase, Amount credits) {
        if (purchase.claimedCredits().isEmpty()) {
            return true;
        }
        try {
            return Amount.of(purchase.claimedCredits(), prices.unit()).equals(credits);
        } catch (IllegalArgumentException | ArithmeticException noAmount) {
            return false;
        }
    }

    private CompletionStage<Verdict> invoicePaid(EventFile file, InvoicePaid event) {
        if (event.term().subscription().isEmpty()) {
            return verdict(Verdict.nothing(NothingReason.INVOICE_WITHOUT_SUBSCRIPTION));
        }
        return decided(file, event.payment()).thenCompose(decided -> {
            Optional<Amount> credits = decided.or(() -> invoiced(event.purchase()));
            return credits.isEmpty()
                    ? verdict(Verdict.parked(ParkedReason.PRICE_UNKNOWN, "price"))
                    : known(
                            file,
                            event.customer(),
                            found -> credit(file, event, found, credits.get())
                                    .thenCompose(changed -> extended(event, found, changed)));
        });
    }

    /** What an invoice buys: nothing, unless credits are sold at its price. */
    private Optional<Amount> invoiced(Purchase purchase) {
        return prices.sellsCredits(purchase.priceId())
                ? prices.credits(purchase)
                : Optional.of(Amount.zero(prices.unit()));
    }

    private CompletionStage<Verdict> extended(InvoicePaid event, Found found, Changed changed) {
        Verdict booked = settled(changed, event.payment(), Verdict.CREDITED);
        Set<String> woken = woken(changed, found);
        return booked.isParked()
                ? verdict(booked.waking(woken))
                : subscriptions.extend(event, account(found)).thenApply(extended -> both(booked, extended, woken));
    }

    /** An invoice that extends is told as that, unless it has credited. */
    private static Verdict both(Verdict booked, Verdict extended, Set<String> woken) {
        PaymentView view = booked.view();
        boolean credited = view != null && view.credits().isPositive();
        Set<String> wakes = new LinkedHashSet<>(woken);
        wakes.addAll(extended.wakes());
        return (extended.isParked() || !credited ? extended : booked).waking(wakes);
    }

    private static CustomerAccount account(Found found) {
        CustomerAccount account = found.account();
        if (account == null) {
            throw new IllegalStateException("must be known");
        }
        return account;
    }

    private static Change credited(Facts facts, Credit credit) {
        boolean other = facts.credit().isPresent() && !facts.credit().get().agrees(credit);
        return other
                ? Change.refused(Verdict.parked(
                        ParkedReason.PAYMENT_CONFLICT,
                        "payment:" + credit.name(),
                        "credited before to "
                                + (facts.credit().get().accounts().equals(credit.accounts())
                                        ? "the same wallet"
                                        : "another wallet")))
                : Change.to(facts.credited(credit));
    }

    /** Goes on with a payer whose account is known. */
    private CompletionStage<Verdict> known(
            EventFile file, Customer customer, Function<Found, CompletionStage<Verdict>> next) {
        return customers.find(customer, file.order().account()).thenCompose(found -> {
            if (found.conflict()) {
                return verdict(Verdict.parked(ParkedReason.CUSTOMER_CONFLICT, Customers.waitsFor(customer)));
            }
            return found.account() == null
                    ? verdict(Verdict.parked(ParkedReason.CUSTOMER_UNKNOWN, Customers.waitsFor(customer)))
                    : next.apply(found);
        });
    }

    /** Takes a refund or a dispute to a payment, known or not. */
    private CompletionStage<Verdict> taken(EventFile file, PaymentRef reported, Function<Facts, Facts> more) {
        String ordered = file.order().payment();
        PaymentRef payment =
                ordered.isEmpty() ? reported : new PaymentRef(ordered, reported.aliases()).alias(reported.id());
        return change(new Work(file, payment, facts -> Change.to(more.apply(facts)), List.of()))
                .thenApply(changed -> doubtful(file.event(), changed, reported)
                        .orElseGet(() -> settled(changed, reported, code(file.event(), changed.dossier())))
                        .waking(woken(changed, null)));
    }

    /** What cannot be right as it is: another currency, or two reports of one second that contradict each other. */
    private static Optional<Verdict> doubtful(PaymentEvent event, Changed changed, PaymentRef payment) {
        Facts facts = changed.dossier().facts();
        if (changed.refusal().isPresent() || facts.credit().isEmpty()) {
            return Optional.empty();
        }
        Amount amount = amount(event);
        boolean contested = false;
        if (event instanceof DisputeChanged dispute) {
            Facts.DisputeFact fact = facts.disputes().get(dispute.dispute().id());
            contested = fact != null && fact.contested();
        } else if (event instanceof RefundChanged refund) {
            contested = facts.refundContested(refund.refund().id());
        } else if (facts.total()
                .filter(total -> total.at().equals(event.origin().at()))
                .isPresent()) {
            contested = facts.refunds().keySet().stream().anyMatch(facts::refundContested);
        }
        if (!contested && facts.counts(amount)) {
            return Optional.empty();
        }
        ParkedReason why = contested ? ParkedReason.TIE : ParkedReason.CURRENCY_MISMATCH;
        return Optional.of(Verdict.parked(why, "payment:" + payment.id()));
    }

    private static Amount amount(PaymentEvent event) {
        if (event instanceof Refunded refunded) {
            return refunded.total();
        }
        return event instanceof RefundChanged changed
                ? changed.refund().amount()
                : ((DisputeChanged) event).dispute().amount();
    }

    private static String code(PaymentEvent event, Dossier dossier) {
        if (!(event instanceof DisputeChanged changed)) {
            return Verdict.REVERSED;
        }
        Facts.DisputeFact fact =
                dossier.facts().disputes().get(changed.dispute().id());
        if (fact == null) {
            return Verdict.FROZEN;
        }
        return switch (fact.standing()) {
            case OPEN -> Verdict.FROZEN;
            case WON -> Verdict.UNFROZEN;
            case LOST -> Verdict.REVERSED;
        };
    }

    /** What a payment's event comes to, now that all that is known is booked. */
    private static Verdict settled(Changed changed, PaymentRef payment, String code) {
        String waitsFor = "payment:" + payment.id();
        if (changed.refusal().isPresent()) {
            return changed.refusal().get();
        }
        Optional<PaymentView> view = changed.dossier().view();
        if (view.isEmpty()) {
            return Verdict.parked(ParkedReason.PAYMENT_UNKNOWN, waitsFor);
        }
        boolean nothing = view.get().credits().isZero() && !code.equals(Verdict.CREDITED);
        return nothing
                ? Verdict.nothing(NothingReason.NO_CREDITS)
                : Verdict.done(code, view.get().id()).view(view.get());
    }

    /** What others may have waited for. */
    private static Set<String> woken(Changed changed, @Nullable Found found) {
        Set<String> names = new LinkedHashSet<>();
        // A credit wakes also when it was written before: a crash may have come between it and those that waited.
        if (changed.changed() || found != null) {
            names.add("payment:" + changed.dossier().id());
            changed.dossier().names().forEach(name -> names.add("payment:" + name));
        }
        if (found != null) {
            found.learnt().forEach(row -> names.add(row.key()));
        }
        return names;
    }

    private CompletionStage<Verdict> linked(
            EventFile file, PaymentRef payment, List<PaymentRow> learnt, String subject) {
        return change(new Work(file, payment, Change::to, learnt)).thenApply(changed -> {
            Set<String> woken = new LinkedHashSet<>(woken(changed, null));
            learnt.forEach(row -> woken.add(row.key()));
            return changed.refusal()
                    .orElseGet(() -> Verdict.done(Verdict.LINKED, subject))
                    .waking(woken);
        });
    }

    private CompletionStage<Verdict> customerLinked(EventFile file, CustomerLinked event) {
        return known(file, event.customer(), found -> {
            String subject = event.customer().id();
            return event.payment().isPresent()
                    ? linked(file, event.payment().get(), found.learnt(), subject)
                    : learn(file, found)
                            .thenApply(learnt -> Verdict.done(Verdict.LINKED, subject)
                                    .waking(woken(
                                            new Changed(Dossier.empty(subject), false, Optional.empty()), found)));
        });
    }

    private CompletionStage<Verdict> subscriptionChanged(EventFile file, SubscriptionChanged event) {
        return known(
                file,
                event.customer(),
                found -> learn(file, found)
                        .thenCompose(learnt -> subscriptions.report(event, account(found)))
                        .thenApply(verdict -> {
                            Set<String> woken = new LinkedHashSet<>(verdict.wakes());
                            found.learnt().forEach(row -> woken.add(row.key()));
                            return verdict.waking(woken);
                        }));
    }

    /** Keeps an event before anything is done about it, with the account that was learnt from it. */
    private CompletionStage<Void> learn(EventFile file, Found found) {
        List<PaymentRow> rows = new ArrayList<>(found.learnt());
        if (!file.isStored()) {
            rows.add(file.toRow());
        }
        if (rows.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return store.write(rows).thenCompose(written -> {
            // Somebody else has kept the one or learnt the other meanwhile: it says the same, and the event is kept all
            // the same.
            return written || file.isStored()
                    ? CompletableFuture.completedFuture(null)
                    : store.write(List.of(file.toRow())).thenAccept(kept -> {});
        });
    }

    /**
     * Writes down what a payment is known to be from now on, the steps that follow from it, and, if it is not kept yet, the event:
     * all in one write. Then it has the ledger do the steps.
     */
    private CompletionStage<Changed> change(Work work) {
        return dossiers.load(work.payment()).thenCompose(loaded -> {
            if (loaded.conflict()) {
                return refused(
                        loaded,
                        Verdict.parked(
                                ParkedReason.PAYMENT_CONFLICT,
                                "payment:" + work.payment().id(),
                                "two of its names were credited"));
            }
            Change change = work.change().apply(loaded.dossier().facts());
            if (change.facts() == null) {
                return change.refusal() == null
                        ? CompletableFuture.failedFuture(new IllegalStateException("must say why"))
                        : refused(loaded, change.refusal());
            }
            Dossier next = loaded.dossier().knowing(change.facts());
            if (next.isTooMuch()) {
                return refused(
                        loaded,
                        Verdict.parked(
                                ParkedReason.TOO_MUCH,
                                "payment:" + work.payment().id()));
            }
            return write(work, loaded, next);
        });
    }

    private static CompletionStage<Changed> refused(Loaded loaded, Verdict why) {
        return CompletableFuture.completedFuture(new Changed(loaded.dossier(), false, Optional.of(why)));
    }

    private CompletionStage<Changed> write(Work work, Loaded loaded, Dossier next) {
        List<PaymentRow> rows = new ArrayList<>(loaded.rows(next, loaded.dossier()));
        boolean changed = !rows.isEmpty();
        rows.addAll(work.learnt());
        if (!work.file().isStored()) {
            rows.add(work.file().toRow());
        }
        if (rows.isEmpty()) {
            return run(work, next, false);
        }
        return store.write(rows).thenCompose(written -> written ? run(work, next, changed) : again(work));
    }

    /** Somebody was faster: with this payment, this event or this customer. */
    private CompletionStage<Changed> again(Work work) {
        return store.find(PaymentRow.Kind.EVENT, work.file().key()).thenCompose(event -> {
            EventFile file = event.isEmpty()
                    ? work.file()
                    : EventFile.read(event.get()).saying(work.file().event());
            return unlearnt(work.learnt(), new ArrayList<>())
                    .thenCompose(learnt -> change(new Work(file, work.payment(), work.change(), learnt)));
        });
    }

    /** What nobody has learnt meanwhile. */
    private CompletionStage<List<PaymentRow>> unlearnt(List<PaymentRow> rows, List<PaymentRow> left) {
        if (rows.isEmpty()) {
            return CompletableFuture.completedFuture(left);
        }
        PaymentRow first = rows.get(0);
        return store.find(first.kind(), first.key()).thenCompose(known -> {
            if (known.isEmpty()) {
                left.add(first);
            }
            return unlearnt(rows.subList(1, rows.size()), left);
        });
    }

    private CompletionStage<Changed> run(Work work, Dossier next, boolean changed) {
        return dossiers.run(next).thenApply(ran -> new Changed(next, changed, declined(ran, work.payment())));
    }

    private static Optional<Verdict> declined(Ran ran, PaymentRef payment) {
        return ran.decline()
                .map(decline ->
                        Verdict.parked(ParkedReason.LEDGER_DECLINED, "payment:" + payment.id(), decline.code()));
    }

    private static CompletionStage<Verdict> verdict(Verdict verdict) {
        return CompletableFuture.completedFuture(verdict);
    }
}
