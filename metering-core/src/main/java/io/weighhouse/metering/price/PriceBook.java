// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A catalogue of rate cards, under a version.
 *
 * <p>A book never changes; a changed price is another book with another version. Keep the current one behind a volatile
 * reference: calls under way keep the card that they have pinned.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class PriceBook {

    private final String version;
    private final Map<Sku, RateCard> cards;

    private PriceBook(String version, Map<Sku, RateCard> cards) {
        this.version = version;
        this.cards = cards;
    }

    /**
     * A book in the making.
     *
     * @param version what receipts will say, 1 to 256 characters, such as a date or a digest
     * @return a builder without any card
     * @throws IllegalArgumentException if the version is blank, too long or has a control character
     */
    public static Builder builder(String version) {
        return new Builder(version);
    }

    /** {@return what receipts say of where a price came from} */
    public String version() {
        return version;
    }

    /**
     * The card of a sku.
     *
     * @param sku what is sold
     * @return its card, or empty if this book has no price for it
     */
    public Optional<RateCard> find(Sku sku) {
        return Optional.ofNullable(cards.get(sku));
    }

    /** {@return the number of cards} */
    public int size() {
        return cards.size();
    }

    /** {@return version and number of cards} */
    @Override
    public String toString() {
        return "price book " + version + " of " + cards.size() + " cards";
    }

    /**
     * A book in the making.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private final String version;
        private final Map<Sku, RateCard> cards = new HashMap<>();

        private Builder(String version) {
            this.version = Texts.name("version", version);
        }

        /**
         * Adds a card.
         *
         * @param card all prices of a sku that this book has no card for yet
         * @return this builder
         * @throws IllegalArgumentException if there is a card for that sku already; the book keeps the first
         */
        public Builder card(RateCard card) {
            if (cards.putIfAbsent(card.sku(), card) != null) {
                throw new IllegalArgumentException("must have one card for each sku: sku=" + card.sku());
            }
            return this;
        }

        /** {@return the book of the cards so far} */
        public PriceBook build() {
            return new PriceBook(version, Map.copyOf(cards));
        }
    }
}
