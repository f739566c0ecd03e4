// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Rollover;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What time does: it ends holds, and makes lots effective, roll over and expire.
 *
 * <p>An account is brought up to the time whenever it is touched, in the order in which things were due, and each goes by the
 * rules as of its own instant: so nothing depends on when, or whether, anybody came by.
 */
final class ExpiryRules {

    static final int EFFECTIVE = 0;
    static final int EXPIRED = 1;

    private final LedgerState state;
    private final WalletRules wallets;
    private final Lots lots;
    private final Legs legs;

    /** While history is done again, what expired comes from the log. */
    boolean suspended;

    ExpiryRules(LedgerState state, WalletRules wallets, Lots lots, Legs legs) {
        this.state = state;
        this.wallets = wallets;
        this.lots = lots;
        this.legs = legs;
    }

    /** Brings an account up to now. */
    void touch(AccountCell cell) {
        if (cell.due != null && !suspended) {
            touch(cell, state.timeline.now());
            state.timeline.backToNow();
        }
    }

    private void touch(AccountCell cell, long nanos) {
        ExpiryQueue due = cell.queue();
        for (Expiring next = due.first(); next != null && next.dueNanos <= nanos; next = due.first()) {
            if (next instanceof LegCell leg) {
                // The hold ends in its wallet's own order of things.
                touch(leg.hold.wallet, leg.dueNanos);
            } else if (next instanceof HoldCell hold) {
                expire(hold);
            } else {
                LotCell lot = (LotCell) next;
                lotIsDue(lot, lot.dueNanos == lot.effectiveAt ? EFFECTIVE : EXPIRED);
            }
        }
        state.accounts.dueChanged(cell);
    }

    /** Brings up to now what is due most, in at most so many accounts; says in how many. */
    int sweep(int limit) {
        int swept = 0;
        long now = state.timeline.now();
        AccountCell cell = state.accounts.nextDue(now);
        while (cell != null && swept < limit) {
            touch(cell);
            swept++;
            cell = state.accounts.nextDue(now);
        }
        return swept;
    }

    void expire(HoldCell hold) {
        state.timeline.goTo(hold.expiresAt);
        EventWriter event = state.event;
        event.begin(Kind.EXPIRE_HOLD, state.expiringKey.set(hold.wallet.tenant, hold.id()));
        event.after(hold.lastPosition);
        event.touch(hold.wallet);
        long taken = Math.min(toTake(hold), hold.reserved());
        AccountCell to = payee(hold.origin.action());
        if (to != null && taken > 0) {
            event.post(hold.wallet, to, taken);
            wallets.takeReserved(hold, taken);
            hold.captured += taken;
        }
        wallets.freeReserved(hold);
        legs.settle(hold, null, hold.captured > 0);
        legs.unschedule(hold);
        hold.state = HoldState.EXPIRED;
        hold.lastPosition = event.finish();
        state.holds.expired(hold);
    }

    private static long toTake(HoldCell hold) {
        ExpiryAction action = hold.origin.action();
        if (action instanceof ExpiryAction.CaptureFloor floor) {
            return Math.max(0, Math.min(floor.floor().minor(), hold.amount) - hold.captured);
        }
        return action instanceof ExpiryAction.CaptureAll ? Long.MAX_VALUE : 0;
    }

    private @Nullable AccountCell payee(ExpiryAction action) {
        if (action instanceof ExpiryAction.CaptureFloor floor) {
            return state.find(floor.to());
        }
        return action instanceof ExpiryAction.CaptureAll all ? state.find(all.to()) : null;
    }

    void lotIsDue(LotCell lot, int what) {
        AccountCell wallet = lot.wallet;
        state.timeline.goTo(lot.dueNanos);
        EventWriter event = state.event;
        event.begin(Kind.EXPIRE_LOT, null);
        event.body.number(lot.number);
        event.body.u8(what);
        event.touch(wallet);
        if (what == EFFECTIVE) {
            wallet.queue().moveTo(lot, lot.expiresAt);
            wallets.repay(lot);
        } else {
            expire(lot);
        }
        event.finish();
    }

    private void expire(LotCell lot) {
        Rollover rollover = lot.rollover();
        long breakage = breakage(lot, rollover);
        lot.wallet.queue().moveTo(lot, LotCell.NEVER);
        if (rollover.kind() == Rollover.Kind.NONE) {
            lot.expired = true;
        }
        if (breakage > 0) {
            wallets.expire(lot, breakage);
        }
        if (rollover.kind() != Rollover.Kind.NONE && lot.remaining > 0) {
            lot.wallet.remove(lot);
            lot.rolled = true;
            lot.expiresAt = rollover.expiresAt().map(Nanos::of).orElse(LotCell.NEVER);
            lot.wallet.insert(lot);
            lots.schedule(lot, state.timeline.at());
        }
    }

    private static long breakage(LotCell lot, Rollover rollover) {
        return switch (rollover.kind()) {
            case NONE -> lot.free();
            case FULL -> 0;
            default -> {
                long kept = Math.max(0, rollover.cap().orElseThrow().minor() - rolledOver(lot));
                yield Math.min(lot.free(), Math.max(0, lot.remaining - kept));
            }
        };
    }

    /** What is left of other lots of the same subscription that have rolled over before. */
    private static long rolledOver(LotCell lot) {
        long sum = 0;
        AccountCell wallet = lot.wallet;
        for (int i = 0; i < wallet.lotCount; i++) {
            LotCell other = wallet.lots[i];
            if (other != lot && other.rolled && lot.group != null && Objects.equals(other.group, lot.group)) {
                sum += other.remaining;
            }
        }
        return sum;
    }
}
