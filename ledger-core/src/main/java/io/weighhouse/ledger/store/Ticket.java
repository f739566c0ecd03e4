// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.engine.LedgerEngine;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something that waits for the writer, and for what came of it. */
abstract class Ticket<R> {

    final Instant now;

    /** When it was left, by the ticker. */
    final long leftAtNanos;

    /** Whether whoever left it waits for it, on a thread of its own. */
    final boolean awaited;

    final CompletableFuture<R> answer = new CompletableFuture<>();

    @Nullable
    Ticket<?> next;

    private @Nullable R result;
    private @Nullable LedgerStoreException failure;

    Ticket(Instant now, long leftAtNanos, boolean awaited) {
        this.now = now;
        this.leftAtNanos = leftAtNanos;
        this.awaited = awaited;
    }

    /** Whether it may go on when there is only little room left. */
    abstract boolean endsSomething();

    /** Whether everything before must be durable when it is its turn. */
    boolean wantsAllDurable() {
        return false;
    }

    abstract R ask(LedgerEngine engine);

    final void answerFrom(LedgerEngine engine) {
        result = ask(engine);
    }

    final void fail(LedgerStoreException why) {
        failure = why;
    }

    final boolean hasFailed() {
        return failure != null;
    }

    /** Tells what came of it. */
    @SuppressWarnings("NullAway") // without a failure there is a result
    final void tell() {
        if (failure == null) {
            answer.complete(result);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    static final class OfCommand<R> extends Ticket<Outcome<R>> {

        private final Command<R> command;

        OfCommand(Command<R> command, Instant now, long leftAtNanos, boolean awaited) {
            super(now, leftAtNanos, awaited);
            this.command = command;
        }

        @Override
        boolean endsSomething() {
            String verb = command.verb();
            return verb.equals("capture") || verb.equals("release") || verb.equals("unfreeze");
        }

        @Override
        Outcome<R> ask(LedgerEngine engine) {
            return engine.apply(command, now);
        }
    }

    static final class OfQuery<R> extends Ticket<R> {

        private final Query<R> query;

        OfQuery(Query<R> query, Instant now, long leftAtNanos, boolean awaited) {
            super(now, leftAtNanos, awaited);
            this.query = query;
        }

        @Override
        boolean endsSomething() {
            return true;
        }

        @Override
        R ask(LedgerEngine engine) {
            return engine.read(query, now);
        }
    }

    /** Anything that has to see the engine between two commands. */
    static final class OfWork<R> extends Ticket<R> {

        /** What is done. */
        interface Work<R> {
            R on(LedgerEngine engine);
        }

        private final Work<R> work;

        OfWork(Work<R> work, Instant now, long leftAtNanos) {
            super(now, leftAtNanos, true);
            this.work = work;
        }

        @Override
        boolean endsSomething() {
            return true;
        }

        @Override
        boolean wantsAllDurable() {
            return true;
        }

        @Override
        R ask(LedgerEngine engine) {
            return work.on(engine);
        }
    }
}
