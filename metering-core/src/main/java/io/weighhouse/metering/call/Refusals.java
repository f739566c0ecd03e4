// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import org.jspecify.annotations.Nullable;

/** A ledger's declines in the words of calls. */
final class Refusals {

    private Refusals() {}

    /** Why a call was not opened, or, with the hold that it has, not changed. */
    static Refusal of(Call call, Decline decline, @Nullable Hold open) {
        if (decline instanceof Decline.InsufficientFunds funds) {
            return new Refusal.InsufficientCredits(funds);
        }
        if (decline instanceof Decline.LimitReached limit) {
            return new Refusal.AllowanceUsedUp(limit);
        }
        if (decline instanceof Decline.OperationConflict) {
            return new Refusal.IdConflict(call.id);
        }
        if (open != null && decline instanceof Decline.HoldEnded ended) {
            return ended.state() == HoldState.EXPIRED
                    ? new Refusal.CallExpired(call.id, open.expiresAt())
                    : new Refusal.CallEnded(call.id);
        }
        return new Refusal.LedgerDeclined(decline);
    }
}
