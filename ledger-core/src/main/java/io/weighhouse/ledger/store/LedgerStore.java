// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.audit.AuditReport;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the books of a ledger: does commands one after another, each of them whole or not at all, and answers queries.
 *
 * <p>Every store follows the same rules, which the testkit's {@code LedgerContract} checks. Time comes with each call.
 * It never runs backwards in a store: an instant before the latest one seen counts as the latest.
 *
 * <p>A stage that fails does so with a {@link LedgerStoreException}. Stores are thread-safe.
 */
public interface LedgerStore extends AutoCloseable {

    /**
     * Does what a command says.
     *
     * @param <R> what the command makes
     * @param command what to do
     * @param now when
     * @return completes with what came of it, once that is as durable as this store makes it
     */
    <R> CompletionStage<Outcome<R>> submit(Command<R> command, Instant now);

    /**
     * Answers a query, from a state that has in it every command whose stage completed before.
     *
     * @param <R> what is told
     * @param query what is asked
     * @param now when
     * @return completes with the answer
     */
    <R> CompletionStage<R> read(Query<R> query, Instant now);

    /**
     * Does what {@link #submit} does, and waits for it on the calling thread.
     *
     * @param <R> what the command makes
     * @param command what to do
     * @param now when
     * @return what came of it, once that is as durable as this store makes it
     * @throws LedgerStoreException if the store failed
     */
    default <R> Outcome<R> submitAndWait(Command<R> command, Instant now) {
        return Waiting.await(submit(command, now));
    }

    /**
     * Does what {@link #read} does, and waits for it on the calling thread.
     *
     * @param <R> what is told
     * @param query what is asked
     * @param now when
     * @return the answer
     * @throws LedgerStoreException if the store failed
     */
    default <R> R readAndWait(Query<R> query, Instant now) {
        return Waiting.await(read(query, now));
    }

    /**
     * Does the whole history again, adds up every row, and compares both with what this store answers from; blocks while it
     * works, while commands go on, and needs as much memory again as the store.
     *
     * @param expected a head that an earlier audit gave: everything up to it must still be there, unchanged; empty for none
     * @return what is wrong, if anything is
     * @throws LedgerStoreException if the store failed, or has no audit
     */
    default AuditReport verify(Optional<ChainHead> expected) {
        throw new LedgerStoreException("this store has no audit", true, null);
    }

    /**
     * Tells when there is an event after a number, so that nobody has to ask again and again.
     *
     * <p>After events 1 to 7, {@code eventsAfter(6)} is complete with 7, and {@code eventsAfter(7)} completes with the next
     * command that changes something. Every
     * call gets a stage of its own; whoever no longer waits completes or cancels the future behind it. A store that cannot wake
     * anybody, as this interface by itself, answers with a stage that has failed.
     *
     * @param sequence the number of an event, 0 for before the first one
     * @return completes with the number of the last event that can be read, once that is greater than {@code sequence}
     */
    default CompletionStage<Long> eventsAfter(long sequence) {
        return CompletableFuture.failedFuture(
                new LedgerStoreException("this store does not tell of new events", true, null));
    }

    /**
     * The texts about people that events refer to, and that can be erased while the books stay as they are.
     *
     * @return the records of this store, the same ones each time
     * @throws LedgerStoreException if this store keeps none, as this interface by itself
     */
    default PersonalRecords personal() {
        throw new LedgerStoreException("this store keeps no personal records", true, null);
    }

    /** Ends the store's work; calls that come later fail, with a known outcome. Closed again, it stays closed. */
    @Override
    void close();

    /**
     * A new, empty store in memory: on the caller's thread, one command at a time, gone with the process.
     *
     * <p>It keeps its history for as long as it lives, so it grows with it: 50 to 100 bytes for each event without a note.
     *
     * @return the store
     */
    static LedgerStore inMemory() {
        return inMemory(Horizon.USUAL);
    }

    /**
     * A new, empty store in memory that remembers ids for another time.
     *
     * @param horizon for how long it remembers the ids of calls and posts
     * @return the store
     */
    static LedgerStore inMemory(Horizon horizon) {
        return new MemoryStore(horizon, new SecureRandom());
    }
}
