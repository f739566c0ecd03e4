// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * What a hold's expiry does; declared when the hold is placed, so that it needs no living process.
 *
 * <p>A hold of 4 credits of which checkpoints have captured 1: {@link Release} gives 3 back; {@link CaptureFloor} of 2 takes 1
 * more and gives 2 back; {@link CaptureAll} takes 3. Whatever it does, a late capture may still come, once, with the true
 * total, and takes or gives back the difference.
 *
 * <p>Actions are immutable and thread-safe.
 */
public sealed interface ExpiryAction {

    /** Gives back what is left: a crash costs the house. */
    record Release() implements ExpiryAction {}

    /**
     * Takes a floor, as far as it has not been captured yet, and gives back the rest.
     *
     * @param to the account that is paid
     * @param floor zero or more; never more than the hold is taken
     */
    record CaptureFloor(AccountId to, Amount floor) implements ExpiryAction {

        /**
         * Checks the floor.
         *
         * @param to the account that is paid
         * @param floor zero or more
         * @throws IllegalArgumentException if it is negative
         */
        public CaptureFloor {
            Objects.requireNonNull(to, "to");
            Require.notNegative("floor", floor);
        }
    }

    /**
     * Takes all that is left: a crash costs the customer, until the true total comes.
     *
     * @param to the account that is paid
     */
    record CaptureAll(AccountId to) implements ExpiryAction {

        /**
         * Checks that it is there.
         *
         * @param to the account that is paid
         */
        public CaptureAll {
            Objects.requireNonNull(to, "to");
        }
    }

    /** Gives back what is left. */
    ExpiryAction RELEASE = new Release();
}
