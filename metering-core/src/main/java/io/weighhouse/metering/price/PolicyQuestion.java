// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.PolicyAnswer.BASE_RATE;
import static io.weighhouse.metering.price.PolicyAnswer.BILL;
import static io.weighhouse.metering.price.PolicyAnswer.CEILING;
import static io.weighhouse.metering.price.PolicyAnswer.CLAMP;
import static io.weighhouse.metering.price.PolicyAnswer.COMPUTED;
import static io.weighhouse.metering.price.PolicyAnswer.CONSERVATIVE;
import static io.weighhouse.metering.price.PolicyAnswer.DETAIL;
import static io.weighhouse.metering.price.PolicyAnswer.FREE;
import static io.weighhouse.metering.price.PolicyAnswer.INHERIT;
import static io.weighhouse.metering.price.PolicyAnswer.LEAVE_OUT;
import static io.weighhouse.metering.price.PolicyAnswer.PARTS_STAND;
import static io.weighhouse.metering.price.PolicyAnswer.PRICED_PARTS;
import static io.weighhouse.metering.price.PolicyAnswer.REFUSE;
import static io.weighhouse.metering.price.PolicyAnswer.REPORTED;
import static io.weighhouse.metering.price.PolicyAnswer.STANDARD;
import static io.weighhouse.metering.price.PolicyAnswer.TEXT_FIRST;
import static io.weighhouse.metering.price.PolicyAnswer.TOTAL;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where prices and counts leave something open, and calculators differ.
 *
 * <p>Each question has a few answers that make sense; the first of them is the one of {@link PricingPolicy#STRICT}. With
 * 600 of 1,000 prompt tokens cached and no price for cached input, {@code UNPRICED_CACHED_INPUT} decides between the
 * input price for all of them ({@code INHERIT}), no price at all ({@code REFUSE}) and 600 tokens for nothing ({@code
 * FREE}).
 */
public enum PolicyQuestion {
    /** Something was used for which the card has no rate and inheritance finds none. */
    UNPRICED_METER(REFUSE, FREE),
    /** Nobody has a card for what was asked for: no price, or the book's ceiling card. */
    UNKNOWN_MODEL(REFUSE, CEILING),
    /** Cached input was used, and the card has a price for input but none for cached input. */
    UNPRICED_CACHED_INPUT(INHERIT, REFUSE, FREE),
    /** The cache was written, and the card has a price for input but none for writing. */
    UNPRICED_CACHE_WRITE(INHERIT, REFUSE, FREE),
    /** The cache was written for an hour, and the card has a price for five minutes only. */
    UNPRICED_CACHE_WRITE_1H(INHERIT, REFUSE, FREE),
    /** Sound was in the prompt, and the card has a price for input but none for sound. */
    UNPRICED_AUDIO_INPUT(INHERIT, REFUSE, FREE),
    /** Pictures were in a long prompt, and the tier has a price for input but none for pictures: the tier's or the base. */
    UNPRICED_IMAGE_IN_TIER(INHERIT, BASE_RATE, REFUSE),
    /** The call was served in a service tier for which the card has no rates. */
    UNPRICED_SERVICE_TIER(REFUSE, STANDARD),
    /** The cached, written, sound and picture parts of a prompt are more than the prompt. */
    PARTS_ABOVE_INPUT(REFUSE, CONSERVATIVE, CLAMP, PARTS_STAND, PRICED_PARTS),
    /** The reasoning, sound and picture parts of an answer are more than the answer. */
    PARTS_ABOVE_OUTPUT(REFUSE, CONSERVATIVE, CLAMP, PARTS_STAND, PRICED_PARTS),
    /** Some of the prompt was cached and some was sound, and nobody says how much of the sound was cached. */
    CACHED_AUDIO_UNKNOWN(TEXT_FIRST, REFUSE),
    /** The details say less text than the prompt has left: the whole counts, or the detail does. */
    TEXT_BELOW_INPUT(TOTAL, DETAIL),
    /** The details say less text than the answer has left: the whole counts, or the detail does. */
    TEXT_BELOW_OUTPUT(TOTAL, DETAIL),
    /** A count is below zero. There is only one answer to that. */
    NEGATIVE_COUNT(REFUSE),
    /** The card has a fee for each request. */
    REQUEST_FEE(BILL, LEAVE_OUT),
    /** The provider searched the web on the way. */
    WEB_SEARCHES(BILL, LEAVE_OUT),
    /** The provider says what the call cost, and it is not what the card says. */
    PROVIDER_COST(COMPUTED, REPORTED);

    private final PolicyAnswer first;

    @SuppressWarnings("ImmutableEnumChecker") // nothing changes it
    private final Set<PolicyAnswer> answers;

    PolicyQuestion(PolicyAnswer first, PolicyAnswer... others) {
        this.first = first;
        Set<PolicyAnswer> ordered = new LinkedHashSet<>();
        ordered.add(first);
        ordered.addAll(List.of(others));
        this.answers = Collections.unmodifiableSet(ordered);
    }

    /** {@return the answers that make sense here, the strict policy's first} */
    public Set<PolicyAnswer> answers() {
        return answers;
    }

    /** {@return the answer of the strict policy} */
    public PolicyAnswer strictAnswer() {
        return first;
    }
}
