// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.LimitUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds reserve and use of limits, within an event that has begun; and when they are due. */
final class Legs {

    private final LedgerState state;

    Legs(LedgerState state) {
        this.state = state;
    }

    void reserve(HoldCell hold) {
        for (LegCell leg : hold.legs) {
            state.event.touch(leg.counter);
            if (leg.amount > 0) {
                state.event.countReserve(leg.counter, leg.amount);
                leg.reserved = leg.amount;
            }
        }
    }

    /** Gives free what is reserved, and books what was used, if anything counts. */
    void settle(HoldCell hold, @Nullable CaptureHold capture, boolean counts) {
        for (LegCell leg : hold.legs) {
            if (leg.reserved > 0) {
                state.event.countFree(leg.counter, leg.reserved);
                leg.reserved = 0;
            }
            long change = (counts ? use(hold, leg, capture) : 0) - leg.booked;
            if (change != 0) {
                state.event.count(leg.counter, change);
                leg.booked += change;
            }
        }
    }

    /** What a leg uses in the end: what is told; else what was captured, if it counts that; else what it reserved. */
    static long use(HoldCell hold, LegCell leg, @Nullable CaptureHold capture) {
        List<LimitUse> uses = capture == null ? List.of() : capture.uses();
        for (LimitUse use : uses) {
            if (use.counter().equals(leg.counter.id())) {
                return use.used().minor();
            }
        }
        return leg.counter.unit().equals(hold.wallet.unit()) ? hold.captured : leg.amount;
    }

    /** Lets time know when the hold ends. */
    void schedule(HoldCell hold) {
        hold.wallet.queue().moveTo(hold, hold.expiresAt);
        state.accounts.dueChanged(hold.wallet);
        for (LegCell leg : hold.legs) {
            leg.counter.queue().moveTo(leg, hold.expiresAt);
            state.accounts.dueChanged(leg.counter);
        }
    }

    void unschedule(HoldCell hold) {
        hold.wallet.queue().moveTo(hold, Long.MAX_VALUE);
        for (LegCell leg : hold.legs) {
            leg.counter.queue().moveTo(leg, Long.MAX_VALUE);
        }
    }
}
