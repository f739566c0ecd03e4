// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.audit.AuditReport;
import io.weighhouse.ledger.store.ChainHead;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** Stores of which writes fail, before they are done or after, when a test says so: what a crash between two writes looks like. */
final class Flaky {

    private final LedgerStore ledger = LedgerStore.inMemory();
    private final PaymentStore payments = PaymentStore.inMemory();

    /** Whether the write of a number fails; even numbers are before a write, odd ones after it. */
    private IntPredicate fails = number -> false;

    private int points;

    Flaky fails(IntPredicate value) {
        fails = value;
        points = 0;
        return this;
    }

    /** How many points there were at which a crash may come. */
    int points() {
        return points;
    }

    private <T> CompletionStage<T> write(Supplier<CompletionStage<T>> write, RuntimeException failure) {
        if (fails.test(points++)) {
            return CompletableFuture.failedFuture(failure);
        }
        CompletionStage<T> done = write.get();
        return fails.test(points++) ? CompletableFuture.failedFuture(failure) : done;
    }

    PaymentStore payments() {
        return new PaymentStore() {
            @Override
            public CompletionStage<Boolean> write(List<PaymentRow> rows) {
                return Flaky.this.write(
                        () -> payments.write(rows), new PaymentStoreException("the test has failed it", false, null));
            }

            @Override
            public CompletionStage<Optional<PaymentRow>> find(PaymentRow.Kind kind, String key) {
                return payments.find(kind, key);
            }

            @Override
            public CompletionStage<List<PaymentRow>> list(PaymentPage page) {
                return payments.list(page);
            }

            @Override
            public CompletionStage<Integer> forget(PaymentRow.Kind kind, String group) {
                return payments.forget(kind, group);
            }
        };
    }

    LedgerStore ledger() {
        return new LedgerStore() {
            @Override
            public <R> CompletionStage<Outcome<R>> submit(Command<R> command, Instant now) {
                return write(
                        () -> ledger.submit(command, now),
                        new LedgerStoreException("the test has failed it", false, null));
            }

            @Override
            public <R> CompletionStage<R> read(Query<R> query, Instant now) {
                return ledger.read(query, now);
            }

            @Override
            public AuditReport verify(Optional<ChainHead> expected) {
                return ledger.verify(expected);
            }

            @Override
            public void close() {
                ledger.close();
            }
        };
    }
}
