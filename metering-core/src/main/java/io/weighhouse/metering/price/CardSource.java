// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

/**
 * Where a card is from: the version of its price book, and the digest of the card itself.
 *
 * <p>The version is for people; under the digest a {@code PriceBookStore} gives the very card back.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param bookVersion the version of the price book, 1 to 256 characters
 * @param cardDigest SHA-256 of the card's canonical JSON in hexadecimal, or empty if there is no card, only a receipt of
 *     an older form
 */
public record CardSource(String bookVersion, String cardDigest) {

    /**
     * Checks the version.
     *
     * @param bookVersion the version of the price book, 1 to 256 characters
     * @param cardDigest the digest of the card, at most 64 characters
     * @throws IllegalArgumentException if the version is blank or too long, or the digest is too long
     */
    public CardSource {
        Texts.name("bookVersion", bookVersion);
        if (cardDigest.length() > 64) {
            throw new IllegalArgumentException("must be at most 64 characters: cardDigest=" + Texts.quoted(cardDigest));
        }
    }
}
