// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue of rate cards and markups, under a version.
 *
 * <pre>
 *   PriceBook book = PriceBook.builder("2026-11")
 *       .card(opus)
 *       .alias(Sku.of("anthropic", "claude-opus"), opus.sku())
 *       .markup(Markup.into(CREDIT_0).percent("80").creditPrice("0.01").minimum("1"))
 *       .markup(Buyer.tenant("acme"), Markup.into(CREDIT_0).percent("40").creditPrice("0.01"))
 *       .build();
 *   Pinning prices = book.pin(Sku.of("anthropic", "claude-opus"), Buyer.tenant("acme"), clock.millis());
 * </pre>
 *
 * <p>Which card: first the name (exact, then alias, then the first pattern that fits), then the customer's card, the
 * tenant's, everyone's, each as far as it holds at the time. Which markup: the customer's for the sku, the customer's, the
 * tenant's for the sku, the tenant's, the sku's, the book's.
 *
 * <p>A book never changes; a changed price is another book with another version, in an {@link ActivePriceBook}. Calls under
 * way keep the card that they have pinned.
 *
 * <p>This class is thread-safe, and to its users immutable: what it has pinned once it keeps.
 */
public final class PriceBook {

    private final String version;
    private final PriceLayer everyone;
    private final Map<Sku, Sku> aliases;
    private final List<SkuPattern> patterns;
    private final PriceLayer.@Nullable Entry ceiling;
    private final PricingPolicy policy;

