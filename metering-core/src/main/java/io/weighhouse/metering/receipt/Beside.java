// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import io.weighhouse.money.Amount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a receipt beside its charge; on most receipts nothing.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param bound the most that the true price can have been, where the usage is not known; null where it is
 * @param earlier what earlier attempts of the call were charged, the first one first
 */
public record Beside(@Nullable Amount bound, List<Attempt> earlier) {

    /** Nothing: the usage is known, and there was one attempt. */
    public static final Beside NOTHING = new Beside(null, List.of());

    /**
     * Copies the list.
     *
     * @param bound the most that the true price can have been, or null
     * @param earlier what earlier attempts of the call were charged
     * @throws IllegalArgumentException if the bound is negative
     */
    public Beside {
        if (bound != null && bound.isNegative()) {
            throw new IllegalArgumentException("must be >= 0: bound=" + bound);
        }
        earlier = List.copyOf(earlier);
    }
}
