// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * When a lot expires and what becomes of its rest.
 *
 * <p>A lot of 500 of which 350 are left at {@code expiresAt} books 350 from the wallet to {@code breakage}. What an open
 * hold has reserved of it stays spendable by that hold. What comes back into a lot that has expired, by a release or a
 * refund, re-opens it for {@code grace}, or goes to breakage at once if that is zero.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param expiresAt when; the lot can be spent before that instant, not at it
 * @param breakage the {@link AccountKind#BREAKAGE} account of the same tenant and unit that gets the rest
 * @param rollover how much of the rest goes on
 * @param grace for how long credit that comes back after expiry can be spent, zero to ten years
 */
public record LotExpiry(Instant expiresAt, AccountId breakage, Rollover rollover, Duration grace) {

    private static final Duration MAX_GRACE = Duration.ofDays(3653);

    /**
     * Checks the parts against each other.
     *
     * @param expiresAt when
     * @param breakage the account that gets the rest
     * @param rollover how much of the rest goes on
     * @param grace for how long credit that comes back after expiry can be spent, zero to ten years
     * @throws IllegalArgumentException if the grace is out of range, or the rolled rest would expire before the lot
     */
    public LotExpiry {
        Objects.requireNonNull(breakage, "breakage");
        Require.instant("expiresAt", expiresAt);
        if (grace.isNegative() || grace.compareTo(MAX_GRACE) > 0) {
            throw new IllegalArgumentException("must be >= PT0S and <= " + MAX_GRACE + ": grace=" + grace);
        }
        rollover.expiresAt().ifPresent(rolled -> {
            Require.instant("rollover", rolled);
            if (!rolled.isAfter(expiresAt)) {
                throw new IllegalArgumentException(
                        "must be after expiresAt=" + expiresAt + ": rollover.expiresAt=" + rolled);
            }
        });
    }

    /**
     * Expiry without rollover and without grace.
     *
     * @param expiresAt when
     * @param breakage the account that gets the rest
     * @return the expiry
     */
    public static LotExpiry at(Instant expiresAt, AccountId breakage) {
        return new LotExpiry(expiresAt, breakage, Rollover.NONE, Duration.ZERO);
    }

    /**
     * The same expiry with another rollover.
     *
     * @param value how much of the rest goes on
     * @return the expiry
     * @throws IllegalArgumentException if the rolled rest would expire before the lot
     */
    public LotExpiry rollover(Rollover value) {
        return new LotExpiry(expiresAt, breakage, value, grace);
    }

    /**
     * The same expiry with another grace.
     *
     * @param value for how long credit that comes back after expiry can be spent, zero to ten years
     * @return the expiry
     * @throws IllegalArgumentException if it is out of range
     */
    public LotExpiry grace(Duration value) {
        return new LotExpiry(expiresAt, breakage, rollover, value);
    }
}
