// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.gateway.payment.PaymentPage;
import io.weighhouse.gateway.payment.PaymentRow;
import io.weighhouse.gateway.payment.PaymentRow.Kind;
import io.weighhouse.gateway.payment.PaymentStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of a {@link PaymentStore} have in common. */
abstract class PaymentBehaviour {

    private @Nullable PaymentStore store;

    abstract PaymentStoreContract contract();

    @BeforeEach
    void openStore() {
        store = contract().emptyStore();
    }

    @AfterEach
    void closeStore() throws Exception {
        if (store instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /** The store, as another process would find it. */
    PaymentStore store() {
        if (store == null) {
            throw new IllegalStateException("must be open");
        }
        store = contract().reopened(store);
        return store;
    }

    boolean write(PaymentRow... rows) {
        return await(store().write(List.of(rows)));
    }

    Optional<PaymentRow> find(Kind kind, String key) {
        return await(store().find(kind, key));
    }

    List<String> keys(PaymentPage page) {
        return await(store().list(page)).stream().map(PaymentRow::key).toList();
    }

    static PaymentRow row(String key, String group, long revision, String body) {
        return new PaymentRow(Kind.EVENT, key, group, revision, body);
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
