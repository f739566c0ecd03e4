// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;

/**
 * A posting as it was booked, with what both accounts held before.
 *
 * <p>4 credits from a wallet of 10 to revenue of 100: the wallet goes from 10 to 6, revenue from 100 to 104.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param posting what moved
 * @param fromBefore the posted balance of the posting's {@code from} account before it
 * @param toBefore the posted balance of the posting's {@code to} account before it
 */
public record Entry(Posting posting, Amount fromBefore, Amount toBefore) {

    /** {@return the posted balance of the {@code from} account after it} */
    public Amount fromAfter() {
        return fromBefore.minus(posting.amount());
    }

    /** {@return the posted balance of the {@code to} account after it} */
    public Amount toAfter() {
        return toBefore.plus(posting.amount());
    }
}
