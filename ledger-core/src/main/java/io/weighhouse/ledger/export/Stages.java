// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import io.weighhouse.ledger.store.LedgerStoreException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for a stage of a store. */
final class Stages {

    private Stages() {}

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof LedgerStoreException known ? known : failed;
        }
    }
}
