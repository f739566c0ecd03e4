// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

/** A hold's share of a counter. */
final class LegCell extends Expiring {

    final AccountCell counter;
    final long limit;
    long reserved;

    /** What the counter has counted for this hold. */
    long booked;

    /** What was reserved when the hold was placed: what a call counts as where its use is not told. */
    final long amount;

    @SuppressWarnings("NullAway.Init") // set by the hold that owns it
    HoldCell hold;

    LegCell(AccountCell counter, long amount, long limit) {
        this.counter = counter;
        this.amount = amount;
        this.limit = limit;
    }

    @Override
    int rank() {
        return 1;
    }

    @Override
    long number() {
        return hold.number;
    }
}
