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
            throw unwrapped(failed);
        }
    }

    /** What a stage failed with, instead of its wrapper. */
    static RuntimeException unwrapped(Throwable failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
    }
}
