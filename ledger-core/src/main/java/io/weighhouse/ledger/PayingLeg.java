// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;
import java.util.Set;

/**
 * The part of a hold that pays: an amount of a wallet, out of the lots that its tags select.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param wallet whose credit
 * @param amount how much, zero or more
 * @param tags what is bought: at most 16, each of 1 to 64 printable ASCII characters without spaces
 */
public record PayingLeg(AccountId wallet, Amount amount, Set<String> tags) {

    /**
     * Checks the parts and copies the tags.
     *
     * @param wallet whose credit
     * @param amount how much, zero or more
     * @param tags what is bought
     * @throws IllegalArgumentException if the amount is negative, or the tags are out of range
     */
    public PayingLeg {
        Objects.requireNonNull(wallet, "wallet");
        Require.notNegative("amount", amount);
        tags = Require.tags(tags);
    }
}
