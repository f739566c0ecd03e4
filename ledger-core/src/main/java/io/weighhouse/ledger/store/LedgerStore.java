// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the books of a ledger: does commands one after another, each of them whole or not at all, and answers queries.
 *
 * <p>Every store follows the same rules, which the testkit's {@code LedgerStoreContract} checks. Time comes with each call.
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

    /** Ends the store's work; calls that come later fail, with a known outcome. Closed again, it stays closed. */
    @Override
    void close();

    /**
     * A new, empty store in memory: on the caller's thread, one command at a time, gone with the process.
     *
     * <p>It keeps every transaction and every hold for as long as it lives, so it grows with them: a few hundred bytes each.
     *
     * @return the store
     */
    static LedgerStore inMemory() {
        return new MemoryStore();
    }
}
