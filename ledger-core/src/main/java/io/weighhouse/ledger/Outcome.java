// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.util.function.Function;

/**
 * What came of a command: {@link Done}, or {@link Declined} with the reason.
 *
 * <p>A decline changes nothing and is not remembered: the same command is decided afresh when it comes again.
 *
 * <pre>{@code
 * if (!(ledger.hold(command) instanceof Done<Hold> done)) { return paymentRequired(); }
 * }</pre>
 *
 * <p>Outcomes are immutable and thread-safe.
 *
 * @param <T> what is answered when it is done
 */
public sealed interface Outcome<T> permits Done, Declined {

    /**
     * The answer, for a caller who takes a decline for a mistake.
     *
     * @return what was done
     * @throws DeclinedException if it was declined; it carries the reason
     */
    T orThrow();

    /**
     * The same outcome with another answer.
     *
     * @param <U> what is answered then
     * @param answer makes the other answer of a {@link Done}
     * @return {@link Done} with the other answer, or the same decline
     */
    <U> Outcome<U> map(Function<? super T, ? extends U> answer);
}
