// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The small print of {@link CompletionStage}: failures without wrapping, and stores that throw instead of failing. */
public final class Stages {

    private Stages() {}

    /** Waits for a stage and throws the failure itself, not a {@link CompletionException} around it. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof RuntimeException mistake) {
                throw mistake;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw failed;
        }
    }

    /** Returns the stage that a call makes, or a failed one if the call itself throws. */
    private static <T> CompletionStage<T> call(Supplier<CompletionStage<T>> call) {
        try {
            return Objects.requireNonNull(call.get(), "the stage is null");
        } catch (RuntimeException thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    /** Returns the stage of an answer; whatever goes wrong, a null answer too, becomes the exception that is made of it. */
    public static <T> CompletionStage<T> ask(
            Supplier<CompletionStage<T>> question, Function<Throwable, RuntimeException> exception) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        call(question).whenComplete((value, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(exception.apply(unwrapped(failure)));
            } else if (value == null) {
                answer.completeExceptionally(exception.apply(new NullPointerException("the answer is null")));
            } else {
                answer.complete(value);
            }
        });
        return answer;
    }

    /** The same for an answer that says nothing but that it is done. */
    public static CompletionStage<Void> askVoid(
            Supplier<CompletionStage<Void>> question, Function<Throwable, RuntimeException> exception) {
        return recover(call(question), exception, Runnable::run);
    }

    /**
     * Returns a stage of the same value, which may be null, completed by an executor; whatever goes wrong becomes the
     * exception that is made of it.
     */
    public static <T extends @Nullable Object> CompletionStage<T> recover(
            CompletionStage<T> stage, Function<Throwable, RuntimeException> exception, Executor executor) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        stage.whenCompleteAsync(
                (value, failure) -> {
                    if (failure != null) {
                        answer.completeExceptionally(exception.apply(unwrapped(failure)));
                    } else {
                        answer.complete(value);
                    }
                },
                executor);
        return answer;
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }
}
