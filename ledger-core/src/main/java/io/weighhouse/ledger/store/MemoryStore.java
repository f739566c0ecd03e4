// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.audit.AuditReport;
import io.weighhouse.ledger.engine.LedgerEngine;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/** The engine under one lock, on the caller's thread. */
final class MemoryStore implements LedgerStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final MemoryLog log = new MemoryLog();
    private final LogId id;
    private final Horizon horizon;
    private final LedgerEngine engine;
    private final Watermark watermark = new Watermark(0);
    private final PersonalRecords personal;
    private boolean closed;

    MemoryStore(Horizon horizon, SecureRandom random) {
        this.horizon = horizon;
        id = new LogId(random.nextLong(), random.nextLong());
        personal = PersonalRecords.inMemory(random);
        engine = new LedgerEngine(log, horizon, StoreAudit.secret(id));
    }

    @Override
    public <R> CompletionStage<Outcome<R>> submit(Command<R> command, Instant now) {
        Outcome<R> answer;
        boolean awaited;
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(refusal());
            }
            answer = engine.apply(command, now);
            awaited = mark();
        } finally {
            lock.unlock();
        }
        if (awaited) {
            watermark.tell();
        }
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public <R> CompletionStage<R> read(Query<R> query, Instant now) {
        R answer;
        boolean awaited;
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(refusal());
            }
            answer = engine.read(query, now);
            awaited = mark();
        } finally {
            lock.unlock();
        }
        if (awaited) {
            watermark.tell();
        }
        return CompletableFuture.completedFuture(answer);
    }

    /** While nobody waits, the mark stays behind: a command has nothing to do for it. */
    private boolean mark() {
        boolean awaited = watermark.awaited();
        if (awaited) {
            watermark.raise(engine.lastSequence());
        }
        return awaited;
    }

    @Override
    public CompletionStage<Long> eventsAfter(long sequence) {
        lock.lock();
        try {
            watermark.raise(engine.lastSequence());
            return watermark.after(sequence);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public AuditReport verify(Optional<ChainHead> expected) {
        lock.lock();
        try {
            StoreAudit audit = new StoreAudit(log, id, horizon, expected);
            audit.takeRest(log);
            return audit.report(engine);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PersonalRecords personal() {
        return personal;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        personal.close();
        watermark.end(refusal());
    }

    private static LedgerStoreException refusal() {
        return new LedgerStoreException("store is closed", true, null);
    }
}
