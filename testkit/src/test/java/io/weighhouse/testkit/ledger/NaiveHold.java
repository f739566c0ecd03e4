// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.PlaceHold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A hold of the model. */
final class NaiveHold {

    /** What is told of a hold. */
    record Told(HoldState state, long amount, long captured, Instant expiresAt) {}

    final PlaceHold command;
    long amount;
    long captured;
    Instant expiresAt;
    HoldState state = HoldState.OPEN;
    int lastExtension;

    /** What is still set aside, in the order in which it was. */
    List<NaiveWallet.Part> reserved = new ArrayList<>();

    /** What captures and expiry took, in order. */
    final List<NaiveTransaction> takings = new ArrayList<>();

    final TreeMap<Integer, NaiveTransaction> checkpoints = new TreeMap<>();
    Optional<NaiveTransaction> last = Optional.empty();

    /** What its end has booked on each counter. */
    final Map<AccountId, Long> used = new HashMap<>();

    NaiveHold(PlaceHold command, Instant expiresAt) {
        this.command = command;
        this.amount = command.amount().minor();
        this.expiresAt = expiresAt;
    }

    Told told() {
        return new Told(state, amount, captured, expiresAt);
    }

    long stillReserved() {
        return NaiveWallet.sum(reserved);
    }

    /** Sets more aside; of a lot that it has set something of aside already, it is as if it had been then. */
    void reserve(List<NaiveWallet.Part> more) {
        for (NaiveWallet.Part part : more) {
            boolean merged = false;
            for (int i = 0; i < reserved.size() && !merged; i++) {
                NaiveWallet.Part before = reserved.get(i);
                merged = before.source() == part.source() && before.lot() == part.lot();
                if (merged) {
                    reserved.set(i, new NaiveWallet.Part(part.source(), part.lot(), before.amount() + part.amount()));
                }
            }
            if (!merged) {
                reserved.add(part);
            }
        }
    }

    /** Takes the first so much off the reservation, the part of the credit limit last. */
    List<NaiveWallet.Part> pull(long most) {
        List<NaiveWallet.Part> pulled = new ArrayList<>();
        List<NaiveWallet.Part> kept = new ArrayList<>();
        long rest = most;
        List<NaiveWallet.Part> order = new ArrayList<>(ofLots());
        order.addAll(ofLimit());
        for (NaiveWallet.Part part : order) {
            long now = Math.min(rest, part.amount());
            rest -= now;
            if (now > 0) {
                pulled.add(new NaiveWallet.Part(part.source(), part.lot(), now));
            }
            kept.add(new NaiveWallet.Part(part.source(), part.lot(), part.amount() - now));
        }
        reserved = kept;
        return pulled;
    }

    private List<NaiveWallet.Part> ofLots() {
        return reserved.stream()
                .filter(part -> part.source() == NaiveWallet.Source.LOT)
                .toList();
    }

    private List<NaiveWallet.Part> ofLimit() {
        return reserved.stream()
                .filter(part -> part.source() != NaiveWallet.Source.LOT)
                .toList();
    }

    boolean counts(AccountId counter) {
        return command.limits().stream().anyMatch(leg -> leg.counter().equals(counter));
    }

    long reservedOn(LimitLeg leg) {
        return state == HoldState.OPEN ? leg.amount().minor() : 0;
    }
}
