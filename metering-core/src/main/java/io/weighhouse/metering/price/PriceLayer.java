// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a price book has for one buyer: cards, markups, and those of its customers.
 *
 * <p>It is filled while the book is built and not changed afterwards; what it has pinned once it keeps.
 */
final class PriceLayer {

    final Map<Sku, List<Entry>> cards = new HashMap<>();
    final Map<Sku, Markup> markups = new HashMap<>();
    final Map<String, PriceLayer> parts = new HashMap<>();

    @Nullable
    Markup markup;

    private final Map<Entry, Pinning.Pinned> pinned = new ConcurrentHashMap<>();

    /** A card; equal only to itself, so that finding it again costs no comparison of cards. */
    static final class Entry {

        final RateCard card;

        Entry(RateCard card) {
            this.card = card;
        }
    }

    /** Cards of a sku may follow each other in time, and not overlap. */
    void add(RateCard card) {
        List<Entry> versions = cards.computeIfAbsent(card.sku(), sku -> new ArrayList<>(1));
        for (Entry other : versions) {
            if (other.card.validity().overlaps(card.validity())) {
                throw new IllegalArgumentException("must have one card for each sku at a time: sku=" + card.sku());
            }
        }
        versions.add(new Entry(card));
        versions.sort(Comparator.comparingLong(entry -> entry.card.validity().fromEpochMillis()));
    }

    @Nullable
    Entry cardAt(Sku sku, long epochMillis) {
        List<Entry> versions = cards.get(sku);
        if (versions != null) {
            for (int i = versions.size() - 1; i >= 0; i--) {
                if (versions.get(i).card.validity().contains(epochMillis)) {
                    return versions.get(i);
                }
            }
        }
        return null;
    }

    @Nullable
    Markup markupOf(Sku sku) {
        return markups.isEmpty() ? markup : markups.getOrDefault(sku, markup);
    }

    /** The card with this layer's markup, made once. */
    Pinning.Pinned pinned(PriceBook book, Entry entry, boolean ceiling) {
        Pinning.Pinned known = pinned.get(entry);
        return known != null ? known : pinned.computeIfAbsent(entry, card -> pin(book, card, ceiling));
    }

    private Pinning.Pinned pin(PriceBook book, Entry entry, boolean ceiling) {
        Markup own = markupOf(entry.card.sku());
        if (own == null) {
            throw new IllegalStateException("must have a markup: " + book + " for " + entry.card.sku());
        }
        return new Pinning.Pinned(PinnedCard.of(book.version(), entry.card, own).under(book.policy()), ceiling);
    }
}
