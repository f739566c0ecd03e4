// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.function.Function;

/**
 * A command was not done, for a reason that the business has; nothing has changed.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param <T> what would have been answered
 * @param reason why
 */
public record Declined<T>(Decline reason) implements Outcome<T> {

    @Override
    public T orThrow() {
        throw new DeclinedException(reason);
    }

    @Override
    public <U> Outcome<U> map(Function<? super T, ? extends U> answer) {
        return new Declined<>(reason);
    }
}
