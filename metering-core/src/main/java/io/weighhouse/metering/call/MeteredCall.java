// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Hold;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.ResponseHeaders;
import io.weighhouse.metering.provider.StreamReader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A call whose money is held, until it ends.
 *
 * <p>Feed it what the upstream sends ({@link #event} for a stream, {@link #response} for a whole body), then end it once:
 * {@link #settle} after the last byte, {@link #abort} when it was cut short, {@link #close} in any case. The first ending
 * decides what is charged; whatever ends it again is answered with the same settlement. If the ledger's answer was lost,
 * ending it again sends that settlement again, and the ledger books it once.
 *
 * <p>This class is thread-safe: events, and endings that race, may come from any thread.
 */
public final class MeteredCall implements AutoCloseable {

    private final Books books;
    private final Hold hold;
    private final Decision limits;

    /** Guards what follows; never held while the ledger is waited for. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable StreamReader stream;
    private @Nullable Reading counted;
    private @Nullable Reading whole;
    private Books.@Nullable Settling settling;
    private @Nullable Settlement settled;

    MeteredCall(Books books, Hold hold, Decision limits) {
        this.books = books;
        this.hold = hold;
        this.limits = limits;
    }

    /** {@return what is held for the call, with its expiry} */
    public Hold hold() {
        return hold;
    }

    /** {@return how the limits stood when the call was opened, for the headers of its answer; its permit is the call's to end} */
    public Decision limits() {
        return limits;
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
     * @param chunk holds the bytes; it is not kept
     * @param offset where they begin
     * @param length how many they are
     * @throws IndexOutOfBoundsException if they are not within {@code chunk}
     */
    public void event(byte[] chunk, int offset, int length) {
        lock.lock();
        try {
            if (settling == null) {
                stream().chunk(chunk, offset, length);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a whole answer.
     *
     * @param body the bytes exactly as they came
     */
    public void response(byte[] body) {
        took(books.call().reader.read(body));
    }

    /**
     * Takes a whole answer of an API that counts in its headers, as Bedrock's InvokeModel does.
     *
     * @param body the bytes exactly as they came
     * @param headers looks up the answer's headers; asked at once, and not kept
     */
    public void response(byte[] body, ResponseHeaders headers) {
        took(books.call().reader.read(body, headers));
    }

    private void took(Reading reading) {
        unlessEnded(() -> whole = reading);
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
        unlessEnded(() -> counted = Reading.counted(usage));
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
     * reported, else the estimate of what was delivered, at most the hold.
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

    /** What the caller counted, else what the whole answer said, else what the stream told so far. */
    private Reading reading() {
        if (counted != null) {
            return counted;
        }
        return whole == null ? stream().reading() : whole;
    }

    /** Made when it is needed: a whole answer needs none. */
    private StreamReader stream() {
        StreamReader reader = stream;
        if (reader == null) {
            reader = books.call().reader.stream();
            stream = reader;
        }
        return reader;
    }

    private CompletionStage<Settlement> end(@Nullable AbortCause aborted) {
        lock.lock();
        try {
            Settlement known = settled;
            if (known != null) {
                return CompletableFuture.completedFuture(known);
            }
        } finally {
            lock.unlock();
        }
        return books.send(decided(aborted), hold).thenApply(this::remember);
    }

    /** The first ending to come decides, and settles the permits; every later one sends the same. */
    private Books.Settling decided(@Nullable AbortCause aborted) {
        lock.lock();
        try {
            Books.Settling known = settling;
            if (known == null) {
                Ending ending = Ending.of(books.call(), reading(), aborted);
                limits.permit().settle(books.cost(ending));
                known = books.prepare(ending);
                settling = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
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
        books.signals().settled(booked.receipt().basis(), booked.receipt().cause());
        return booked;
    }
}
