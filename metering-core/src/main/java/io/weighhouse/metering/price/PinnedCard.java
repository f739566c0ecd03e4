// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.Arrays;
import java.util.List;

/**
 * The prices of one call, from its opening to its receipt: a card, the book it is from, a markup, and a policy.
 *
 * <p>{@link #quote} says before the call what it can be charged at most, {@link #rate} afterwards what it is charged. A
 * quote for caps is never less than the price of any usage within them, in the same context.
 *
 * <p>This class is thread-safe, and to its users immutable: what it has worked out for a service tier it keeps.
 */
public final class PinnedCard {

    /** What {@link #priceMinor} answers where {@link #rate} answers {@link Rating.Unpriced}. */
    public static final long UNPRICED = RateMath.UNPRICED;

    /** How many ways of being served are kept; a card names a handful. */
    private static final int MOST_VARIANTS = 64;

    private static final TimeWindow[] NO_WINDOWS = {};

    private final RateCard card;
    private final Terms terms;
    private final PricingPolicy policy;
    private final TimeWindow[] windows;
    private final Variant standard;
    private volatile Variant[] variants = {};

    private PinnedCard(RateCard card, Terms terms, PricingPolicy policy) {
        this.card = card;
        this.terms = terms;
        this.policy = policy;
        this.windows = card.windows().isEmpty() ? NO_WINDOWS : card.windows().toArray(TimeWindow[]::new);
        this.standard = new Variant(this, "", "", 0);
    }

    /**
     * Pins a card under the strict policy.
     *
     * @param bookVersion the version of the price book that the card is from
     * @param card all prices of what is sold
     * @param markup how the cost becomes a price
     * @return the prices of a call
     * @throws IllegalArgumentException if the markup charges in another unit than the card's currency without saying what
     *     one of it costs
     */
    public static PinnedCard of(String bookVersion, RateCard card, Markup markup) {
        CardSource source = new CardSource(bookVersion, card.digest());
        Terms terms = new Terms(card.sku(), source, card.currency(), markup, Adjustment.NONE);
        return new PinnedCard(card, terms, PricingPolicy.STRICT);
    }

    /**
     * The same under another policy.
     *
     * @param other the policy
     * @return the new prices
     */
    public PinnedCard under(PricingPolicy other) {
        return new PinnedCard(card, terms, other);
    }

    /**
     * The same at a discount.
     *
     * @param discount what the customer pays less
     * @return the new prices
     */
    public PinnedCard discounted(Discount discount) {
        Adjustment adjustment = new Adjustment("", "", List.of(), discount);
        return new PinnedCard(
                card, new Terms(terms.sku(), terms.source(), terms.currency(), terms.markup(), adjustment), policy);
    }

    /** {@return the card} */
    public RateCard card() {
        return card;
    }

    /** {@return under which terms its charges are made, if nothing is out of the usual} */
    public Terms terms() {
        return terms;
    }

    /** {@return whether prices depend on the time, so that a context must say it} */
    public boolean dependsOnTime() {
        return windows.length > 0;
    }

    /** {@return what to do where prices and counts leave something open} */
    public PricingPolicy policy() {
        return policy;
    }

