// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
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

    /** The last of the cards of each sku: what a call looks up. */
    private final Map<Sku, Entry> latest = new HashMap<>();

    private final Map<Entry, Pinning.Pinned> pinned = new ConcurrentHashMap<>();

    /** How many markups of others are kept for a card: plans are few, prices for single customers need not be. */
    private static final int MOST_SOLD = 64;

    private static final Sold[] NOTHING_SOLD = {};

    /** A markup as it was asked with, and what came of it. */
    private record Sold(Markup markup, Pinning.Pinned pinned) {}

    /** A card; equal only to itself, so that finding it again costs no comparison of cards. */
    static final class Entry {

        final RateCard card;

        /* Beside the entry, so that finding it looks at few places in memory. */
        private final long from;
        private final long to;
        private final boolean active;

        /** Of the same sku, for a time before. */
        private final @Nullable Entry earlier;

        /** With everyone's markup, once somebody has asked. */
        private volatile Pinning.@Nullable Pinned forEveryone;

        /** With markups that are not the book's. */
        private volatile Sold[] sold = NOTHING_SOLD;

        Entry(RateCard card) {
            this(card, null);
        }

        private Entry(RateCard card, @Nullable Entry earlier) {
            this.card = card;
            this.earlier = earlier;
            this.from = card.validity().fromEpochMillis();
            this.to = card.validity().toEpochMillis();
            this.active = card.isActive();
        }

        boolean isActive() {
            return active;
        }

        /** The card with a markup that is not the book's. */
        Pinning.Pinned pinned(PriceBook book, Markup markup, boolean ceiling) {
            Sold[] known = sold;
            for (Sold one : known) {
                if (one.markup.equals(markup)) {
                    return one.pinned;
                }
            }
            return keep(new Sold(
                    markup,
                    new Pinning.Pinned(
                            PinnedCard.of(book.version(), card, markup).under(book.policy()), ceiling)));
        }

        /** Two threads may make the same one at once, and one of the two is forgotten; both are right. */
        private Pinning.Pinned keep(Sold made) {
            Sold[] before = sold;
            if (before.length < MOST_SOLD) {
                Sold[] after = Arrays.copyOf(before, before.length + 1);
                after[before.length] = made;
                sold = after;
            }
            return made.pinned;
        }

        private boolean holdsAt(long epochMillis) {
            return epochMillis >= from && epochMillis < to;
        }
    }

    /** What is added to one of the two later is not in the other. */
    PriceLayer copy() {
        PriceLayer copy = new PriceLayer();
        // Entries of its own: they keep what was pinned, which is one book's.
        cards.forEach((sku, versions) -> {
            List<Entry> copies = new ArrayList<>(versions.size());
            Entry latest = null;
            for (Entry version : versions) {
                latest = new Entry(version.card, latest);
                copies.add(latest);
            }
            copy.cards.put(sku, List.copyOf(copies));
            copy.latest.put(sku, latest);
        });
        copy.markups.putAll(markups);
        parts.forEach((name, part) -> copy.parts.put(name, part.copy()));
        copy.markup = markup;
        return copy;
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
        Entry version = latest.get(sku);
        while (version != null && !version.holdsAt(epochMillis)) {
            version = version.earlier;
        }
        return version;
    }

    /** By the names of their skus, each sku's in the order of their times. */
    List<RateCard> sortedCards() {
        List<RateCard> all = new ArrayList<>();
        cards.values().forEach(versions -> versions.forEach(entry -> all.add(entry.card)));
        all.sort(Comparator.comparing((RateCard card) -> card.sku().toString())
                .thenComparingLong(card -> card.validity().fromEpochMillis()));
        return List.copyOf(all);
    }

    /** Shows this layer and those in it, in the order of their names. */
    void visit(Buyer buyer, BiConsumer<Buyer, PriceLayer> each) {
        each.accept(buyer, this);
        new TreeMap<>(parts).forEach((name, part) -> {
            boolean isTenant = buyer.equals(Buyer.ANYONE);
            part.visit(isTenant ? Buyer.tenant(name) : new Buyer(buyer.tenant(), name), each);
        });
    }

    @Nullable
    Markup markupOf(Sku sku) {
        return markups.isEmpty() ? markup : markups.getOrDefault(sku, markup);
    }

    /** The card with this layer's markup, made once. */
    Pinning.Pinned pinned(PriceBook book, Entry entry, boolean ceiling) {
        if (this != book.everyone()) {
            Pinning.Pinned known = pinned.get(entry);
            return known != null ? known : pinned.computeIfAbsent(entry, card -> pin(book, card, ceiling));
        }
        Pinning.Pinned known = entry.forEveryone;
        return known != null ? known : pinForEveryone(book, entry, ceiling);
    }

    /** Only one is ever handed out. */
    private Pinning.Pinned pinForEveryone(PriceBook book, Entry entry, boolean ceiling) {
        synchronized (entry) {
            Pinning.Pinned known = entry.forEveryone;
            if (known == null) {
                known = pin(book, entry, ceiling);
                entry.forEveryone = known;
            }
            return known;
        }
    }

    private Pinning.Pinned pin(PriceBook book, Entry entry, boolean ceiling) {
        Markup own = markupOf(entry.card.sku());
        if (own == null) {
            throw new IllegalStateException("must have a markup: " + book + " for " + entry.card.sku());
        }
        return new Pinning.Pinned(PinnedCard.of(book.version(), entry.card, own).under(book.policy()), ceiling);
    }
}
