// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LedgerEvent.TransactionBooked;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Move;
import io.weighhouse.ledger.Move.Part;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was paid for the credit that an event moved.
 *
 * <p>Of a lot, what has gone in all is worth its cost basis times the part that has gone, rounded down to a billionth of the basis'
 * smallest part; one spend is worth the difference that it makes. So the worth of all spends of a lot is its basis, exactly.
 */
final class LotValues {

    private static final int FINER_PLACES = 9;

    private static final class KnownLot {

        final boolean paid;
        final long amount;
        final @Nullable Amount basis;
        long gone;

        KnownLot(boolean paid, long amount, @Nullable Amount basis) {
            this.paid = paid;
            this.amount = amount;
            this.basis = basis;
        }

        /** What the basis is worth of so much of the lot. */
        private BigDecimal worth(Amount whole, long part) {
            BigDecimal fine = whole.toDecimal().setScale(whole.unit().scale() + FINER_PLACES, RoundingMode.UNNECESSARY);
            BigInteger units = fine.unscaledValue().multiply(BigInteger.valueOf(part));
            BigInteger[] parts = units.divideAndRemainder(BigInteger.valueOf(amount));
            return new BigDecimal(parts[0], fine.scale());
        }

        BigDecimal take(Amount whole, long minor) {
            BigDecimal before = worth(whole, gone);
            gone += minor;
            return worth(whole, gone).subtract(before);
        }
    }

    private final int mostLots;
    private final Map<Long, KnownLot> lots = new LinkedHashMap<>();
    private long forgotten;

    LotValues(int mostLots) {
        this.mostLots = mostLots;
    }

    /** How many lots had to be forgotten; what comes of them counts as not valued. */
    long forgotten() {
        return forgotten;
    }

    /**
     * Values what an event did to lots.
     *
     * @param event any event
     * @param wallet whose use it was; null if it was no use
     * @param used how much of it was use, negative for what came back
     * @param use is told what use was worth
     * @return breakage, and debts that were made otherwise or repaid, by wallet
     */
    Map<AccountId, Sums> value(LedgerEvent event, @Nullable AccountId wallet, long used, Sums use) {
        List<Move> moves = event.place().moves();
        Map<AccountId, Sums> others = new LinkedHashMap<>();
        if (event instanceof TransactionBooked booked && booked.lot().isPresent()) {
            learn(booked.transaction(), booked.lot().get());
        }
        boolean toBreakage = isToBreakage(event);
        long left = used;
        for (int i = 0; i < moves.size(); i++) {
            Move move = moves.get(i);
            long minor = move.change().minor();
            boolean ofUser = move.account().equals(wallet) && left != 0;
            Sums beside = others.computeIfAbsent(move.account(), any -> new Sums());
            if (move.part() == Part.LOT && i + 1 < moves.size() && isRepayment(move, moves.get(i + 1))) {
                spend(move, beside);
                Sums.add(beside.unvalued, move.change().unit(), minor);
                i++;
            } else if (move.part() == Part.LOT && ofUser && Long.signum(left) == -Long.signum(minor)) {
                left += minor;
                spend(move, use);
            } else if (move.part() == Part.LOT) {
                leave(move, toBreakage && minor < 0 ? beside : new Sums());
            } else if (owes(move)) {
                left -= ofUser ? minor : 0;
                Sums.add(ofUser ? use.unvalued : beside.unvalued, move.change().unit(), minor);
            }
        }
        others.values().removeIf(Sums::isNothing);
        return others;
    }

    /** Whether credit that leaves a lot unused has expired; else it went back to whom it came from, or elsewhere. */
    private static boolean isToBreakage(LedgerEvent event) {
        if (!(event instanceof TransactionBooked booked)) {
            return true;
        }
        TransactionKind kind = booked.transaction().kind();
        return kind == TransactionKind.EXPIRY || kind == TransactionKind.REFUND;
    }

    private static boolean owes(Move move) {
        return move.part() == Part.OVERDRAFT || move.part() == Part.DEBT;
    }

    /** The ledger tells a repayment as two moves of one amount, one after the other. */
    private static boolean isRepayment(Move lot, Move next) {
        return owes(next)
                && next.account().equals(lot.account())
                && next.change().equals(lot.change());
    }

    private void learn(Transaction grant, LotTerms terms) {
        long amount = grant.entries().get(0).posting().amount().minor();
        boolean paid = grant.kind() == TransactionKind.TOPUP;
        lots.put(grant.sequence(), new KnownLot(paid, amount, terms.costBasis().orElse(null)));
        if (lots.size() > mostLots) {
            forget();
        }
    }

    /** The oldest of those that are spent, else the oldest. */
    private void forget() {
        Long first = null;
        Long spent = null;
        int looked = 0;
        for (Map.Entry<Long, KnownLot> entry : lots.entrySet()) {
            first = first == null ? entry.getKey() : first;
            if (entry.getValue().gone == entry.getValue().amount) {
                spent = entry.getKey();
                break;
            }
            if (++looked == 64) {
                break; // within a bound, whatever has been granted
            }
        }
        lots.remove(spent == null ? first : spent);
        forgotten++;
    }

    private void spend(Move move, Sums sums) {
        long minor = -move.change().minor();
        KnownLot lot = lots.get(move.lot());
        if (lot != null && !lot.paid) {
            lot.gone += minor;
            Sums.add(sums.promotional, move.change().unit(), minor);
        } else if (lot != null && lot.basis != null) {
            Sums.add(sums.earned, lot.basis.unit().code(), lot.take(lot.basis, minor));
        } else {
            Sums.add(sums.unvalued, move.change().unit(), minor);
        }
    }

    /** Credit that left a lot, or came back into it, without having been used: to breakage, or to whom it came from. */
    private void leave(Move move, Sums sums) {
        KnownLot lot = lots.get(move.lot());
        if (lot == null || lot.amount == 0) {
            return;
        }
        long minor = -move.change().minor();
        if (lot.gone == 0 && minor < 0) {
            return; // it has just been granted
        }
        if (lot.paid && lot.basis != null) {
            Sums.add(sums.breakage, lot.basis.unit().code(), lot.take(lot.basis, minor));
        } else {
            lot.gone += minor;
        }
    }
}
