// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The blocking form of a stage: waits, and throws what the stage failed with instead of a wrapper. */
final class Waiting {

    private Waiting() {}

    static <T> T on(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw failed.getCause() instanceof RuntimeException unchecked ? unchecked : failed;
        }
    }
}
