// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline.HoldEnded;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LimitUse;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.Taking;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes one call into the ledger: one write for the money and its receipt. */
record Books(Desk desk, Call call) {

    /** With every meter on every one of them, their receipt still fits a ledger's note. */
    static final int MOST_EARLIER = 8;

    /**
     * An ending that is ready to be sent, again and again if need be.
     *
     * @param taking the final capture
     * @param isRelease whether the hold is given back instead: nothing is charged, and no checkpoint has taken anything
     * @param isSummed whether the capture alone does not tell what was taken in all, because checkpoints took a part
     */
    record Settling(Receipt receipt, CaptureHold taking, boolean isRelease, boolean isSummed) {}

    Settling prepare(Progress progress, Ending ending, boolean checkpointed) {
        Receipt receipt = receipt(progress, ending);
        boolean isCharged = ending.charge() != null || !progress.earlier().isEmpty();
        Usage used =
                ending.basis() == Basis.NOTHING && progress.earlier().isEmpty() ? Usage.empty() : progress.used(ending);
        CaptureHold taking = new CaptureHold(
                call.id,
                new Taking(call.capture.to(), receipt.price(), beyond(ending)),
                CaptureHold.FINAL,
                call.uses(used, receipt.price()),
                noted(progress, receipt));
        return new Settling(receipt, taking, !isCharged && !checkpointed, checkpointed);
    }

    private Receipt receipt(Progress progress, Ending ending) {
        Charge charge = ending.charge();
        Receipt receipt = charge == null
                ? Receipt.nothing(call.id.value(), progress.trip().card(), ending.cause())
                : Receipt.of(call.id.value(), ending.basis(), charge).because(ending.cause());
        if (ending.bound() != null) {
            receipt = receipt.bounded(ending.bound());
        }
        return progress.earlier().isEmpty() ? receipt : receipt.after(progress.earlier());
    }

    /** An estimate is ours, not the provider's: it never takes more than was held, unless less than the worst case was. */
    private Overrun beyond(Ending ending) {
        return switch (ending.known().most()) {
            case REPORTED -> call.overrun;
            case CAPS -> call.policy.mayExceed() ? call.overrun : Overrun.CLAMP;
            case HOLD -> Overrun.CLAMP;
        };
    }

    private Note noted(Progress progress, Receipt receipt) {
        Note note = call.capture.note().receipt(receipt.toJson());
        if (!progress.labels().isEmpty() || !progress.earlier().isEmpty()) {
            note = note.reference(Call.reference(receipt.sku()));
            for (String name : progress.labels().keySet()) {
                note = note.label(name, progress.labels().get(name));
            }
        }
        return note;
    }

    /** What the call has taken from its limits. */
    Cost cost(Progress progress, Ending ending) {
        return call.cost(progress.used(ending), progress.takenEarlier().plus(ending.price(progress.trip())));
    }

    CompletionStage<Settlement> send(Settling settling, Hold hold) {
        return settling.isRelease() ? release(settling, hold) : capture(settling, hold);
    }

    private CompletionStage<Settlement> release(Settling settling, Hold hold) {
        ReleaseHold release = new ReleaseHold(call.id, settling.taking().note());
        return desk.ledger().releaseAsync(release).thenCompose(outcome -> {
            if (ranOut(outcome)) {
                // Time has given the hold back, but the receipt has yet to be kept: a late capture of nothing does
                // that.
                return capture(settling, hold);
            }
            outcome.orThrow();
            Amount nothing = Amount.zero(hold.amount().unit());
            return CompletableFuture.completedFuture(new Settlement(settling.receipt(), hold.amount(), nothing, false));
        });
    }

    private CompletionStage<Settlement> capture(Settling settling, Hold hold) {
        return desk.ledger().captureAsync(settling.taking()).thenCompose(outcome -> {
            Transaction booked = outcome.orThrow();
            Amount moved = booked.entries().get(0).posting().amount();
            Settlement settlement = new Settlement(settling.receipt(), hold.amount(), moved, booked.late());
            return settling.isSummed() || booked.late()
                    ? inAll(settlement)
                    : CompletableFuture.completedFuture(settlement);
        });
    }

    /** Where checkpoints or the expiry took a part, the final capture has moved only the difference, in either direction. */
    private CompletionStage<Settlement> inAll(Settlement last) {
        return desk.ledger().readAsync(new Query.HoldOf(call.id)).thenApply(hold -> {
            Amount charged = hold.map(Hold::captured).orElse(last.charged());
            return new Settlement(last.receipt(), last.held(), charged, last.late());
        });
    }

    private static boolean ranOut(Outcome<Hold> released) {
        return released instanceof Declined<Hold> declined
                && declined.reason() instanceof HoldEnded ended
                && (ended.state() == HoldState.EXPIRED || ended.state() == HoldState.SETTLED_LATE);
    }

    /** A capture on the way: cumulative, never above the hold, with a receipt that says that it is not the last. */
    CaptureHold checkpoint(Progress progress, Ending soFar, int step, Amount most) {
        Receipt receipt = receipt(progress, soFar);
        Amount price = receipt.price();
        Taking taking = new Taking(call.capture.to(), price.compareTo(most) < 0 ? price : most, Overrun.CLAMP);
        return new CaptureHold(call.id, taking, step, List.<LimitUse>of(), noted(progress, receipt));
    }

    /** Whoever feeds a stream must not fail because a store does. */
    CompletionStage<Outcome<Transaction>> sent(CaptureHold checkpoint) {
        try {
            return desk.ledger().captureAsync(checkpoint);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** The trip that a route takes, within the caps of the one before. */
    Trip next(Progress progress, Route route) {
        if (progress.earlier().size() >= MOST_EARLIER) {
            throw new IllegalStateException(
                    "must be at most " + MOST_EARLIER + " earlier attempts on a receipt: call=" + call.id.value());
        }
        Trip before = progress.trip();
        PinnedCard card = call.policy.priced(route.card());
        Trip next = new Trip(card, route.reader(), route.context(), before.caps(), before.guess());
        String currency = before.card().terms().currency();
        if (!next.unit().equals(before.unit())
                || !next.card().terms().currency().equals(currency)) {
            throw new IllegalArgumentException("must be in " + before.unit() + " for " + currency + ": card="
                    + next.unit() + " for " + next.card().terms().currency());
        }
        return next.at(desk.clock().millis());
    }

    /** Holds so much in all, for as long again as the call was given. */
    CompletionStage<Outcome<Hold>> extend(int step, Amount inAll) {
        return desk.ledger().extendAsync(new ExtendHold(call.id, step, inAll, call.hold.timeToLive()));
    }

    /** What must be held for a trip within its caps, beside what earlier ones took. */
    Amount held(long quoteMinor, Amount before) {
        return before.plus(Amount.ofMinor(call.policy.held(quoteMinor), before.unit()));
    }

    Refusal refusal(Outcome<Hold> outcome, Hold before) {
        return Refusals.of(call, ((Declined<Hold>) outcome).reason(), before);
    }

    static boolean isDone(Outcome<?> outcome) {
        return outcome instanceof Done<?>;
    }
}
