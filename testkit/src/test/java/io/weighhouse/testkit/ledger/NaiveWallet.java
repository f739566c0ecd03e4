// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A wallet of the model: its lots, and what stands against them, in smallest parts. */
final class NaiveWallet {

    /** Where credit was taken from, or what was charged with it. */
    enum Source {
        LOT,
        CREDIT_LIMIT,
        DEBT
    }

    /** A part of what was spent or reserved. */
    record Part(Source source, long lot, long amount) {
        static Part of(NaiveLot lot, long amount) {
            return new Part(Source.LOT, lot.number, amount);
        }
    }

    /** Credit that came back into a lot that is over, and goes on to its breakage account. */
    record Broken(NaiveLot lot, long amount) {}

    final Map<Long, NaiveLot> lots = new TreeMap<>();
    long creditLimit;
    long overdraft;
    long overdraftReserved;
    long debt;
    long frozen;

    NaiveWallet copy() {
        NaiveWallet copy = new NaiveWallet();
        lots.forEach((number, lot) -> copy.lots.put(number, lot.copy()));
        copy.creditLimit = creditLimit;
        copy.overdraft = overdraft;
        copy.overdraftReserved = overdraftReserved;
        copy.debt = debt;
        copy.frozen = frozen;
        return copy;
    }

    long posted() {
        return lots.values().stream().mapToLong(lot -> lot.remaining).sum() - overdraft - debt;
    }

    long held() {
        return lots.values().stream().mapToLong(lot -> lot.reserved).sum() + overdraftReserved;
    }

    long available(Set<String> tags, Instant now) {
        return available(lot -> lot.serves(tags), now);
    }

    /** As if every lot served. */
    long availableWhateverTags(Instant now) {
        return available(lot -> true, now);
    }

    private long available(Predicate<NaiveLot> which, Instant now) {
        long free = spendable(which, now).mapToLong(NaiveLot::free).sum();
        return Math.max(0, free + headroom() - frozen - debt);
    }

    private long headroom() {
        return creditLimit - overdraft - overdraftReserved;
    }

    /** All that is left, in burn order. */
    List<NaiveLot> inBurnOrder() {
        return lots.values().stream()
                .filter(lot -> lot.remaining > 0)
                .sorted(NaiveLot.BURN_ORDER)
                .toList();
    }

    private Stream<NaiveLot> spendable(Predicate<NaiveLot> which, Instant now) {
        return inBurnOrder().stream().filter(lot -> lot.canBeSpent(now)).filter(which);
    }

    /** Chooses, and takes nothing yet: lots that serve in burn order, then the credit limit. */
    List<Part> choose(long amount, Set<String> tags, Instant now) {
        return choose(amount, lot -> lot.serves(tags), now);
    }

    List<Part> chooseWhateverTags(long amount, Instant now) {
        return choose(amount, lot -> true, now);
    }

    private List<Part> choose(long amount, Predicate<NaiveLot> which, Instant now) {
        List<Part> parts = fromLots(amount, spendable(which, now).toList());
        long rest = amount - sum(parts);
        long ofLimit = Math.min(rest, Math.max(0, headroom()));
        if (ofLimit > 0) {
            parts.add(new Part(Source.CREDIT_LIMIT, 0, ofLimit));
        }
        if (sum(parts) != amount) {
            throw new IllegalStateException("must be available: amount=" + amount);
        }
        return parts;
    }

    /** What a grant's clawback can take: its own lot, then other paid ones if it was paid. */
    List<Part> chooseForClawback(long amount, long ownLot, boolean paid, Instant now) {
        List<NaiveLot> candidates = new ArrayList<>();
        if (ownLot != 0) {
            candidates.add(lot(ownLot));
        }
        if (paid) {
            spendable(lot -> lot.paid && (ownLot == 0 || lot.number != ownLot), now)
                    .forEach(candidates::add);
        }
        return fromLots(amount, candidates);
    }

    private static List<Part> fromLots(long amount, List<NaiveLot> candidates) {
        List<Part> parts = new ArrayList<>();
        long rest = amount;
        for (NaiveLot lot : candidates) {
            long part = Math.min(rest, lot.free());
            if (part > 0) {
                parts.add(Part.of(lot, part));
                rest -= part;
            }
        }
        return parts;
    }

    static long sum(List<Part> parts) {
        return parts.stream().mapToLong(Part::amount).sum();
    }

    void take(List<Part> parts) {
        for (Part part : parts) {
            switch (part.source()) {
                case LOT -> lot(part.lot()).remaining -= part.amount();
                case CREDIT_LIMIT -> overdraft += part.amount();
                case DEBT -> debt += part.amount();
            }
        }
    }

    void reserve(List<Part> parts) {
        for (Part part : parts) {
            if (part.source() == Source.LOT) {
                lot(part.lot()).reserved += part.amount();
            } else {
                overdraftReserved += part.amount();
            }
        }
    }

    /** A reservation ends because it is taken. */
    void unreserve(List<Part> parts) {
        for (Part part : parts) {
            if (part.source() == Source.LOT) {
                lot(part.lot()).reserved -= part.amount();
            } else {
                overdraftReserved -= part.amount();
            }
        }
    }

    /** A reservation ends because it is not needed. */
    List<Broken> comeFree(List<Part> parts, Instant now) {
        unreserve(parts);
        List<Broken> broken = new ArrayList<>();
        for (Part part : parts) {
            if (part.source() == Source.LOT) {
                cameIn(lot(part.lot()), part.amount(), now, broken);
            }
        }
        return broken;
    }

    /** Gives back what was spent, the last first, leaving out so much of the end as was given back before. */
    List<Broken> giveBack(List<Part> spent, long before, long amount, Instant now) {
        List<Broken> broken = new ArrayList<>();
        long skip = before;
        long rest = amount;
        for (int i = spent.size() - 1; i >= 0 && rest > 0; i--) {
            Part part = spent.get(i);
            long skipped = Math.min(skip, part.amount());
            skip -= skipped;
            long back = Math.min(rest, part.amount() - skipped);
            rest -= back;
            if (back > 0 && part.source() == Source.LOT) {
                NaiveLot lot = lot(part.lot());
                if (lot.remaining == 0) {
                    lot.revive(now);
                }
                lot.remaining += back;
                cameIn(lot, back, now, broken);
            } else if (back > 0) {
                plainCredit(back, now);
            }
        }
        if (rest > 0) {
            plainCredit(rest, now);
        }
        return broken;
    }

    void plainCredit(long amount, Instant now) {
        NaiveLot plain = lots.computeIfAbsent(0L, number -> NaiveLot.plain());
        plain.remaining += amount;
        repay(plain, now);
    }

    private void cameIn(NaiveLot lot, long amount, Instant now, List<Broken> broken) {
        if (lot.ended) {
            if (lot.grace().isZero()) {
                lot.remaining -= amount;
                broken.add(new Broken(lot, amount));
                return;
            }
            lot.openForGrace(now);
        }
        repay(lot, now);
    }

    /** Paid credit that can be spent repays debt first, then the credit limit; says whether it did. */
    boolean repay(NaiveLot lot, Instant now) {
        if (!lot.paid || !lot.isEffective(now)) {
            return false;
        }
        long ofDebt = Math.min(lot.free(), debt);
        lot.remaining -= ofDebt;
        debt -= ofDebt;
        long ofLimit = Math.min(lot.free(), overdraft);
        lot.remaining -= ofLimit;
        overdraft -= ofLimit;
        return ofDebt + ofLimit > 0;
    }

    NaiveLot lot(long number) {
        return Objects.requireNonNull(lots.get(number));
    }
}
