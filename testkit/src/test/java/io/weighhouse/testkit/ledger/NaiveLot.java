// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Rollover;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** One lot of the model, in smallest parts; a lot of which nothing is left is kept, for what may be given back to it. */
final class NaiveLot {

    /** Which lot of two is spent first. */
    static final Comparator<NaiveLot> BURN_ORDER = Comparator.<NaiveLot>comparingInt(lot -> lot.terms.priority())
            .thenComparing(lot -> lot.expiresAt.orElse(Instant.MAX))
            .thenComparing(lot -> lot.paid)
            .thenComparing(lot -> lot.effectiveAt)
            .thenComparing(lot -> lot.number);

    final long number;
    final boolean paid;
    final LotTerms terms;
    final Instant effectiveAt;

    /** The grant, or the subscription, that it came from. */
    final Optional<OperationId> source;

    /** Whether it is one of a row of periods. */
    boolean ofSubscription;

    long remaining;
    long reserved;
    Optional<Instant> expiresAt;

    /** When it came; if it was over by then, it expires then. */
    Instant grantedAt = Instant.MIN;

    boolean rolled;

    /** Whether the rest still rolls over at expiry. */
    boolean mayRoll;

    /** Whether its expiry has been booked, and only holds keep it. */
    boolean ended;

    /** Whether its effective instant is still to come, when it will repay what is owed; of paid credit only. */
    boolean waiting;

    NaiveLot(long number, boolean paid, LotTerms terms, Optional<OperationId> source, Instant effectiveAt) {
        this.number = number;
        this.paid = paid;
        this.terms = terms;
        this.source = source;
        this.effectiveAt = effectiveAt;
        this.expiresAt = terms.expiry().map(LotExpiry::expiresAt);
        this.mayRoll = rollover().kind() != Rollover.Kind.NONE;
    }

    /** The lot of plain credit. */
    static NaiveLot plain() {
        return new NaiveLot(0, true, LotTerms.USUAL, Optional.empty(), Instant.MIN);
    }

    NaiveLot copy() {
        NaiveLot copy = new NaiveLot(number, paid, terms, source, effectiveAt);
        copy.grantedAt = grantedAt;
        copy.ofSubscription = ofSubscription;
        copy.remaining = remaining;
        copy.reserved = reserved;
        copy.expiresAt = expiresAt;
        copy.rolled = rolled;
        copy.mayRoll = mayRoll;
        copy.ended = ended;
        copy.waiting = waiting;
        return copy;
    }

    long free() {
        return remaining - reserved;
    }

    Rollover rollover() {
        return terms.expiry().map(LotExpiry::rollover).orElse(Rollover.NONE);
    }

    Duration grace() {
        return terms.expiry().map(LotExpiry::grace).orElse(Duration.ZERO);
    }

    boolean isEffective(Instant now) {
        return !effectiveAt.isAfter(now);
    }

    boolean isExpired(Instant now) {
        return ended || (expiresAt.isPresent() && !expiresAt.get().isAfter(now));
    }

    boolean canBeSpent(Instant now) {
        return remaining > 0 && isEffective(now) && !isExpired(now);
    }

    boolean serves(Set<String> tags) {
        return terms.tags().isEmpty() || !Collections.disjoint(terms.tags(), tags);
    }

    /** When time changes it next; empty if it never does. */
    Optional<Instant> due() {
        if (remaining == 0) {
            return Optional.empty();
        }
        if (waiting) {
            return Optional.of(effectiveAt);
        }
        return ended ? Optional.empty() : expiresAt.map(at -> at.isBefore(grantedAt) ? grantedAt : at);
    }

    /** Credit is given back when nothing is left: on which terms it is there again. */
    void revive(Instant now) {
        waiting = paid && !isEffective(now);
        Optional<Instant> granted = terms.expiry().map(LotExpiry::expiresAt);
        if (granted.isEmpty() || now.isBefore(granted.get())) {
            expiresAt = granted;
            rolled = false;
            ended = false;
            mayRoll = rollover().kind() != Rollover.Kind.NONE;
        } else if (rollover().kind() != Rollover.Kind.NONE) {
            rollOver();
            ended = isExpired(now);
        } else {
            expiresAt = granted;
            ended = true;
        }
    }

    void rollOver() {
        rolled = true;
        mayRoll = false;
        expiresAt = rollover().expiresAt();
        ended = false;
    }

    /** Opens a lot that has expired, for what came back. */
    void openForGrace(Instant now) {
        expiresAt = Optional.of(now.plus(grace()));
        mayRoll = false;
        ended = false;
    }
}
