// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.function.Function;

/**
 * A command was done, now or when it came first.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param <T> what is answered
 * @param value what the command made
 * @param replayed whether an earlier command with the same id had done it
 */
public record Done<T>(T value, boolean replayed) implements Outcome<T> {

    /** {@return what the command made} */
    @Override
    public T orThrow() {
        return value;
    }

    @Override
    public <U> Outcome<U> map(Function<? super T, ? extends U> answer) {
        return new Done<>(answer.apply(value), replayed);
    }
}
