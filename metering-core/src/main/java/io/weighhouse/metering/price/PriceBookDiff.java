// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is different in a new price book, and what about it looks like a mistake.
 *
 * <pre>
 *   price book 2026-10 -&gt; 2026-11: 1 added, 1 vanished, 2 rates changed, 2 findings
 *     VANISHED openai/gpt-3.5
 *     JUMP openai/gpt-4o input_tokens: 0.0000025 -&gt; 0.000025
 *     added openai/gpt-5
 *     changed openai/gpt-4o input_tokens: 0.0000025 -&gt; 0.000025
 *     changed openai/gpt-4o output_tokens: 0.00001 -&gt; 0.000008
 * </pre>
 *
 * <p>A card is compared with the one that the old book has for the same sku and buyer when the card begins; so a price that
 * is announced for later is compared with today's. What comes anew is held against the {@link Guard}s as well, as far as
 * they need no other book.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class PriceBookDiff {

    /**
     * The most that a token costs, in whichever currency, before its price is taken for that of another unit: 0.001, a
     * thousand for a million. The dearest ones sold cost 600 dollars.
     */
    public static final BigDecimal MOST_FOR_A_TOKEN = new BigDecimal("0.001");

    private static final int MOST_LINES = 100;

    /** What a mistake in a price book looks like. */
    public enum Guard {
        /** A price, a factor or a markup is ten times what it was or more, or a tenth or less. */
        JUMP,
        /** Something was free and is no longer, or was not and is now. */
        ZERO_CROSSING,
        /** A sku, a name of one, or a single rate was there and is gone. */
        VANISHED,
        /** A token costs more than 0.001 of the currency: the price is probably that of a thousand or a million. */
        UNIT_ERROR,
        /** A card is in another currency. */
        CURRENCY
    }

    /**
     * For whom a card is.
     *
     * @param sku what is sold
     * @param buyer who has a card of his own; {@link Buyer#ANYONE} for everyone's
     */
    public record Listing(Sku sku, Buyer buyer) {

        /** {@return the sku, and the buyer if there is one: {@code openai/gpt-4o for acme/ann}} */
        @Override
        public String toString() {
            return buyer.equals(Buyer.ANYONE)
                    ? sku.toString()
                    : sku + " for " + buyer.tenant() + (buyer.customer().isEmpty() ? "" : "/" + buyer.customer());
        }
    }

    /**
     * A rate that is different.
     *
     * @param listing whose card
     * @param meter what is priced
     * @param when under which condition
     * @param before the price of one in the old book; null if there was none
     * @param after the price of one in the new book; null if there is none
     */
    public record Change(
            Listing listing,
            Meter meter,
            RateCondition when,
            @Nullable BigDecimal before,
            @Nullable BigDecimal after) {

        /** {@return both prices: {@code openai/gpt-4o input_tokens in batch: 0.00001 -> 0.000005}} */
        @Override
        public String toString() {
            return listing + " " + meter + (when.equals(RateCondition.always()) ? "" : " " + when) + ": " + text(before)
                    + " -> " + text(after);
        }
    }

    /**
     * Something that looks like a mistake.
     *
     * @param guard which guard says so
     * @param what where, with both numbers
     */
    public record Finding(Guard guard, String what) {

        /** {@return guard and place} */
        @Override
        public String toString() {
            return guard + " " + what;
        }
    }

    private final String versions;
    private final List<Listing> added;
    private final List<Listing> vanished;
    private final List<Change> changed;
    private final List<String> others;
    private final List<Finding> findings;

    private PriceBookDiff(String versions, BookComparison found) {
        this.versions = versions;
        this.added = List.copyOf(found.added);
        this.vanished = List.copyOf(found.vanished);
        this.changed = List.copyOf(found.changed);
        this.others = List.copyOf(found.others);
        this.findings = List.copyOf(found.findings);
    }

    /**
     * Compares two books.
     *
     * @param old the book in force
     * @param next the one that is to follow
     * @return what is different
     */
    public static PriceBookDiff between(PriceBook old, PriceBook next) {
        BookComparison comparison = new BookComparison();
        comparison.compare(old, next);
        return new PriceBookDiff(old.version() + " -> " + next.version(), comparison);
    }

    /** {@return the cards of skus that the old book has no card for, of the same buyer} */
    public List<Listing> added() {
        return added;
    }

    /** {@return the cards of skus that the new book has no card for} */
    public List<Listing> vanished() {
        return vanished;
    }

    /** {@return the rates that are different on cards of both books} */
    public List<Change> changed() {
        return changed;
    }

    /** {@return what else is different, in words: activity, dates, factors, models, leasts, names, markups, policy} */
    public List<String> others() {
        return others;
    }

    /** {@return what looks like a mistake, by place} */
    public List<Finding> findings() {
        return findings;
    }

    /** {@return whether nothing looks like a mistake} */
    public boolean isSafe() {
        return findings.isEmpty();
    }

    /**
     * Whether nothing looks like a mistake to some guards.
     *
     * @param guards the guards that are asked
     * @return whether they have found nothing
     */
    public boolean isSafe(Set<Guard> guards) {
        return findings.stream().noneMatch(finding -> guards.contains(finding.guard()));
    }

    /** {@return whether there is no difference but the version} */
    public boolean isEmpty() {
        return added.isEmpty() && vanished.isEmpty() && changed.isEmpty() && others.isEmpty();
    }

    /** {@return the counts, then a line for each finding and each difference, at most 100} */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("price book " + versions + ": " + added.size() + " added, " + vanished.size()
                        + " vanished, " + changed.size() + " rates changed, " + findings.size() + " findings");
        List<String> lines = Stream.of(
                        findings.stream().map(Finding::toString),
                        added.stream().map(listing -> "added " + listing),
                        changed.stream().map(change -> "changed " + change),
                        others.stream().map(other -> "other " + other))
                .flatMap(each -> each)
                .toList();
        lines.stream().limit(MOST_LINES).forEach(line -> text.append("\n  ").append(line));
        if (lines.size() > MOST_LINES) {
            text.append("\n  and ").append(lines.size() - MOST_LINES).append(" more");
        }
        return text.toString();
    }

    static String text(@Nullable BigDecimal price) {
        return price == null ? "none" : price.toPlainString();
    }
}
