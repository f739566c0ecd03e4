// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.OperationId;
import java.util.Arrays;
import java.util.Set;

/** A hold that is open, or expired and not settled since; amounts in smallest parts of its wallet's unit. */
final class HoldCell extends Expiring {

    /**
     * What never changes about a hold.
     *
     * @param id names the call
     * @param tags which lots may pay
     * @param action what its expiry does
     * @param intent the digest of what was asked
     * @param placedAt when it was placed
     */
    record Origin(OperationId id, Set<String> tags, ExpiryAction action, long intent, long placedAt) {}

    static final LegCell[] NO_LEGS = {};

    final Origin origin;
    final AccountCell wallet;
    final long number;
    final LegCell[] legs;

    HoldState state = HoldState.OPEN;
    long amount;
    long captured;
    long expiresAt;
    int extendStep;
    int captureStep;

    /** Where the last event of its call is. */
    long lastPosition = -1;

    /** Where the event is whose note it shows, or -1. */
    long notePosition = -1;

    /** Which place it has among all holds in memory. */
    int slot;

    /** What is set aside of which lot, in the order of taking. */
    LotCell[] lots = new LotCell[1];

    long[] lotAmounts = new long[1];
    int lotCount;

    /** What is set aside of the credit limit. */
    long overdraft;

    HoldCell(Origin origin, AccountCell wallet, long number, LegCell[] legs) {
        this.origin = origin;
        this.wallet = wallet;
        this.number = number;
        this.legs = legs;
        for (LegCell leg : legs) {
            leg.hold = this;
        }
    }

    OperationId id() {
        return origin.id();
    }

    boolean isOpen() {
        return state == HoldState.OPEN;
    }

    /** What is still set aside. */
    long reserved() {
        long sum = overdraft;
        for (int i = 0; i < lotCount; i++) {
            sum += lotAmounts[i];
        }
        return sum;
    }

    void reserve(LotCell lot, long minor) {
        for (int i = 0; i < lotCount; i++) {
            if (lots[i] == lot) {
                lotAmounts[i] += minor;
                return;
            }
        }
        if (lotCount == lots.length) {
            lots = Arrays.copyOf(lots, lotCount * 2);
            lotAmounts = Arrays.copyOf(lotAmounts, lotCount * 2);
        }
        lots[lotCount] = lot;
        lotAmounts[lotCount++] = minor;
    }

    @Override
    int rank() {
        return 1;
    }

    @Override
    long number() {
        return number;
    }
}
