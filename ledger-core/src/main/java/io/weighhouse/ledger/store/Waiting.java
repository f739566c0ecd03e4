// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for stages. */
final class Waiting {

    private Waiting() {}

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException | CancellationException failed) {
            if (failed.getCause() instanceof LedgerStoreException known) {
                throw known;
            }
            throw new LedgerStoreException("store failed, outcome unknown", false, failed);
        }
    }
}
