// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Rollover;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A lot's present state, in smallest parts of its wallet's unit. */
final class LotCell extends Expiring {

    static final long NEVER = Long.MAX_VALUE;

    final AccountCell wallet;
    final long number;
    final boolean paid;
    final LotTerms terms;
    final long effectiveAt;

    /** The subscription that granted it, or null. */
    final @Nullable String group;

    long remaining;
    long reserved;

    /** When the rest expires, after rollover and grace. */
    long expiresAt;

    /** Rolled over, once. */
    boolean rolled;

    /** There again for its grace, after it had expired. */
    boolean reopened;

    /** Expired, and there only for the holds that reserved it. */
    boolean expired;

    LotCell(AccountCell wallet, LotOrigin origin) {
        this.wallet = wallet;
        this.number = origin.number();
        this.paid = origin.paid();
        this.terms = origin.terms();
        this.group = origin.group();
        this.effectiveAt = terms.effectiveAt().map(Nanos::of).orElse(Long.MIN_VALUE);
        this.expiresAt = terms.expiry().map(e -> Nanos.of(e.expiresAt())).orElse(NEVER);
    }

    /** The lot of a wallet for credit that came without terms. */
    static LotCell plain(AccountCell wallet) {
        return new LotCell(wallet, new LotOrigin(0, true, LotTerms.USUAL, null));
    }

    boolean isPlain() {
        return number == 0;
    }

    long free() {
        return remaining - reserved;
    }

    boolean isSpendable(long now) {
        return effectiveAt <= now && !expired;
    }

    boolean serves(Set<String> tags) {
        Set<String> mine = terms.tags();
        if (mine.isEmpty()) {
            return true;
        }
        for (String tag : tags) {
            if (mine.contains(tag)) {
                return true;
            }
        }
        return false;
    }

    LotExpiry expiry() {
        return terms.expiry().orElseThrow();
    }

    /** What still rolls over when it expires. */
    Rollover rollover() {
        return rolled || reopened ? Rollover.NONE : expiry().rollover();
    }

    /** Burn order: priority, expiry, promotional first, effective, number. */
    boolean burnsBefore(LotCell other) {
        if (terms.priority() != other.terms.priority()) {
            return terms.priority() < other.terms.priority();
        }
        if (expiresAt != other.expiresAt) {
            return expiresAt < other.expiresAt;
        }
        if (paid != other.paid) {
            return other.paid;
        }
        return effectiveAt != other.effectiveAt ? effectiveAt < other.effectiveAt : number < other.number;
    }

    @Override
    int rank() {
        return dueNanos == effectiveAt ? 0 : 2;
    }

    @Override
    long number() {
        return number;
    }
}
