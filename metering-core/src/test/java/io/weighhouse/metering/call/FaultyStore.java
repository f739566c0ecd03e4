// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A store on a bad network: books in memory, behind faults that a test asks for, one for each command to come. */
final class FaultyStore implements LedgerStore {

    enum Fault {
        /** The command is done, and its answer is lost on the way back. */
        ANSWER_LOST,
        /** The command never arrives, and that is known. */
        NOT_SENT,
        /** The command is done, and its answer waits for {@link #deliver}. */
        ANSWER_LATE,
        /** The command is on its way until {@link #deliver}, and others overtake it. */
        SENT_LATE
    }

    private final LedgerStore books = LedgerStore.inMemory();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> late = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> afterwards = new ConcurrentLinkedQueue<>();

    FaultyStore next(Fault fault) {
        faults.add(fault);
        return this;
    }

    /** Runs something when the next command is done and before its answer is seen; commands of its own count too. */
    FaultyStore afterNext(Runnable what) {
        afterwards.add(what);
        return this;
    }

    void deliver() {
        for (Runnable answer = late.poll(); answer != null; answer = late.poll()) {
            answer.run();
        }
    }

    @Override
    public <R> CompletionStage<Outcome<R>> submit(Command<R> command, Instant now) {
        Fault fault = faults.poll();
        if (fault == Fault.NOT_SENT) {
            return CompletableFuture.failedFuture(new LedgerStoreException("not sent", true, null));
        }
        if (fault == Fault.SENT_LATE) {
            CompletableFuture<Outcome<R>> answer = new CompletableFuture<>();
            late.add(() -> books.submit(command, now).thenAccept(answer::complete));
            return answer;
        }
        CompletionStage<Outcome<R>> done = books.submit(command, now);
        Runnable then = afterwards.poll();
        if (then != null) {
            then.run();
        }
        if (fault == Fault.ANSWER_LOST) {
            return CompletableFuture.failedFuture(new LedgerStoreException("answer lost", false, null));
        }
        if (fault == Fault.ANSWER_LATE) {
            CompletableFuture<Outcome<R>> answer = new CompletableFuture<>();
            late.add(() -> done.thenAccept(answer::complete));
            return answer;
        }
        return done;
    }

    @Override
    public <R> CompletionStage<R> read(Query<R> query, Instant now) {
        return books.read(query, now);
    }

    @Override
    public void close() {
        books.close();
    }
}