    private PriceBook(Builder builder) {
        this.version = builder.version;
        this.everyone = builder.everyone.copy();
        this.aliases = Map.copyOf(builder.aliases);
        this.patterns = List.copyOf(builder.patterns);
        this.ceiling = builder.ceiling == null ? null : new PriceLayer.Entry(builder.ceiling);
        this.policy = builder.policy;
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
     * The card of a sku for everyone, the latest if there are several.
     *
     * @param sku what is sold, by its very name
     * @return its card, or empty if this book has no price for it
     */
    public Optional<RateCard> find(Sku sku) {
        List<PriceLayer.Entry> versions = everyone.cards.getOrDefault(sku, List.of());
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1).card);
    }

    /** {@return all cards for everyone, by the names of their skus, each sku's in the order of their times} */
    public List<RateCard> cards() {
        return everyone.sortedCards();
    }

    /** {@return the other names of skus} */
    public Map<Sku, Sku> aliases() {
        return aliases;
    }

    /** {@return the patterns of names, in the order in which they are tried} */
    public List<SkuPattern> patterns() {
        return patterns;
    }

    /** {@return the number of skus with a card for everyone} */
    public int size() {
        return everyone.cards.size();
    }

    /** {@return the cards that single buyers have, by tenant, customer, sku and time} */
    public List<BuyerCard> buyerCards() {
        List<BuyerCard> all = new ArrayList<>();
        everyone.visit(Buyer.ANYONE, (buyer, layer) -> {
            if (!buyer.equals(Buyer.ANYONE)) {
                layer.sortedCards().forEach(card -> all.add(new BuyerCard(buyer, card)));
            }
        });
        return List.copyOf(all);
    }

    /** {@return all markups, by tenant and customer; of each first the one for every sku, then by sku} */
    public List<MarkupRule> markups() {
        List<MarkupRule> all = new ArrayList<>();
        everyone.visit(Buyer.ANYONE, (buyer, layer) -> {
            if (layer.markup != null) {
                all.add(new MarkupRule(buyer, null, layer.markup));
            }
            layer.markups.entrySet().stream()
                    .sorted(Comparator.comparing(
                            (Map.Entry<Sku, Markup> rule) -> rule.getKey().toString()))
                    .forEach(rule -> all.add(new MarkupRule(buyer, rule.getKey(), rule.getValue())));
        });
        return List.copyOf(all);
    }

    /** {@return the card that stands in for skus that the book does not know, or empty if there is none} */
    public Optional<RateCard> ceilingCard() {
        return ceiling == null ? Optional.empty() : Optional.of(ceiling.card);
    }

    /** {@return what to do where prices and counts leave something open} */
    public PricingPolicy policy() {
        return policy;
    }

    PriceLayer everyone() {
        return everyone;
    }

    /**
     * The prices of a call, with the markup that the book has for it. Asked again, it gives the same object.
     *
     * @param asked what is wanted, by its name, an alias, or what a pattern fits
     * @param buyer for whom
     * @param atEpochMillis when, in milliseconds since 1970
     * @return the prices, or why there are none
     * @throws IllegalStateException if the book has no markup for it
     * @throws IllegalArgumentException if the markup does not say what a credit costs in the card's currency
     */
    public Pinning pin(Sku asked, Buyer buyer, long atEpochMillis) {
        PriceLayer tenant = everyone.parts.get(buyer.tenant());
        PriceLayer customer = tenant == null ? null : tenant.parts.get(buyer.customer());
        PriceLayer.Entry card = find(customer, tenant, asked, atEpochMillis);
        boolean unknown = card == null;
        card = unknown ? ceiling() : card;
        if (card == null) {
            return new Pinning.Unknown(asked);
        }
        return card.isActive()
                ? layerOfMarkup(customer, tenant, card).pinned(this, card, unknown)
                : new Pinning.Inactive(asked);
    }

    /**
     * The prices of a call for everyone, with a markup from elsewhere, such as a plan's.
     *
     * @param asked what is wanted, by its name, an alias, or what a pattern fits
     * @param atEpochMillis when, in milliseconds since 1970
     * @param markup how the cost becomes a price
     * @return the prices, or why there are none
     * @throws IllegalArgumentException if the markup does not say what a credit costs in the card's currency
     */
    public Pinning pin(Sku asked, long atEpochMillis, Markup markup) {
        return pin(asked, Buyer.ANYONE, atEpochMillis, markup);
    }

    /**
     * The prices of a call for a buyer, who may have cards of its own, with a markup from elsewhere, such as a plan's.
     *
     * <p>Asked again it gives the same object, up to 64 markups for a card: what a card costs under a markup takes some 10
     * microseconds to work out, and a call a fraction of that.
     *
     * @param asked what is wanted, by its name, an alias, or what a pattern fits
     * @param buyer for whom
     * @param atEpochMillis when, in milliseconds since 1970
     * @param markup how the cost becomes a price
     * @return the prices, or why there are none
     * @throws IllegalArgumentException if the markup does not say what a credit costs in the card's currency
     */
    public Pinning pin(Sku asked, Buyer buyer, long atEpochMillis, Markup markup) {
        PriceLayer tenant = everyone.parts.get(buyer.tenant());
        PriceLayer customer = tenant == null ? null : tenant.parts.get(buyer.customer());
        PriceLayer.Entry card = find(customer, tenant, asked, atEpochMillis);
        boolean unknown = card == null;
        card = unknown ? ceiling() : card;
        if (card == null) {
            return new Pinning.Unknown(asked);
        }
        return card.isActive() ? card.pinned(this, markup, unknown) : new Pinning.Inactive(asked);
    }

    /** By the name, or else by what the name means. */
    private PriceLayer.@Nullable Entry find(
            @Nullable PriceLayer customer, @Nullable PriceLayer tenant, Sku asked, long epochMillis) {
        PriceLayer.Entry card = cardAt(customer, tenant, asked, epochMillis);
        Sku other = card == null ? otherName(asked) : null;
        return other == null ? card : cardAt(customer, tenant, other, epochMillis);
    }

    private PriceLayer.@Nullable Entry ceiling() {
        return policy.answer(PolicyQuestion.UNKNOWN_MODEL) == PolicyAnswer.CEILING ? ceiling : null;
    }

    private PriceLayer.@Nullable Entry cardAt(
            @Nullable PriceLayer customer, @Nullable PriceLayer tenant, Sku sku, long epochMillis) {
        PriceLayer.Entry card = customer == null ? null : customer.cardAt(sku, epochMillis);
        if (card == null && tenant != null) {
            card = tenant.cardAt(sku, epochMillis);
        }
        return card == null ? everyone.cardAt(sku, epochMillis) : card;
    }

    private PriceLayer layerOfMarkup(
            @Nullable PriceLayer customer, @Nullable PriceLayer tenant, PriceLayer.Entry card) {
        if (tenant == null) {
            return everyone;
        }
        Sku sku = card.card.sku();
        if (customer != null && customer.markupOf(sku) != null) {
            return customer;
        }
        return tenant.markupOf(sku) != null ? tenant : everyone;
    }

    private @Nullable Sku otherName(Sku asked) {
        Sku alias = aliases.get(asked);
        if (alias == null) {
            for (SkuPattern pattern : patterns) {
                if (pattern.fits(asked)) {
                    return pattern.sku();
                }
            }
        }
        return alias;
    }

    /** {@return version and number of cards} */
    @Override
    public String toString() {
        return "price book " + version + " of " + size() + " cards";
    }

    /**
     * A book in the making; what is added after {@link #build} is for the next one.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private final String version;
        private final PriceLayer everyone = new PriceLayer();
        private final Map<Sku, Sku> aliases = new HashMap<>();
        private final List<SkuPattern> patterns = new ArrayList<>();
        private @Nullable RateCard ceiling;
        private PricingPolicy policy = PricingPolicy.STRICT;

        private Builder(String version) {
            this.version = Texts.name("version", version);
        }

        /**
         * Adds a card for everyone.
         *
         * @param card all prices of a sku for a time for which this book has no card yet
         * @return this builder
         * @throws IllegalArgumentException if there is a card for that sku and time already; the book keeps the first
         */
        public Builder card(RateCard card) {
            everyone.add(card);
            return this;
        }

        /**
         * Adds a card for one buyer, who has it instead of everyone's.
         *
         * @param buyer a tenant, or one of its customers
         * @param card all prices of a sku for a time for which the buyer has no card yet
         * @return this builder
         * @throws IllegalArgumentException if the buyer has a card for that sku and time already
         */
        public Builder card(Buyer buyer, RateCard card) {
            layer(buyer).add(card);
            return this;
        }

        /**
         * Adds another name of a sku.
         *
         * @param name the name, which has no card of its own
         * @param sku what it means
         * @return this builder
         */
        public Builder alias(Sku name, Sku sku) {
            aliases.put(name, sku);
            return this;
        }

        /**
         * Adds names of a sku by a pattern, to be tried after those before it.
         *
         * @param pattern the pattern and what it means
         * @return this builder
         */
        public Builder pattern(SkuPattern pattern) {
            patterns.add(pattern);
            return this;
        }

        /**
         * Says how a cost becomes a price where nothing more particular is said.
         *
         * @param markup the markup
         * @return this builder
         */
        public Builder markup(Markup markup) {
            everyone.markup = markup;
            return this;
        }

        /**
         * Says how the cost of one sku becomes a price for everyone.
         *
         * @param sku what is sold, by its very name
         * @param markup the markup
         * @return this builder
         */
        public Builder markup(Sku sku, Markup markup) {
            everyone.markups.put(sku, markup);
            return this;
        }

        /**
         * Says how a cost becomes a price for one buyer.
         *
         * @param buyer a tenant, or one of its customers
         * @param markup the markup
         * @return this builder
         */
        public Builder markup(Buyer buyer, Markup markup) {
            layer(buyer).markup = markup;
            return this;
        }

        /**
         * Says how the cost of one sku becomes a price for one buyer.
         *
         * @param buyer a tenant, or one of its customers
         * @param sku what is sold, by its very name
         * @param markup the markup
         * @return this builder
         */
        public Builder markup(Buyer buyer, Sku sku, Markup markup) {
            layer(buyer).markups.put(sku, markup);
            return this;
        }

        /**
         * Says which card stands in for skus that the book does not know, if the policy answers {@link
         * PolicyQuestion#UNKNOWN_MODEL} with {@link PolicyAnswer#CEILING}: one with prices above any model's.
         *
         * @param card the card
         * @return this builder
         */
        public Builder ceiling(RateCard card) {
            ceiling = card;
            return this;
        }

        /**
         * Says what to do where prices and counts leave something open: {@link PricingPolicy#STRICT} unless said here.
         *
         * @param policy the policy
         * @return this builder
         */
        public Builder policy(PricingPolicy policy) {
            this.policy = policy;
            return this;
        }

        /**
         * The book of what was said so far.
         *
         * @return the book
         * @throws IllegalArgumentException if an alias or a pattern means a sku without a card, or the policy wants a
         *     ceiling card and there is none
         */
        public PriceBook build() {
            aliases.values().forEach(this::requireCard);
            patterns.forEach(pattern -> requireCard(pattern.sku()));
            if (policy.answer(PolicyQuestion.UNKNOWN_MODEL) == PolicyAnswer.CEILING && ceiling == null) {
                throw new IllegalArgumentException("must have a ceiling card: policy=" + policy);
            }
            return new PriceBook(this);
        }

        private void requireCard(Sku sku) {
            if (!everyone.cards.containsKey(sku)) {
                throw new IllegalArgumentException("must have a card: sku=" + sku);
            }
        }

        private PriceLayer layer(Buyer buyer) {
            PriceLayer tenant = part(everyone, buyer.tenant());
            return part(tenant, buyer.customer());
        }

        private static PriceLayer part(PriceLayer whole, String name) {
            return name.isEmpty() ? whole : whole.parts.computeIfAbsent(name, n -> new PriceLayer());
        }
    }
}
