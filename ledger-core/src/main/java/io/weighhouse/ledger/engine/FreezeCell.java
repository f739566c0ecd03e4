// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Freeze;
import io.weighhouse.ledger.OperationId;

/** A freeze's present state. */
final class FreezeCell {

    final AccountCell wallet;
    final long minor;
    boolean active = true;

    FreezeCell(AccountCell wallet, long minor) {
        this.wallet = wallet;
        this.minor = minor;
    }

    Freeze toFreeze(OperationId id) {
        return new Freeze(id, wallet.id(), wallet.amount(minor), active);
    }
}
