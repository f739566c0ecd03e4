// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Rating;
import io.weighhouse.metering.receipt.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens metered calls: limits, then money, all or nothing.
 *
 * <p>Opening quotes the worst case within the caps, takes the permits of every limit, and holds the quote. If any of the
 * three says no, what was taken is given back: a refused call burns nothing. With 10 credits in the wallet and calls that
 * cost 3 at worst, three are opened and the fourth is refused, however many ask at once. An id that the ledger knows is
 * answered from the ledger, so 100 retries of one call make one trip upstream.
 *
 * <p>This class is thread-safe.
 */
public final class CallMeter {

    private final Ledger ledger;
    private final RateLimiter limiter;
    private final CallSignals signals;

    private CallMeter(Ledger ledger, RateLimiter limiter, CallSignals signals) {
        this.ledger = ledger;
        this.limiter = limiter;
        this.signals = signals;
    }

    /**
     * A meter over a ledger and a limiter that tells nobody.
     *
     * @param ledger where money is held and taken
     * @param limiter where permits are taken
     * @return the meter
     */
    public static CallMeter of(Ledger ledger, RateLimiter limiter) {
        return new CallMeter(ledger, limiter, CallSignals.NONE);
    }

    /**
     * The same meter with a listener.
     *
     * @param listener hears what happens to calls
     * @return a copy that tells it
     */
    public CallMeter signals(CallSignals listener) {
        return new CallMeter(ledger, limiter, new SafeSignals(listener));
    }

    /**
     * Opens a call, waiting for the ledger.
     *
     * @param call what is asked
     * @return the open call, or why there is none
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; opening again with the same id is
     *     safe, and is answered {@link Opening.InProgress} if the hold had been placed after all
     * @throws ArithmeticException if the price of the caps does not fit a {@code long}; nothing was taken
     * @throws IllegalArgumentException if the limiter cannot hold the call's quota, or a limit counts money of another unit
     *     than the call's prices; nothing was taken
     */
    public Opening open(Call call) {
        return Waiting.on(openAsync(call));
    }

    /**
     * Opens a call without waiting.
     *
     * @param call what is asked
     * @return what {@link #open} returns or throws, when it is known
     */
    public CompletionStage<Opening> openAsync(Call call) {
        Rating quote = call.card.quote(call.caps, call.context);
        if (quote instanceof Rating.Unpriced unpriced) {
            return CompletableFuture.completedFuture(refused(new Refusal.Unpriced(unpriced.sku(), unpriced.meters())));
        }
        PlaceHold hold = call.holding(quote.chargeOrThrow().price());
        return limiter.acquireAsync(
                        call.subjects, call.reserving(quote.chargeOrThrow().price()))
                .thenCompose(decision -> decision.allowed()
                        ? hold(call, hold, decision)
                        : CompletableFuture.completedFuture(refused(new Refusal.RateLimited(decision))));
    }

    private CompletionStage<Opening> hold(Call call, PlaceHold hold, Decision limits) {
        return ledger.holdAsync(hold)
                .whenComplete((outcome, failure) -> {
                    if (failure != null) {
                        // The hold may stand; the permits are of no use to anybody without its answer.
                        limits.permit().release();
                    }
                })
                .thenApply(outcome -> opening(call, outcome, limits));
    }

    private Opening opening(Call call, Outcome<Hold> outcome, Decision limits) {
        if (outcome instanceof Done<Hold> done && !done.replayed()) {
            signals.opened();
            return new Opening.Opened(new MeteredCall(new Books(ledger, call, signals), done.value(), limits));
        }
        limits.permit().release();
        if (outcome instanceof Declined<Hold> declined) {
            return refused(refusalOf(call, declined.reason()));
        }
        return known(call, ((Done<Hold>) outcome).value());
    }

    /** The id was here before: what became of its call. */
    private Opening known(Call call, Hold hold) {
        switch (hold.state()) {
            case OPEN -> {
                signals.refused("IN_PROGRESS");
                return new Opening.InProgress(hold);
            }
            case EXPIRED -> {
                return refused(new Refusal.CallExpired(call.id, hold.expiresAt()));
            }
            default -> {
                String receipt = hold.note().receipt();
                if (receipt.isEmpty()) {
                    // Somebody ended it by hand, or it never was a call: there is no receipt to answer with.
                    return refused(new Refusal.IdConflict(call.id));
                }
                signals.refused("ALREADY_SETTLED");
                return new Opening.AlreadySettled(Receipt.fromJson(receipt));
            }
        }
    }

    private Opening refused(Refusal refusal) {
        signals.refused(refusal.code());
        return new Opening.Refused(refusal);
    }

    private static Refusal refusalOf(Call call, Decline decline) {
        if (decline instanceof Decline.InsufficientFunds funds) {
            return new Refusal.InsufficientCredits(funds);
        }
        if (decline instanceof Decline.OperationConflict) {
            return new Refusal.IdConflict(call.id);
        }
        return new Refusal.LedgerDeclined(decline);
    }
}
