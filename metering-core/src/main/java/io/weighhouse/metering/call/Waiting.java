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
            throw asUnchecked(failed);
        }
    }

    /** What a stage failed with, without the wrapper that stages put around it. */
    static RuntimeException asUnchecked(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
    }
}
