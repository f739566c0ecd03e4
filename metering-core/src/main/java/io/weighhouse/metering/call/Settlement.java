// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;

/**
 * How a call ended in the books.
 *
 * <p>A call that held 5 credits and cost 3 has {@code held} 5, {@code charged} 3, {@code overrun} 0.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param receipt the itemised record, as the ledger keeps it
 * @param held what was held
 * @param charged what was taken
 * @param late whether the hold had expired by then
 */
public record Settlement(Receipt receipt, Amount held, Amount charged, boolean late) {

    /** {@return what was taken beyond the hold: zero unless the provider went beyond the caps} */
    public Amount overrun() {
        Amount beyond = charged.minus(held);
        return beyond.isPositive() ? beyond : Amount.zero(held.unit());
    }
}
