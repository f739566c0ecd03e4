// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What, beside the quantities, decides a price: how, where and when a call was served, and what came before it.
 *
 * <pre>
 *   RatingContext.standard().serviceTier("flex").at(clock.millis())
 * </pre>
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param serviceTier how it was served, in the provider's word; {@code standard}, {@code default}, {@code auto}, {@code
 *     on_demand} in any case, and the empty text, are the standard tier
 * @param region from where, in the provider's word; empty if it does not matter
 * @param atEpochMillis when, in milliseconds since 1970; empty if it does not matter
 * @param toDate how much was used in the period before this call, for prices that depend on it
 * @param reportedCost what the provider says that the call cost, in the card's currency; null if it says nothing
 */
public record RatingContext(
        String serviceTier,
        String region,
        OptionalLong atEpochMillis,
        Usage toDate,
        @Nullable BigDecimal reportedCost) {

    private static final Set<String> STANDARD_NAMES =
            Set.of("", "standard", "default", "auto", "on_demand", "standard_only", "none");

    private static final RatingContext STANDARD = new RatingContext("", "", OptionalLong.empty(), Usage.empty(), null);

    /**
     * Checks the cost.
     *
     * @param serviceTier how it was served
     * @param region from where, or empty
     * @param atEpochMillis when, or empty
     * @param toDate how much was used in the period before
     * @param reportedCost what the provider says, {@code >= 0}, or null
     * @throws IllegalArgumentException if the cost is negative or has too many digits
     */
    public RatingContext {
        reportedCost = reportedCost == null ? null : Texts.decimal("reportedCost", reportedCost);
    }

    /** {@return the standard tier, no region, no time, nothing before} */
    public static RatingContext standard() {
        return STANDARD;
    }

    /**
     * The same in another service tier.
     *
     * @param name the provider's word for it
     * @return the new context
     */
    public RatingContext serviceTier(String name) {
        return new RatingContext(name, region, atEpochMillis, toDate, reportedCost);
    }

    /**
     * The same in another region.
     *
     * @param name the provider's word for it
     * @return the new context
     */
    public RatingContext region(String name) {
        return new RatingContext(serviceTier, name, atEpochMillis, toDate, reportedCost);
    }

    /**
     * The same at a time.
     *
     * @param epochMillis milliseconds since 1970
     * @return the new context
     */
    public RatingContext at(long epochMillis) {
        return new RatingContext(serviceTier, region, OptionalLong.of(epochMillis), toDate, reportedCost);
    }

    /**
     * The same after something else was used in the period.
     *
     * @param used how much, by meter
     * @return the new context
     */
    public RatingContext toDate(Usage used) {
        return new RatingContext(serviceTier, region, atEpochMillis, used, reportedCost);
    }

    /**
     * The same with a cost that the provider reports. Whether it is billed or only kept is the policy's: {@link
     * PolicyQuestion#PROVIDER_COST}.
     *
     * @param cost in the card's currency, {@code >= 0}
     * @return the new context
     * @throws IllegalArgumentException if it is negative or has too many digits
     */
    public RatingContext reportedCost(BigDecimal cost) {
        return new RatingContext(serviceTier, region, atEpochMillis, toDate, cost);
    }

    static boolean isStandard(String serviceTier) {
        return STANDARD_NAMES.contains(serviceTier.toLowerCase(Locale.ROOT));
    }
}
