// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which price stands in where a card has none for a meter: the written table, and what a policy says about it. */
final class Inheritance {

    private Inheritance() {}

    /**
     * The price of a meter.
     *
     * @param own what the card says in the row at hand
     * @param base what it says without any condition
     * @return a price, or null if there is none
     */
    static @Nullable BigDecimal price(
            Meter meter, Map<Meter, BigDecimal> own, Map<Meter, BigDecimal> base, PricingPolicy policy) {
        if (isLeftOut(meter, policy)) {
            return BigDecimal.ZERO;
        }
        BigDecimal price = own.get(meter);
        if (price != null) {
            return price;
        }
        Meter ancestor = meter.inheritsFrom();
        BigDecimal inherited = ancestor == null ? null : price(ancestor, own, base, policy);
        if (ancestor == null || inherited == null) {
            return policy.answer(PolicyQuestion.UNPRICED_METER) == PolicyAnswer.FREE ? BigDecimal.ZERO : null;
        }
        return switch (answerFor(meter, policy)) {
            case REFUSE -> null;
            case FREE -> BigDecimal.ZERO;
            case BASE_RATE -> base.getOrDefault(ancestor, inherited);
            default -> inherited;
        };
    }

    /** What the policy says about a meter without a price of its own. */
    private static PolicyAnswer answerFor(Meter meter, PricingPolicy policy) {
        if (meter == Meter.CACHE_WRITE_1H_TOKENS) {
            return policy.answer(PolicyQuestion.UNPRICED_CACHE_WRITE_1H);
        }
        if (meter == Meter.CACHE_WRITE_5M_TOKENS) {
            return policy.answer(PolicyQuestion.UNPRICED_CACHE_WRITE);
        }
        if (meter == Meter.CACHED_INPUT_TOKENS) {
            return policy.answer(PolicyQuestion.UNPRICED_CACHED_INPUT);
        }
        if (meter == Meter.AUDIO_INPUT_TOKENS) {
            return policy.answer(PolicyQuestion.UNPRICED_AUDIO_INPUT);
        }
        if (meter == Meter.IMAGE_INPUT_TOKENS) {
            return policy.answer(PolicyQuestion.UNPRICED_IMAGE_IN_TIER);
        }
        return PolicyAnswer.INHERIT;
    }

    /** Whether a meter without a price takes that of its ancestor. */
    static boolean inherits(Meter meter, PricingPolicy policy) {
        PolicyAnswer answer = answerFor(meter, policy);
        return answer == PolicyAnswer.INHERIT || answer == PolicyAnswer.BASE_RATE;
    }

    /** Whether the policy says that a meter is billed elsewhere. */
    static boolean isLeftOut(Meter meter, PricingPolicy policy) {
        return (meter.isFrom(Meter.REQUESTS) && policy.answer(PolicyQuestion.REQUEST_FEE) == PolicyAnswer.LEAVE_OUT)
                || (meter.isFrom(Meter.WEB_SEARCHES)
                        && policy.answer(PolicyQuestion.WEB_SEARCHES) == PolicyAnswer.LEAVE_OUT);
    }
}
