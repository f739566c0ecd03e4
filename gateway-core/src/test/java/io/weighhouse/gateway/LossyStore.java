// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Books in memory behind a bad network: one command is lost, or its answer, as a test asks. */
final class LossyStore implements LedgerStore {

    enum Loss {
        /** The command is done, and its answer is lost. */
        ANSWER,
        /** The command never arrives, and that is known. */
        COMMAND
    }

    /** The verbs of all commands that came, in order. */
    final List<String> verbs = new ArrayList<>();

    private final LedgerStore books = LedgerStore.inMemory();
    private Loss loss = Loss.ANSWER;
    private int losing = -1;

    /** Loses the command that comes after so many others. */
    void lose(Loss what, int after) {
        this.loss = what;
        this.losing = verbs.size() + after;
    }

    void loseNothing() {
        this.losing = -1;
    }

    @Override
    public <R> CompletionStage<Outcome<R>> submit(Command<R> command, Instant now) {
        boolean lost = verbs.size() == losing;
        verbs.add(command.verb());
        if (lost && loss == Loss.COMMAND) {
            return CompletableFuture.failedFuture(new LedgerStoreException("not sent", true, null));
        }
        CompletionStage<Outcome<R>> done = books.submit(command, now);
        return lost ? CompletableFuture.failedFuture(new LedgerStoreException("answer lost", false, null)) : done;
    }

    @Override
    public <R> CompletionStage<R> read(Query<R> query, Instant now) {
        return books.read(query, now);
    }

    @Override
    public CompletionStage<Long> eventsAfter(long sequence) {
        return books.eventsAfter(sequence);
    }

    @Override
    public void close() {
        books.close();
    }
}
