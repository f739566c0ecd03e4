// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.Facts.Credit;
import io.weighhouse.ledger.BookedBy;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.UnfreezeCredit;
import io.weighhouse.money.Amount;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Has the ledger do the steps of a payment, in their order. Doing them again does nothing: the ledger remembers each by its id
 * for ever. Thread-safe.
 */
final class StepRunner {

    private final Ledger ledger;
    private final PriceList prices;

    StepRunner(Ledger ledger, PriceList prices) {
        this.ledger = ledger;
        this.prices = prices;
    }

    /** How far it went, and why it did not go on. */
    record Ran(int done, Optional<Decline> decline) {}

    CompletionStage<Ran> run(Dossier dossier) {
        return run(dossier, dossier.done());
    }

    private CompletionStage<Ran> run(Dossier dossier, int next) {
        if (next >= dossier.steps().size()) {
            return CompletableFuture.completedFuture(new Ran(next, Optional.empty()));
        }
        return command(dossier, next).thenCompose(this::submit).thenCompose(outcome -> {
            if (outcome instanceof Declined<?> declined) {
                return CompletableFuture.completedFuture(new Ran(next, Optional.of(declined.reason())));
            }
            return run(dossier, next + 1);
        });
    }

    private CompletionStage<Outcome<?>> submit(Command<?> command) {
        return ledger.submitAsync(command).thenApply(outcome -> outcome);
    }

    private CompletionStage<Command<?>> command(Dossier dossier, int number) {
        Credit credit = dossier.facts().credit().orElseThrow();
        Step step = dossier.steps().get(number);
        Amount amount = Amount.ofMinor(step.minor(), credit.credits().unit());
        OperationId id = id(credit, number);
        return switch (step.kind()) {
            case GRANT -> done(grant(credit, id, amount));
            case FREEZE ->
                done(FreezeCredit.of(id, credit.accounts().wallet(), amount).note(note(credit, "dispute")));
            case UNFREEZE -> done(UnfreezeCredit.of(id(credit, step.of())).note(note(credit, "dispute")));
            case REVERSE -> reverse(dossier, number);
        };
    }

    private static CompletionStage<Command<?>> done(Command<?> command) {
        return CompletableFuture.completedFuture(command);
    }

    private Command<?> grant(Credit credit, OperationId id, Amount amount) {
        return GrantCredit.of(
                        id, credit.accounts().clearing(), credit.accounts().wallet(), amount)
                .terms(prices.terms(credit.accounts().wallet(), credit.bought().at())
                        .costBasis(credit.bought().net()))
                .note(note(credit, "payment"));
    }

    /**
     * A reversal is told as a total of what is undone of the step, so that what somebody has undone by hand is not undone
     * twice.
     */
    private CompletionStage<Command<?>> reverse(Dossier dossier, int number) {
        Credit credit = dossier.facts().credit().orElseThrow();
        Step step = dossier.steps().get(number);
        BookedBy by = dossier.steps().get(step.of()).kind() == Step.Kind.GRANT ? BookedBy.GRANT : BookedBy.REVERSE;
        long total = Step.reversedOf(dossier.steps().subList(0, number + 1), step.of());
        Extent extent = Extent.total(Amount.ofMinor(total, credit.credits().unit()));
        return ledger.readAsync(new Query.BookedFor(id(credit, step.of()), by)).thenApply(booked -> {
            long sequence = booked.map(Transaction::sequence)
                    .orElseThrow(() -> new IllegalStateException("must be booked: " + id(credit, step.of())));
            return ReverseTransaction.of(id(credit, number), sequence)
                    .extent(extent)
                    .note(note(credit, "refund or dispute"));
        });
    }

    /** The grant has the payment's own id: it is what makes a payment credit once, even if the payment store is lost. */
    static OperationId id(Credit credit, int number) {
        String name = "payment:" + credit.name() + (number == 0 ? "" : "/" + number);
        return credit.accounts().wallet().tenant().operation(name);
    }

    private static Note note(Credit credit, String reason) {
        return Note.NONE.actor("payments").reason(reason).reference(credit.name());
    }
}
