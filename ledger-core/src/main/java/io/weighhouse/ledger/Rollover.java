// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of the unspent rest of a lot when it expires.
 *
 * <p>500 credits a month with {@code capped(200)}: of 350 left at the end of January, 200 go on into February and 150 become
 * breakage. The cap counts what is left of earlier lots of the same subscription too, so that no more than 200 ever roll
 * over.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param kind none, capped or full
 * @param cap how much rolls over at most, present for {@link Kind#CAPPED} only
 * @param expiresAt when the rolled rest expires for good; empty for never
 */
public record Rollover(Kind kind, Optional<Amount> cap, Optional<Instant> expiresAt) {

    /** How much of the rest goes on. */
    public enum Kind {
        /** Nothing: all of it becomes breakage. */
        NONE,
        /** At most a cap. */
        CAPPED,
        /** All of it. */
        FULL
    }

    /** Nothing rolls over. */
    public static final Rollover NONE = new Rollover(Kind.NONE, Optional.empty(), Optional.empty());

    /** All of the rest rolls over and never expires. */
    public static final Rollover FULL = new Rollover(Kind.FULL, Optional.empty(), Optional.empty());

    /**
     * Checks the parts against each other.
     *
     * @param kind none, capped or full
     * @param cap how much rolls over at most, present for {@link Kind#CAPPED} only
     * @param expiresAt when the rolled rest expires for good; empty for never, and for {@link Kind#NONE}
     * @throws IllegalArgumentException if a cap is there without its kind or the other way round, or is negative
     */
    public Rollover {
        Objects.requireNonNull(kind, "kind");
        if (cap.isPresent() != (kind == Kind.CAPPED)) {
            throw new IllegalArgumentException("must have a cap only if CAPPED: kind=" + kind + " cap=" + cap);
        }
        cap.ifPresent(amount -> Require.notNegative("cap", amount));
        if (expiresAt.isPresent() && kind == Kind.NONE) {
            throw new IllegalArgumentException("must be empty for NONE: expiresAt=" + expiresAt.get());
        }
    }

    /**
     * At most a cap rolls over, and never expires.
     *
     * @param cap zero or more, in the wallet's unit
     * @return the rollover
     * @throws IllegalArgumentException if the cap is negative
     */
    public static Rollover capped(Amount cap) {
        return new Rollover(Kind.CAPPED, Optional.of(cap), Optional.empty());
    }

    /**
     * The same rollover, of which the rolled rest expires.
     *
     * @param instant when, later than the lot's own expiry
     * @return the rollover
     * @throws IllegalArgumentException if nothing rolls over
     */
    public Rollover until(Instant instant) {
        return new Rollover(kind, cap, Optional.of(instant));
    }
}
