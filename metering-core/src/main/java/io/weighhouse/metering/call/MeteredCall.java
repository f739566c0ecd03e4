// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Hold;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.ResponseHeaders;
import io.weighhouse.metering.provider.UsageReader;
import io.weighhouse.metering.receipt.Attempt;
import io.weighhouse.money.Amount;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call whose money is held, until it ends.
 *
 * <p>Feed it what the upstream sends ({@link #event} for a stream, {@link #response} for a whole body), then end it once:
 * {@link #settle} after the last byte, {@link #abort} when it was cut short, {@link #close} in any case. The first ending
 * decides what is charged; whatever ends it again is answered with the same settlement. If the ledger's answer was lost,
 * ending it again sends that settlement again, and the ledger books it once.
 *
 * <p>On the way it may take what it has used so far ({@link #checkpoint}), be allowed more ({@link #extend}), and go to
 * another provider ({@link #reroute}).
 *
 * <p>This class is thread-safe: events, changes, and endings that race, may come from any thread.
 */
public final class MeteredCall implements AutoCloseable {

    private final Books books;
    private final Decision limits;
    private final boolean clamped;

    /** Guards what follows; never held while the ledger is waited for. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Progress progress;
    private final @Nullable Pace pace;
    private Hold hold;
    private int changes;
    private int checkpoints;
    private long checkpointedTokens;
    private Amount checkpointed;
    private @Nullable CompletableFuture<Amount> checkpointing;
    private @Nullable CompletionStage<?> changing;
    private Books.@Nullable Settling settling;
    private @Nullable Settlement settled;

    MeteredCall(Books books, Trip trip, Hold hold, Decision limits) {
        this.books = books;
        this.hold = hold;
        this.limits = limits;
        this.clamped = !trip.caps().equals(books.call().trip.caps());
        this.progress = new Progress(books.call(), trip);
        this.checkpointed = Amount.zero(trip.unit());
        Checkpoints when = books.call().checkpoints;
        this.pace = when.isNone() ? null : new Pace(when, books.desk().ticker());
    }

    /** {@return what is held for the call, with its expiry} */
    public Hold hold() {
        lock.lock();
        try {
            return hold;
        } finally {
            lock.unlock();
        }
    }

    /** {@return how the limits stood when the call was opened, for the headers of its answer; its permit is the call's to end} */
    public Decision limits() {
        return limits;
    }

    /** {@return the most that the call may use, as it was asked for, clamped, or extended} */
    public Usage caps() {
        lock.lock();
        try {
            return progress.trip().caps();
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether the output cap was lowered to what the wallet can pay} */
    public boolean clamped() {
        return clamped;
    }

    /**
     * Takes the next bytes of a streamed answer, exactly as they came.
     *
     * <p>Chunks may be cut anywhere; what comes after the call has ended is passed over.
     *
     * @param chunk the bytes; they are not kept
     */
    public void event(byte[] chunk) {
        event(chunk, 0, chunk.length);
    }

    /**
     * Takes the next bytes of a streamed answer, exactly as they came.
     *
     * <p>If a {@linkplain Call.Builder#checkpoints checkpoint} is due it is sent, and not waited for: one at a time, and one
     * that fails is made good by the next one, or by the end of the call.
     *
     * @param chunk holds the bytes; it is not kept
     * @param offset where they begin
     * @param length how many they are
     * @throws IndexOutOfBoundsException if they are not within {@code chunk}
     */
    public void event(byte[] chunk, int offset, int length) {
        CaptureHold due = null;
        lock.lock();
        try {
            if (settling == null) {
                progress.event(chunk, offset, length);
                due = pace != null && pace.mayBeDue(length) ? due(pace) : null;
            }
        } finally {
            lock.unlock();
        }
        if (due != null) {
            send(due);
        }
    }

    /**
     * Takes a whole answer.
     *
     * @param body the bytes exactly as they came
     */
    public void response(byte[] body) {
        took(reader().read(body));
    }

    /**
     * Takes a whole answer of an API that counts in its headers, as Bedrock's InvokeModel does.
     *
     * @param body the bytes exactly as they came
     * @param headers looks up the answer's headers; asked at once, and not kept
     */
    public void response(byte[] body, ResponseHeaders headers) {
        took(reader().read(body, headers));
    }

    private UsageReader reader() {
        lock.lock();
        try {
            return progress.trip().reader();
        } finally {
            lock.unlock();
        }
    }

    private void took(Reading reading) {
        unlessEnded(() -> progress.whole(reading));
    }

    /**
     * Says what was used, where the caller counts by itself: images, seconds, clips.
     *
     * @param usage the final quantities, instead of whatever the answer says, before or after; not empty
     * @throws IllegalArgumentException if it is empty
     */
    public void usage(Usage usage) {
        if (usage.isEmpty()) {
            throw new IllegalArgumentException("must not be empty: usage");
        }
        unlessEnded(() -> progress.counted(usage));
    }

    /**
     * Takes what the call has used so far out of its hold, waiting for the ledger.
     *
     * <p>A stream that has sent text for 0.50 of a hold of 2.00 takes 0.50 now; the end of the call takes the rest, or gives
     * back what was too much. It never takes more than the hold. A process that dies afterwards has lost no more than what
     * came since.
     *
     * @return what has been taken in all; after the end of the call nothing more is taken
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; the next checkpoint, or the end of the
     *     call, takes the same
     * @throws io.weighhouse.ledger.DeclinedException if the ledger declined, as for a hold that has expired
     */
    public Amount checkpoint() {
        return Waiting.on(checkpointAsync());
    }

    /** {@return what {@link #checkpoint} returns or throws, when it is known} */
    public CompletionStage<Amount> checkpointAsync() {
        CaptureHold due;
        lock.lock();
        try {
            CompletableFuture<Amount> before = checkpointing;
            if (before != null) {
                return before.handle((taken, failed) -> taken).thenCompose(taken -> checkpointAsync());
            }
            due = settling == null ? taking(progress.soFar()) : null;
            if (due == null) {
                return CompletableFuture.completedFuture(settled == null ? checkpointed : settled.charged());
            }
        } finally {
            lock.unlock();
        }
        return send(due);
    }

    /**
     * Allows the call more than its caps, waiting for the ledger.
     *
     * <p>A call of at most 500 output tokens that is extended by 300 may use 800, and holds the price of 800. Its time starts
     * again. Budgets and allowances keep what they reserved; what the call uses of them is booked all the same.
     *
     * @param more how much more than the present caps, by meter; {@link Usage#empty()} for more time only
     * @return that it is done, or why not
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; the caps are as they were, more may be
     *     held already, and extending again is safe
     * @throws ArithmeticException if the price of the caps does not fit a {@code long}; nothing has changed
     */
    public Extension extend(Usage more) {
        return Waiting.on(extendAsync(more));
    }

    /**
     * Allows the call more than its caps, without waiting; changes of one call are made one after the other.
     *
     * @param more how much more than the present caps, by meter
     * @return what {@link #extend} returns or throws, when it is known
     */
    public CompletionStage<Extension> extendAsync(Usage more) {
        return inTurn(() -> extending(more));
    }

    private CompletionStage<Extension> extending(Usage more) {
        Trip wider;
        Amount before;
        int step;
        lock.lock();
        try {
            if (settling != null) {
                return CompletableFuture.completedFuture(new Extension.Refused(ended()));
            }
            wider = progress.trip().within(Progress.sum(progress.trip().caps(), more));
            before = progress.takenEarlier();
            step = ++changes;
        } finally {
            lock.unlock();
        }
        long quote = wider.quoteMinor();
        if (quote == PinnedCard.UNPRICED) {
            return CompletableFuture.completedFuture(new Extension.Refused(wider.unpriced()));
        }
        return books.extend(step, books.held(quote, before)).thenApply(outcome -> {
            if (!(outcome instanceof Done<Hold> done)) {
                return new Extension.Refused(books.refusal(outcome, hold()));
            }
            return changed(done.value(), () -> progress.widen(wider.caps()))
                    ? new Extension.Extended(done.value(), wider.caps())
                    : new Extension.Refused(ended());
        });
    }

    /**
     * Sends the call to another provider, waiting for the ledger; before the first byte of the answer or after.
     *
     * <p>What the present attempt has used is charged at its own prices, as its {@link AbortPolicy} has it, and stands on the
     * receipt beside the charge of the next one. The hold is quoted anew, and made larger if it must be; it is not doubled:
     * an attempt that failed before anything came leaves all of it to the next one.
     *
     * @param card the prices of the next provider, in the unit and the currency of the present ones
     * @param reader how its answer is read
     * @return that it is done, or why not: then the call is where it was
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; the call is where it was, more may be held
     *     already, and rerouting again is safe
     * @throws IllegalArgumentException if the prices are in another unit or currency
     * @throws IllegalStateException if eight attempts have used something already; nothing has changed
     * @throws ArithmeticException if the price of the caps does not fit a {@code long}; nothing has changed
     */
    public Rerouting reroute(PinnedCard card, UsageReader reader) {
        return reroute(Route.of(card, reader));
    }

    /**
     * Sends the call to another provider, waiting for the ledger.
     *
     * @param route where it goes, and what the books are told about it
     * @return as {@link #reroute(PinnedCard, UsageReader)}
     * @throws io.weighhouse.ledger.store.LedgerStoreException as {@link #reroute(PinnedCard, UsageReader)}
     * @throws IllegalArgumentException if the prices are in another unit or currency
     * @throws IllegalStateException if eight attempts have used something already; nothing has changed
     * @throws ArithmeticException if the price of the caps does not fit a {@code long}; nothing has changed
     */
    public Rerouting reroute(Route route) {
        return Waiting.on(rerouteAsync(route));
    }

    /**
     * Sends the call to another provider, without waiting; changes of one call are made one after the other.
     *
     * @param route where it goes, and what the books are told about it
     * @return what {@link #reroute} returns or throws, when it is known
     */
    public CompletionStage<Rerouting> rerouteAsync(Route route) {
        return inTurn(() -> books.desk().cards().keep(route.card().card()).thenCompose(kept -> rerouting(route)));
    }

    private CompletionStage<Rerouting> rerouting(Route route) {
        Trip next;
        Amount before;
        int step;
        lock.lock();
        try {
            if (settling != null) {
                return CompletableFuture.completedFuture(new Rerouting.Refused(ended()));
            }
            next = books.next(progress, route);
            Attempt attempt = progress.attempt(route.cause());
            before = attempt == null
                    ? progress.takenEarlier()
                    : progress.takenEarlier().plus(attempt.charge().price());
            step = ++changes;
        } finally {
            lock.unlock();
        }
        long quote = next.quoteMinor();
        if (quote == PinnedCard.UNPRICED) {
            return CompletableFuture.completedFuture(new Rerouting.Refused(next.unpriced()));
        }
        return books.extend(step, books.held(quote, before)).thenApply(outcome -> {
            if (!(outcome instanceof Done<Hold> done)) {
                return new Rerouting.Refused(books.refusal(outcome, hold()));
            }
            return changed(done.value(), () -> progress.go(next, route))
                    ? new Rerouting.Rerouted(done.value())
                    : new Rerouting.Refused(ended());
        });
    }

    private Refusal ended() {
        return new Refusal.CallEnded(books.call().id);
    }

    /** Whether it came in time: what is decided stays as it is. */
    private boolean changed(Hold now, Runnable change) {
        lock.lock();
        try {
            hold = now;
            if (settling != null) {
                return false;
            }
            change.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** One change after the other: the steps of a hold must reach the ledger in their order. */
    private <T> CompletionStage<T> inTurn(Supplier<CompletionStage<T>> change) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        CompletionStage<?> before;
        lock.lock();
        try {
            before = changing;
            changing = answer;
        } finally {
            lock.unlock();
        }
        if (before == null) {
            begin(change, answer);
        } else {
            before.whenComplete((done, failed) -> begin(change, answer));
        }
        return answer;
    }

    private static <T> void begin(Supplier<CompletionStage<T>> change, CompletableFuture<T> answer) {
        try {
            change.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException refused) {
            answer.completeExceptionally(refused);
        }
    }

    /**
     * Ends a call whose upstream answered to the end, waiting for the ledger.
     *
     * <p>It is charged what the provider reported. If it reported nothing, or nonsense, the charge is estimated from what
     * was delivered, and the receipt's basis says so: it is never free.
     *
     * @return what was charged
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; ending the call again, in any way,
     *     sends the same settlement, which is booked once
     * @throws io.weighhouse.ledger.DeclinedException if the ledger declined, as for an unknown revenue account; nothing
     *     was booked, and the hold stands until it expires
     */
    public Settlement settle() {
        return Waiting.on(settleAsync());
    }

    /** {@return what {@link #settle} returns or throws, when it is known} */
    public CompletionStage<Settlement> settleAsync() {
        return end(null);
    }

    /**
     * Ends a call that was cut short, waiting for the ledger.
     *
     * <p>If nothing was delivered nothing is charged and the hold is released; otherwise the charge is what the provider
     * reported, else the estimate of what was delivered, at most the hold; unless the call's {@link AbortPolicy} says
     * something else.
     *
     * @param cause why it was cut short; it is recorded in the receipt
     * @return what was charged
     * @throws io.weighhouse.ledger.store.LedgerStoreException as for {@link #settle}
     * @throws io.weighhouse.ledger.DeclinedException as for {@link #settle}
     */
    public Settlement abort(AbortCause cause) {
        return Waiting.on(abortAsync(cause));
    }

    /**
     * Ends a call that was cut short, without waiting.
     *
     * @param cause why it was cut short; it is recorded in the receipt
     * @return what {@link #abort} returns or throws, when it is known
     */
    public CompletionStage<Settlement> abortAsync(AbortCause cause) {
        return end(cause);
    }

    /**
     * Ends the call if nothing has: an abort with {@link AbortCause#UNKNOWN}.
     *
     * <p>After an ending that succeeded it does nothing; after one that failed it sends the same settlement again.
     *
     * @throws io.weighhouse.ledger.store.LedgerStoreException as for {@link #settle}
     */
    @Override
    public void close() {
        abort(AbortCause.UNKNOWN);
    }

    private void unlessEnded(Runnable news) {
        lock.lock();
        try {
            if (settling == null) {
                news.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The checkpoint that the pace asks for, if one is due and none is on its way. */
    private @Nullable CaptureHold due(Pace pace) {
        if (checkpointing != null) {
            return null;
        }
        Ending soFar = progress.soFar();
        long tokens = Tokens.of(progress.used(soFar)).outputTokens();
        return pace.isReached(tokens - checkpointedTokens) ? taking(soFar) : null;
    }

    /** The next checkpoint, unless it would take nothing more. */
    private @Nullable CaptureHold taking(Ending soFar) {
        if (pace != null) {
            pace.taken();
        }
        checkpointedTokens = Tokens.of(progress.used(soFar)).outputTokens();
        CaptureHold next = books.checkpoint(progress, soFar, checkpoints + 1, hold.amount());
        if (next.amount().compareTo(checkpointed) <= 0) {
            return null;
        }
        checkpoints++;
        checkpointing = new CompletableFuture<>();
        return next;
    }

    private CompletionStage<Amount> send(CaptureHold checkpoint) {
        return books.sent(checkpoint).handle((outcome, failure) -> {
            boolean taken = failure == null && Books.isDone(outcome);
            CompletableFuture<Amount> waiting;
            lock.lock();
            try {
                if (taken) {
                    checkpointed = checkpoint.amount();
                }
                waiting = checkpointing;
                checkpointing = null;
            } finally {
                lock.unlock();
            }
            books.desk().signals().checkpointed(taken);
            if (waiting != null) {
                waiting.complete(checkpoint.amount());
            }
            if (failure != null) {
                throw Waiting.unwrapped(failure);
            }
            outcome.orThrow();
            return checkpoint.amount();
        });
    }

    private CompletionStage<Settlement> end(@Nullable AbortCause aborted) {
        Hold held;
        Books.Settling decided;
        lock.lock();
        try {
            Settlement known = settled;
            if (known != null) {
                return CompletableFuture.completedFuture(known);
            }
            decided = decided(aborted);
            held = hold;
        } finally {
            lock.unlock();
        }
        return books.send(decided, held).thenApply(this::remember);
    }

    /** The first ending to come decides, and settles the permits; every later one sends the same. */
    private Books.Settling decided(@Nullable AbortCause aborted) {
        Books.Settling known = settling;
        if (known == null) {
            Ending ending = progress.ending(aborted);
            limits.permit().settle(books.cost(progress, ending));
            known = books.prepare(progress, ending, checkpoints > 0);
            settling = known;
        }
        return known;
    }

    private Settlement remember(Settlement booked) {
        lock.lock();
        try {
            Settlement known = settled;
            if (known != null) {
                return known;
            }
            settled = booked;
        } finally {
            lock.unlock();
        }
        books.desk()
                .signals()
                .settled(booked.receipt().basis(), booked.receipt().cause());
        return booked;
    }
}
