// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Duration;

/**
 * Sets an amount of a wallet aside until it is captured, released, or expires.
 *
 * <p>With 10 credits available, a hold of 4 leaves 6 available and 10 posted; a further hold of 7 is declined. A hold of
 * zero is always admitted: it remembers a call that costs nothing.
 *
 * <p>The same id with another wallet or intent is a conflict. With another amount or time to live it is an honest retry, as
 * after a price change, and finds the first hold, in the state it has reached by then.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the call
 * @param wallet whose credit
 * @param amount how much, zero or more
 * @param intent the caller's fingerprint of what is asked, at most 200 characters; may be empty
 * @param timeToLive after which the hold expires, more than zero and at most {@link #MAX_TIME_TO_LIVE}
 */
public record PlaceHold(OperationId id, AccountId wallet, Amount amount, String intent, Duration timeToLive)
        implements Command<Hold> {

    /** How long a hold lives when nothing is said about it: 15 minutes. */
    public static final Duration USUAL_TIME_TO_LIVE = Duration.ofMinutes(15);

    /** The longest time to live: 24 hours. */
    public static final Duration MAX_TIME_TO_LIVE = Duration.ofHours(24);

    private static final int MAX_INTENT_CHARS = 200;

    /**
     * Checks the parts.
     *
     * @param id names the call
     * @param wallet whose credit, of the id's tenant
     * @param amount how much, zero or more
     * @param intent the caller's fingerprint of what is asked, at most 200 characters
     * @param timeToLive after which the hold expires, more than zero and at most 24 hours
     * @throws IllegalArgumentException if a part is out of range, or the wallet of another tenant
     */
    public PlaceHold {
        Require.ofTenant(id.tenant(), wallet);
        Require.notNegative("amount", amount);
        Require.atMost(MAX_INTENT_CHARS, "intent", intent);
        if (timeToLive.isNegative() || timeToLive.isZero() || timeToLive.compareTo(MAX_TIME_TO_LIVE) > 0) {
            throw new IllegalArgumentException("must be > PT0S and <= PT24H: timeToLive=" + timeToLive);
        }
    }

    /**
     * Holds an amount for 15 minutes, with an empty intent.
     *
     * @param id names the call
     * @param wallet whose credit, of the id's tenant
     * @param amount how much, zero or more
     * @return the command
     * @throws IllegalArgumentException if the amount is negative, or the wallet of another tenant
     */
    public static PlaceHold of(OperationId id, AccountId wallet, Amount amount) {
        return new PlaceHold(id, wallet, amount, "", USUAL_TIME_TO_LIVE);
    }

    /**
     * The same command with another intent.
     *
     * @param value the caller's fingerprint of what is asked, at most 200 characters
     * @return the command
     * @throws IllegalArgumentException if it is too long
     */
    public PlaceHold intent(String value) {
        return new PlaceHold(id, wallet, amount, value, timeToLive);
    }

    /**
     * The same command with another time to live.
     *
     * @param value more than zero and at most 24 hours
     * @return the command
     * @throws IllegalArgumentException if it is out of range
     */
    public PlaceHold timeToLive(Duration value) {
        return new PlaceHold(id, wallet, amount, intent, value);
    }

    /** {@return {@code hold}} */
    @Override
    public String verb() {
        return "hold";
    }
}
