// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.PaymentRow.Kind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps rows in memory. Thread-safe. */
final class MemoryPaymentStore implements PaymentStore {

    private final PaymentTable table = new PaymentTable();

    @Override
    public CompletionStage<Boolean> write(List<PaymentRow> rows) {
        List<PaymentRow> wanted;
        try {
            wanted = PaymentTable.checked(rows);
        } catch (IllegalArgumentException mistake) {
            return CompletableFuture.failedFuture(mistake);
        }
        synchronized (table) {
            if (!table.follow(wanted)) {
                return CompletableFuture.completedFuture(table.has(wanted));
            }
            wanted.forEach(table::put);
            return CompletableFuture.completedFuture(true);
        }
    }

    @Override
    public CompletionStage<Optional<PaymentRow>> find(Kind kind, String key) {
        synchronized (table) {
            return CompletableFuture.completedFuture(table.find(kind, key));
        }
    }

    @Override
    public CompletionStage<List<PaymentRow>> list(PaymentPage page) {
        synchronized (table) {
            return CompletableFuture.completedFuture(table.list(page));
        }
    }

    @Override
    public CompletionStage<Integer> forget(Kind kind, String group) {
        synchronized (table) {
            List<PaymentTable.Id> old = group.isEmpty() ? List.of() : table.before(kind, group);
            old.forEach(table::remove);
            return CompletableFuture.completedFuture(old.size());
        }
    }
}
