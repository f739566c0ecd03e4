// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.Optional;

/**
 * Credit of a wallet that came in together, as it stood when it was read.
 *
 * <p>A grant of 10 of which 3 were spent and 4 are held reads remaining 7, reserved 4. Credit that came by a plain posting
 * stands in one lot with the number 0.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param number the {@link Transaction#sequence()} of the grant that made it, 0 for plain credit
 * @param paid whether it was paid for
 * @param terms how it can be spent
 * @param state what is left of it
 */
public record Lot(long number, boolean paid, LotTerms terms, State state) {

    /**
     * What is left of a lot.
     *
     * @param remaining not spent yet
     * @param reserved the part of {@code remaining} that open holds have set aside
     * @param expiresAt when the rest expires, after rollover and grace; empty for never
     */
    public record State(Amount remaining, Amount reserved, Optional<Instant> expiresAt) {}

    /** {@return not spent yet} */
    public Amount remaining() {
        return state.remaining();
    }

    /** {@return the part of {@link #remaining()} that open holds have set aside} */
    public Amount reserved() {
        return state.reserved();
    }
}
