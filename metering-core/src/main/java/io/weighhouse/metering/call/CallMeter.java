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
import io.weighhouse.metering.limit.Ticker;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.pricefile.PriceBookStore;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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

    /** How often a clamped hold is tried again because the balance has changed in between. */
    private static final int MOST_CLAMPS = 2;

    private final Desk desk;
    private final RateLimiter limiter;

    private CallMeter(Desk desk, RateLimiter limiter) {
        this.desk = desk;
        this.limiter = limiter;
    }

    /**
     * A meter over a ledger and a limiter that tells nobody.
     *
     * @param ledger where money is held and taken
     * @param limiter where permits are taken
     * @return the meter
     */
    public static CallMeter of(Ledger ledger, RateLimiter limiter) {
        return builder(ledger, limiter).build();
    }

    /**
     * Starts a meter over a ledger and a limiter.
     *
     * @param ledger where money is held and taken
     * @param limiter where permits are taken
     * @return a builder, in which nothing more must be said
     */
    public static Builder builder(Ledger ledger, RateLimiter limiter) {
        return new Builder(ledger, limiter);
    }

    /** Puts a meter together. Not thread-safe. */
    public static final class Builder {

        private final Ledger ledger;
        private final RateLimiter limiter;
        private CallSignals signals = CallSignals.NONE;
        private @Nullable PriceBookStore cards;
        private InstantSource clock = InstantSource.system();
        private Ticker ticker = Ticker.system();

        private Builder(Ledger ledger, RateLimiter limiter) {
            this.ledger = ledger;
            this.limiter = limiter;
        }

        /**
         * Who hears what happens to calls; nobody unless said here.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder signals(CallSignals listener) {
            this.signals = new SafeSignals(listener);
            return this;
        }

        /**
         * Where cards are kept that calls are priced by, so that a receipt's card can be found for ever; nowhere unless said
         * here.
         *
         * <p>A card is put there before the first hold that it prices. If that fails there is no call, and nothing is held.
         *
         * @param store the store
         * @return this builder
         */
        public Builder cards(PriceBookStore store) {
            this.cards = store;
            return this;
        }

        /**
         * What time it is, for cards whose prices depend on it and calls that do not say it; the system's clock unless said
         * here.
         *
         * @param value the clock
         * @return this builder
         */
        public Builder clock(InstantSource value) {
            this.clock = value;
            return this;
        }

        /**
         * How much time has passed, for checkpoints; the system's ticker unless said here.
         *
         * @param value the ticker
         * @return this builder
         */
        public Builder ticker(Ticker value) {
            this.ticker = value;
            return this;
        }

        /** {@return the meter} */
        public CallMeter build() {
            return new CallMeter(new Desk(ledger, signals, new KeptCards(cards), clock, ticker), limiter);
        }
    }

    /**
     * The same meter with a listener.
     *
     * @param listener hears what happens to calls
     * @return a copy that tells it
     */
    public CallMeter signals(CallSignals listener) {
        Desk telling = new Desk(desk.ledger(), new SafeSignals(listener), desk.cards(), desk.clock(), desk.ticker());
        return new CallMeter(telling, limiter);
    }

    /**
     * Opens a call, waiting for the ledger.
     *
     * @param call what is asked
     * @return the open call, or why there is none
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; opening again with the same id is
     *     safe, and is answered {@link Opening.InProgress} if the hold had been placed after all
     * @throws io.weighhouse.metering.pricefile.PriceBookStoreException if the call's card could not be kept; nothing was taken
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
        RateCard card = call.trip.card().card();
        return desk.cards().has(card) ? quoted(call) : desk.cards().keep(card).thenCompose(kept -> quoted(call));
    }

    private CompletionStage<Opening> quoted(Call call) {
        Trip trip = call.trip.at(desk.clock().millis());
        long quote = trip.quoteMinor();
        if (quote == PinnedCard.UNPRICED) {
            return CompletableFuture.completedFuture(refused(trip.unpriced()));
        }
        PlaceHold hold = call.holding(trip, quote);
        return limiter.acquireAsync(call.subjects, call.reserving(Amount.ofMinor(quote, trip.unit())))
                .thenCompose(decision -> decision.allowed()
                        ? hold(new Asking(call, trip, decision, 0), hold)
                        : CompletableFuture.completedFuture(refused(new Refusal.RateLimited(decision))));
    }

    /** A call whose permits are taken; {@code clamps} counts how often its caps were lowered. */
    private record Asking(Call call, Trip trip, Decision limits, int clamps) {}

    private CompletionStage<Opening> hold(Asking asking, PlaceHold hold) {
        return desk.ledger()
                .holdAsync(hold)
                .whenComplete((outcome, failure) -> {
                    if (failure != null) {
                        // The hold may stand; the permits are of no use to anybody without its answer.
                        asking.limits().permit().release();
                    }
                })
                .thenCompose(outcome -> answered(asking, outcome));
    }

    private CompletionStage<Opening> answered(Asking asking, Outcome<Hold> outcome) {
        if (outcome instanceof Declined<Hold> declined
                && declined.reason() instanceof Decline.InsufficientFunds funds
                && asking.call().policy.clamps()
                && asking.clamps() < MOST_CLAMPS) {
            Trip clamped = Clamp.within(asking.call().policy, asking.trip(), funds.available());
            if (clamped != null) {
                Asking again = new Asking(asking.call(), clamped, asking.limits(), asking.clamps() + 1);
                return hold(again, asking.call().holding(clamped, clamped.quoteMinor()));
            }
        }
        return CompletableFuture.completedFuture(opening(asking, outcome));
    }

    private Opening opening(Asking asking, Outcome<Hold> outcome) {
        Call call = asking.call();
        if (outcome instanceof Done<Hold> done && !done.replayed()) {
            desk.signals().opened();
            return new Opening.Opened(
                    new MeteredCall(new Books(desk, call), asking.trip(), done.value(), asking.limits()));
        }
        asking.limits().permit().release();
        if (outcome instanceof Declined<Hold> declined) {
            return refused(Refusals.of(call, declined.reason(), null));
        }
        return known(call, ((Done<Hold>) outcome).value());
    }

    /** The id was here before: what became of its call. */
    private Opening known(Call call, Hold hold) {
        switch (hold.state()) {
            case OPEN -> {
                desk.signals().refused("IN_PROGRESS");
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
                desk.signals().refused("ALREADY_SETTLED");
                return new Opening.AlreadySettled(Receipt.fromJson(receipt));
            }
        }
    }

    private Opening refused(Refusal refusal) {
        desk.signals().refused(refusal.code());
        return new Opening.Refused(refusal);
    }
}
