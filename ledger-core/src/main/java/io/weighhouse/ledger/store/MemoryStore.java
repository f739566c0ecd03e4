// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.engine.LedgerEngine;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/** The engine under one lock, on the caller's thread. */
final class MemoryStore implements LedgerStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final LedgerEngine engine = new LedgerEngine();
    private boolean closed;

    @Override
    public <R> CompletionStage<Outcome<R>> submit(Command<R> command, Instant now) {
        lock.lock();
        try {
            return closed ? refused() : CompletableFuture.completedFuture(engine.apply(command, now));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <R> CompletionStage<R> read(Query<R> query, Instant now) {
        lock.lock();
        try {
            return closed ? refused() : CompletableFuture.completedFuture(engine.read(query, now));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private static <T> CompletionStage<T> refused() {
        return CompletableFuture.failedFuture(new LedgerStoreException("store is closed", true, null));
    }
}
