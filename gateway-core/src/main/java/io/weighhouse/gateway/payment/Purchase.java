// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.money.Amount;

/**
 * How much was paid, and for what.
 *
 * <p>{@code Purchase.of(Amount.of("5.00", USD))} is five dollars, for whatever the price list sells at that amount.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param paid what was paid in all, zero or more, in its currency as a unit: {@code USD/2}, {@code JPY/0}
 * @param tax what of it is tax, of the same unit, at most what was paid; it buys nothing
 * @param priceId the provider's name of the price, such as {@code price_...}; empty if it is not known
 * @param claimedCredits how many credits the buyer was promised, as a decimal, by whoever made the checkout; empty if nobody
 *     said so. It is compared with the price list and never believed
 */
public record Purchase(Amount paid, Amount tax, String priceId, String claimedCredits) {

    private static final int MAX_CLAIM = 40;

    /**
     * Checks the parts.
     *
     * @param paid what was paid in all, zero or more
     * @param tax what of it is tax, of the same unit, at most what was paid
     * @param priceId the provider's name of the price; empty if it is not known
     * @param claimedCredits how many credits the buyer was promised; empty if nobody said so, at most 40 characters
     * @throws IllegalArgumentException if a part is out of range
     * @throws io.weighhouse.money.UnitMismatchException if the tax is of another unit
     */
    public Purchase {
        Texts.notNegative("paid", paid);
        Texts.notNegative("tax", tax);
        if (tax.compareTo(paid) > 0) {
            throw new IllegalArgumentException("must be at most paid=" + paid + ": tax=" + tax);
        }
        Texts.idOrEmpty("priceId", priceId);
        Texts.atMost(MAX_CLAIM, "claimedCredits", claimedCredits);
    }

    /**
     * A purchase without tax, at a price that is known by its amount.
     *
     * @param paid what was paid, zero or more
     * @return the purchase
     * @throws IllegalArgumentException if the amount is negative
     */
    public static Purchase of(Amount paid) {
        return new Purchase(paid, Amount.zero(paid.unit()), "", "");
    }

    /**
     * The same purchase with tax in it.
     *
     * @param value what of the amount is tax, at most all
     * @return the purchase
     * @throws IllegalArgumentException if it is out of range
     */
    public Purchase tax(Amount value) {
        return new Purchase(paid, value, priceId, claimedCredits);
    }

    /**
     * The same purchase at a price that has a name.
     *
     * @param value the provider's name of the price, or empty
     * @return the purchase
     * @throws IllegalArgumentException if the name is out of range
     */
    public Purchase price(String value) {
        return new Purchase(paid, tax, value, claimedCredits);
    }

    /**
     * The same purchase with a promise to check.
     *
     * @param value how many credits the buyer was promised, as a decimal, or empty
     * @return the purchase
     * @throws IllegalArgumentException if it is too long
     */
    public Purchase claiming(String value) {
        return new Purchase(paid, tax, priceId, value);
    }

    /** {@return what was paid without the tax: what the price list is asked about} */
    public Amount net() {
        return paid.minus(tax);
    }
}
