// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.Rollover;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of burning, reserving and giving back a wallet's credit, within an event that has begun.
 *
 * <p>All of them go by {@link Timeline#at}.
 */
final class WalletRules {

    private final LedgerState state;
    private final EventWriter event;
    private final Lots lots;

    WalletRules(LedgerState state, Lots lots) {
        this.state = state;
        this.event = state.event;
        this.lots = lots;
    }

    /** Spends free credit: lots in burn order, then the credit limit. Says what there was not enough for. */
    long spend(AccountCell wallet, long minor, Set<String> tags) {
        return useCreditLimit(wallet, burn(wallet, minor, tags, false));
    }

    /** Spends free credit, whatever its tags. */
    long spendAny(AccountCell wallet, long minor) {
        return useCreditLimit(wallet, burn(wallet, minor, null, false));
    }

    /** Takes free credit that was paid for, whatever its tags. Says what there was not enough for. */
    long takePaid(AccountCell wallet, long minor) {
        return burn(wallet, minor, null, true);
    }

    /** Without tags, lots serve whatever they are tagged for. */
    private long burn(AccountCell wallet, long minor, @Nullable Set<String> tags, boolean paidOnly) {
        long rest = minor;
        long now = state.timeline.at();
        for (int i = 0; i < wallet.lotCount && rest > 0; ) {
            LotCell lot = wallet.lots[i];
            if (lot.isSpendable(now) && (tags == null || lot.serves(tags)) && (lot.paid || !paidOnly)) {
                rest -= take(lot, rest);
            }
            i += vanished(lot) ? 0 : 1;
        }
        return rest;
    }

    /** Takes free credit of one lot. Says what there was not enough for. */
    long spendLot(LotCell lot, long minor) {
        long rest = minor - take(lot, minor);
        vanished(lot);
        return rest;
    }

    private long take(LotCell lot, long most) {
        long taken = Math.min(lot.free(), most);
        if (taken > 0) {
            event.lotTake(lot, taken);
        }
        return Math.max(0, taken);
    }

    private long useCreditLimit(AccountCell wallet, long minor) {
        long used = Math.min(minor, Math.max(0, wallet.headroom()));
        if (used > 0) {
            event.overdraftAdd(wallet, used);
        }
        return minor - used;
    }

    /** Puts in credit without terms; it repays what is owed. */
    void credit(AccountCell wallet, long minor) {
        LotCell plain = lots.plain(wallet);
        event.lotAdd(plain, minor);
        repay(plain);
    }

    /** Puts credit into a lot that was granted just now. */
    void grant(LotCell lot, long minor) {
        lot.wallet.insert(lot);
        event.lotAdd(lot, minor);
        lots.schedule(lot, state.timeline.at());
        repay(lot);
    }

    /** Paid credit that is free repays debt, then the used credit limit. */
    void repay(LotCell lot) {
        AccountCell wallet = lot.wallet;
        if (!lot.paid || (wallet.debt | wallet.overdraft) == 0 || !lot.isSpendable(state.timeline.at())) {
            return;
        }
        long debt = Math.min(lot.free(), wallet.debt);
        if (debt > 0) {
            event.lotRepayDebt(lot, debt);
        }
        long overdraft = Math.min(lot.free(), wallet.overdraft);
        if (overdraft > 0) {
            event.lotRepayOverdraft(lot, overdraft);
        }
        vanished(lot);
    }

    /** Reserves what a hold asks for and is available. */
    void reserve(HoldCell hold, long minor) {
        AccountCell wallet = hold.wallet;
        long rest = minor;
        long now = state.timeline.at();
        for (int i = 0; i < wallet.lotCount && rest > 0; i++) {
            LotCell lot = wallet.lots[i];
            if (lot.isSpendable(now) && lot.serves(hold.origin.tags())) {
                long reserved = Math.min(lot.free(), rest);
                if (reserved > 0) {
                    event.lotReserve(lot, reserved);
                    hold.reserve(lot, reserved);
                    rest -= reserved;
                }
            }
        }
        if (rest > 0) {
            event.overdraftReserve(wallet, rest);
            hold.overdraft += rest;
        }
    }

    /** Spends what a hold reserved. Says what it had not reserved enough for. */
    long takeReserved(HoldCell hold, long minor) {
        long rest = minor;
        for (int i = 0; i < hold.lotCount && rest > 0; i++) {
            long taken = Math.min(hold.lotAmounts[i], rest);
            if (taken > 0) {
                event.lotTakeReserved(hold.lots[i], taken);
                hold.lotAmounts[i] -= taken;
                rest -= taken;
                vanished(hold.lots[i]);
            }
        }
        long overdraft = Math.min(hold.overdraft, rest);
        if (overdraft > 0) {
            event.overdraftTakeReserved(hold.wallet, overdraft);
            hold.overdraft -= overdraft;
        }
        return rest - overdraft;
    }

    /** Gives free whatever a hold still reserves. */
    void freeReserved(HoldCell hold) {
        for (int i = 0; i < hold.lotCount; i++) {
            long freed = hold.lotAmounts[i];
            if (freed > 0) {
                hold.lotAmounts[i] = 0;
                event.lotFree(hold.lots[i], freed);
                cameFree(hold.lots[i], freed);
            }
        }
        hold.lotCount = 0;
        if (hold.overdraft > 0) {
            event.overdraftFree(hold.wallet, hold.overdraft);
            hold.overdraft = 0;
        }
    }

    /** Gives credit back to the lot that it was burnt from. */
    void giveBack(AccountCell wallet, long lotNumber, long minor) {
        LotCell lot = wallet.lot(lotNumber);
        if (lotNumber == 0) {
            credit(wallet, minor);
        } else if (lot != null) {
            event.lotAdd(lot, minor);
            cameFree(lot, minor);
        } else {
            giveBackToSpent(lots.again(wallet, lotNumber), minor);
        }
    }

    /** Gives credit back to a lot that is in memory no more, because all of it was spent or expired. */
    private void giveBackToSpent(LotCell lot, long minor) {
        long now = state.timeline.at();
        if (lot.expiresAt <= now) {
            Rollover rollover = lot.rollover();
            Optional<Instant> until = rollover.expiresAt();
            lot.expiresAt = until.map(Nanos::of).orElse(LotCell.NEVER);
            lot.expired = rollover.kind() == Rollover.Kind.NONE || lot.expiresAt <= now;
            lot.rolled = rollover.kind() != Rollover.Kind.NONE;
        }
        if (lot.expired && lot.expiry().grace().isZero()) {
            event.post(lot.wallet, breakage(lot), minor);
            return;
        }
        lot.wallet.insert(lot);
        event.lotAdd(lot, minor);
        if (lot.expired) {
            cameFree(lot, minor);
        } else {
            lots.schedule(lot, now);
            repay(lot);
        }
    }

    /** What comes free of a lot repays debt; of one that has expired, it has its grace, or expires now. */
    private void cameFree(LotCell lot, long minor) {
        if (!lot.expired) {
            repay(lot);
            return;
        }
        LotExpiry expiry = lot.expiry();
        Duration grace = expiry.grace();
        if (grace.isZero()) {
            expire(lot, minor);
            return;
        }
        lot.wallet.remove(lot);
        lot.expired = false;
        lot.reopened = true;
        lot.expiresAt = Math.addExact(state.timeline.at(), grace.toNanos());
        lot.wallet.insert(lot);
        lots.schedule(lot, state.timeline.at());
        repay(lot);
    }

    /** Moves free credit of a lot to breakage. */
    void expire(LotCell lot, long minor) {
        event.lotExpire(lot, minor);
        event.post(lot.wallet, breakage(lot), minor);
        vanished(lot);
    }

    private AccountCell breakage(LotCell lot) {
        return state.open(lot.expiry().breakage());
    }

    /** Drops a lot of which nothing is left. */
    private boolean vanished(LotCell lot) {
        if (lot.remaining != 0 || lot.isPlain()) {
            return false;
        }
        lot.wallet.remove(lot);
        return true;
    }
}
