// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Duration;
import java.util.Objects;

/**
 * Makes an open hold larger, or live longer, or both.
 *
 * <p>A hold of 4 extended to 6 sets 2 more aside, if they are available; it never shrinks: extended to 3 it stays at 4. Its
 * time starts again, with the time to live given here, but never ends sooner than it did. Limit legs stay as they are.
 *
 * <p>Extensions of one hold are numbered from 1. A number that is not higher than the last one done is a retry, and answers
 * the hold as it stands.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the call, as in its {@link PlaceHold}
 * @param step 1 for the first extension, then rising
 * @param amount the whole amount that should be set aside, less what has been captured of it
 * @param timeToLive from now, more than zero and at most {@link PlaceHold#MAX_TIME_TO_LIVE}
 */
public record ExtendHold(OperationId id, int step, Amount amount, Duration timeToLive) implements Command<Hold> {

    /**
     * Checks the parts.
     *
     * @param id names the call
     * @param step 1 for the first extension, then rising
     * @param amount the whole amount of the hold, zero or more
     * @param timeToLive from now, more than zero and at most 24 hours
     * @throws IllegalArgumentException if a part is out of range
     */
    public ExtendHold {
        Objects.requireNonNull(id, "id");
        Require.step(step, 1);
        Require.notNegative("amount", amount);
        Require.timeToLive(timeToLive);
    }

    /**
     * Extends a hold by another 15 minutes.
     *
     * @param id names the call
     * @param step 1 for the first extension, then rising
     * @param amount the whole amount of the hold, zero or more
     * @return the command
     * @throws IllegalArgumentException if a part is out of range
     */
    public static ExtendHold of(OperationId id, int step, Amount amount) {
        return new ExtendHold(id, step, amount, PlaceHold.USUAL_TIME_TO_LIVE);
    }

    /**
     * The same command with another time to live.
     *
     * @param value from now, more than zero and at most 24 hours
     * @return the command
     * @throws IllegalArgumentException if it is out of range
     */
    public ExtendHold timeToLive(Duration value) {
        return new ExtendHold(id, step, amount, value);
    }

    /** {@return {@code extend}} */
    @Override
    public String verb() {
        return "extend";
    }
}
