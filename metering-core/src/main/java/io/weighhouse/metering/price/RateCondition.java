// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * When some rates or a factor hold: in a service tier, in a region, in some hours, above a length of prompt, or any
 * combination of these.
 *
 * <pre>
 *   RateCondition.serviceTier("priority").aboveInputTokens(272_000)
 * </pre>
 *
 * <p>Where several hold for one meter, the time window counts most, then the region, then the length of the prompt, then
 * the service tier; of two lengths the greater, and of two windows the one that begins earlier in the day. So rates above 272,000 tokens win over those of the priority tier, and
 * rates for both win over either.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tier the name of a service tier such as {@code batch}; null for any
 * @param region the name of a region such as {@code eu}; null for any
 * @param window the hours; null for any
 * @param aboveTokens the longest prompt, in tokens, for which it does not hold; -1 for any length
 */
public record RateCondition(
        @Nullable String tier,
        @Nullable String region,
        @Nullable TimeWindow window,
        long aboveTokens) {

    /** An order for writing down; which of two wins is another question. */
    static final Comparator<RateCondition> ORDER = Comparator.comparing((RateCondition when) -> text(when.tier))
            .thenComparing(when -> text(when.region))
            .thenComparing(when -> text(when.window))
            .thenComparingLong(RateCondition::aboveTokens);

    private static final RateCondition ALWAYS = new RateCondition(null, null, null, -1);

    /**
     * Checks the names.
     *
     * @param tier the name of a service tier, 1 to 256 characters, or null
     * @param region the name of a region, 1 to 256 characters, or null
     * @param window the hours, or null
     * @param aboveTokens a number of tokens, {@code >= -1}
     * @throws IllegalArgumentException if a name is blank or too long, the tier is a name of the standard one, or the
     *     length is below -1
     */
    public RateCondition {
        if (tier != null) {
            Texts.name("serviceTier", tier);
            if (RatingContext.isStandard(tier)) {
                throw new IllegalArgumentException(
                        "must not be the standard tier, whose rates are the base rates: serviceTier=" + tier);
            }
        }
        if (region != null) {
            Texts.name("region", region);
        }
        if (aboveTokens < -1) {
            throw new IllegalArgumentException("must be >= 0: aboveInputTokens=" + aboveTokens);
        }
    }

    /** {@return the condition that always holds} */
    public static RateCondition always() {
        return ALWAYS;
    }

    /**
     * Holds in a service tier.
     *
     * @param name what the provider calls it: batch, flex, priority, fast
     * @return that condition
     * @throws IllegalArgumentException if the name is blank, too long, or one of the standard tier
     */
    public static RateCondition serviceTier(String name) {
        return new RateCondition(name, null, null, -1);
    }

    /**
     * Holds in a region, as well as what held before.
     *
     * @param name what the provider calls it: eu, us
     * @return the new condition
     * @throws IllegalArgumentException if the name is blank or too long
     */
    public RateCondition region(String name) {
        return new RateCondition(tier, name, window, aboveTokens);
    }

    /**
     * Holds in some hours, as well as what held before.
     *
     * @param hours the hours
     * @return the new condition
     */
    public RateCondition within(TimeWindow hours) {
        return new RateCondition(tier, region, hours, aboveTokens);
    }

    /**
     * Holds for long prompts, as well as what held before; {@code aboveInputTokens(200_000)} holds for 200,001 tokens and
     * not for 200,000.
     *
     * @param tokens the longest prompt for which it does not hold, {@code >= 0}
     * @return the new condition
     * @throws IllegalArgumentException if the number is negative
     */
    public RateCondition aboveInputTokens(long tokens) {
        if (tokens < 0) {
            throw new IllegalArgumentException("must be >= 0: aboveInputTokens=" + tokens);
        }
        return new RateCondition(tier, region, window, tokens);
    }

    /**
     * Holds for long prompts, as well as what held before; {@code fromInputTokens(200_000)} holds for 200,000 tokens.
     *
     * @param tokens the shortest prompt for which it holds, {@code > 0}
     * @return the new condition
     * @throws IllegalArgumentException if the number is not above zero
     */
    public RateCondition fromInputTokens(long tokens) {
        if (tokens <= 0) {
            throw new IllegalArgumentException("must be > 0: fromInputTokens=" + tokens);
        }
        return new RateCondition(tier, region, window, tokens - 1);
    }

    /** Whether everything but the length of the prompt holds. */
    boolean holds(String serviceTier, String servedFrom, boolean inWindow) {
        return (tier == null || tier.equals(serviceTier))
                && (region == null || region.equals(servedFrom))
                && (window == null || inWindow);
    }

    private static String text(@Nullable Object part) {
        return part == null ? "" : part.toString();
    }

    /** The greater wins. */
    int rank() {
        return (window == null ? 0 : 8) + (region == null ? 0 : 4) + (aboveTokens < 0 ? 0 : 2) + (tier == null ? 0 : 1);
    }

    /** {@return what must hold: {@code in priority above 272000}} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(tier == null ? "" : "in " + tier + ' ')
                .append(region == null ? "" : "from " + region + ' ')
                .append(window == null ? "" : "at " + window + ' ')
                .append(aboveTokens < 0 ? "" : "above " + aboveTokens + ' ');
        return text.isEmpty() ? "always" : text.toString().strip();
    }
}