    /**
     * What a usage is charged that was served in the usual way.
     *
     * @param usage what was used
     * @return as {@link #rate(Usage, RatingContext)} in the standard context
     * @throws IllegalArgumentException if the card has time windows: then the time must be said
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public Rating rate(Usage usage) {
        return rate(usage, RatingContext.standard());
    }

    /**
     * What a usage is charged.
     *
     * <p>A meter without a rate has the rate of the meter that it {@linkplain Meter#inheritsFrom() inherits from}, as far as
     * the policy lets it; if there is none and its quantity is not zero, the whole usage is unpriced. So is the empty
     * usage, which says nothing. A fee for the request is added where the usage does not count requests itself.
     *
     * @param usage what was used
     * @param context how it was served
     * @return the charge, or that there is no price
     * @throws IllegalArgumentException if the card has time windows and the context no time
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public Rating rate(Usage usage, RatingContext context) {
        return isUnknownTier(context) ? unknownTier(context) : variant(context).rate(usage, context);
    }

    /**
     * What counts are charged, as a provider states them: the policy makes a partition of them first.
     *
     * @param counts wholes and parts
     * @param context how it was served
     * @return the charge, that there is no price, or that the counts contradict each other
     * @throws IllegalArgumentException if the card has time windows and the context no time
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public Rating rate(UsageCounts counts, RatingContext context) {
        Partition partition = new Partitioning(counts, policy, card::prices).result();
        return partition instanceof Partition.Agreed agreed
                ? rate(agreed.usage(), context)
                : inconsistent((Partition.Contradictory) partition);
    }

    private Rating inconsistent(Partition.Contradictory counts) {
        return new Rating.Inconsistent(card.sku(), counts.conservative(), counts.what());
    }

    /**
     * The most that a call can be charged that is served in the usual way and whose usage stays within caps.
     *
     * @param caps the most that may be used, by meter
     * @return as {@link #quote(Usage, RatingContext)} in the standard context
     * @throws IllegalArgumentException if the card has time windows: then the time must be said
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public Rating quote(Usage caps) {
        return quote(caps, RatingContext.standard());
    }

    /**
     * The most that a call can be charged whose usage stays within caps, rounded up.
     *
     * <p>A cap bounds its own meter and all that inherit from it, together: of 1,000 input tokens each may turn out to be
     * a cache write, and so the cap is priced at the highest rate among them, for whichever length of prompt the caps
     * allow. A price that depends on the quantity to date is taken at its highest. The lines of the charge say these
     * rates.
     *
     * @param caps the most that may be used, by meter
     * @param context how it will be served; if that is not known yet, ask for each way and take the highest
     * @return the charge, never less than {@link #rate} of a usage within the caps, or that there is no price
     * @throws IllegalArgumentException if the card has time windows and the context no time
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public Rating quote(Usage caps, RatingContext context) {
        return isUnknownTier(context) ? unknownTier(context) : variant(context).quote(caps);
    }

    /**
     * The price of a quote alone: what {@link #quote(Usage, RatingContext)} of the same caps charges, without any allocation
     * where the card has plain rates only.
     *
     * <p>Where input costs 3 USD a million, or 3.75 as a cache write, and a credit 0.01 USD, caps of 2,000 input tokens are
     * 1 credit: 0.75 rounded up.
     *
     * @param caps the most that may be used, by meter
     * @param context how it will be served; if that is not known yet, ask for each way and take the highest
     * @return the price in the unit's smallest parts, or {@link #UNPRICED}: then {@code quote} says what has no price
     * @throws IllegalArgumentException if the card has time windows and the context no time
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public long quoteMinor(Usage caps, RatingContext context) {
        return isUnknownTier(context) ? UNPRICED : variant(context).quoteMinor(caps);
    }

    /**
     * The price alone, for usage in flight: what {@link #rate(Usage)} of the same usage charges, without any allocation.
     *
     * @param tally what was used so far
     * @return the price in the unit's smallest parts, or {@link #UNPRICED}
     * @throws IllegalArgumentException if the card has time windows: then the time must be said
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public long priceMinor(UsageTally tally) {
        return priceMinor(tally, RatingContext.standard());
    }

    /**
     * The price alone, for usage in flight: what {@link #rate(Usage, RatingContext)} of the same usage charges, without any
     * allocation where the card has plain rates only.
     *
     * @param tally what was used so far
     * @param context how it is served
     * @return the price in the unit's smallest parts, or {@link #UNPRICED}
     * @throws IllegalArgumentException if the card has time windows and the context no time
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts
     */
    public long priceMinor(UsageTally tally, RatingContext context) {
        if (isUnknownTier(context)) {
            return UNPRICED;
        }
        return variant(context).priceMinor(tally, context);
    }

    /**
     * The itemised charge, into an object that is used again: what {@link #rate(Usage, RatingContext)} of the same usage
     * charges, without any allocation where {@link ChargeDraft} says so.
     *
     * @param tally what was used; it may change afterwards
     * @param context how it was served
     * @param draft what is filled; what it held before is gone
     * @return the price in the unit's smallest parts, or {@link #UNPRICED}: then the draft is empty
     * @throws IllegalArgumentException if the card has time windows and the context no time; the draft is as it was
     * @throws ArithmeticException if the price does not fit a {@code long} of the unit's smallest parts; the draft is empty
     */
    public long rateInto(UsageTally tally, RatingContext context, ChargeDraft draft) {
        if (isUnknownTier(context)) {
            draft.clear();
            return UNPRICED;
        }
        return variant(context).rateInto(tally, context, draft);
    }

    private boolean isUnknownTier(RatingContext context) {
        return !context.serviceTier().isEmpty()
                && policy.answer(PolicyQuestion.UNPRICED_SERVICE_TIER) == PolicyAnswer.REFUSE
                && !RatingContext.isStandard(context.serviceTier())
                && !card.names(context.serviceTier());
    }

    private Rating unknownTier(RatingContext context) {
        return new Rating.Unpriced(
                card.sku(), List.of(), "no rates for the service tier " + Texts.quoted(context.serviceTier()));
    }

    private Variant variant(RatingContext context) {
        if (windows == NO_WINDOWS
                && context.serviceTier().isEmpty()
                && context.region().isEmpty()) {
            return standard;
        }
        // What a card does not name makes no difference, and must not fill the memory.
        String tier = card.names(context.serviceTier()) ? context.serviceTier() : "";
        String region = card.namesRegion(context.region()) ? context.region() : "";
        long now = windowsAt(context);
        if (tier.isEmpty() && region.isEmpty() && now == 0) {
            return standard;
        }
        for (Variant variant : variants) {
            if (variant.is(tier, region, now)) {
                return variant;
            }
        }
        return keep(new Variant(this, tier, region, now));
    }

    private long windowsAt(RatingContext context) {
        if (windows.length == 0) {
            return 0;
        }
        long at = context.atEpochMillis()
                .orElseThrow(() ->
                        new IllegalArgumentException("must say when, since the card has time windows: " + card.sku()));
        long bits = 0;
        for (int i = 0; i < windows.length; i++) {
            bits |= windows[i].contains(at) ? 1L << i : 0;
        }
        return bits;
    }

    /** Two threads may make the same one at once; both are right. */
    private Variant keep(Variant made) {
        Variant[] before = variants;
        if (before.length < MOST_VARIANTS) {
            Variant[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = made;
            variants = after;
        }
        return made;
    }
}
