// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.EnumMap;
import java.util.Map;

/**
 * An answer to each {@link PolicyQuestion}.
 *
 * <p>{@link #STRICT} is the usual one: it never gives anything away, and refuses what it cannot know. {@link #LITELLM} and
 * {@link #GENAI} do as LiteLLM's and genai-prices' calculators do, for those who move from them or compare. {@code
 * STRICT.with(UNPRICED_AUDIO_INPUT, REFUSE)} is stricter still.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class PricingPolicy {

    /** Nothing is free unless a card says so; contradictory counts are refused. */
    public static final PricingPolicy STRICT = new PricingPolicy("strict", new EnumMap<>(PolicyQuestion.class));

    /** As LiteLLM's calculator has it: parts without a price are free, contradictions are billed by their parts. */
    public static final PricingPolicy LITELLM = STRICT.with(PolicyQuestion.UNPRICED_METER, PolicyAnswer.FREE)
            .with(PolicyQuestion.UNPRICED_CACHED_INPUT, PolicyAnswer.FREE)
            .with(PolicyQuestion.UNPRICED_CACHE_WRITE, PolicyAnswer.FREE)
            .with(PolicyQuestion.UNPRICED_CACHE_WRITE_1H, PolicyAnswer.FREE)
            .with(PolicyQuestion.UNPRICED_AUDIO_INPUT, PolicyAnswer.FREE)
            .with(PolicyQuestion.UNPRICED_IMAGE_IN_TIER, PolicyAnswer.BASE_RATE)
            .with(PolicyQuestion.UNPRICED_SERVICE_TIER, PolicyAnswer.STANDARD)
            .with(PolicyQuestion.PARTS_ABOVE_INPUT, PolicyAnswer.PARTS_STAND)
            .with(PolicyQuestion.PARTS_ABOVE_OUTPUT, PolicyAnswer.PARTS_STAND)
            .with(PolicyQuestion.TEXT_BELOW_INPUT, PolicyAnswer.DETAIL)
            .with(PolicyQuestion.TEXT_BELOW_OUTPUT, PolicyAnswer.DETAIL)
            .with(PolicyQuestion.REQUEST_FEE, PolicyAnswer.LEAVE_OUT)
            .with(PolicyQuestion.WEB_SEARCHES, PolicyAnswer.LEAVE_OUT)
            .named("litellm");

    /** As genai-prices has it: a part without a price stays in its whole, parts with one must fit it. */
    public static final PricingPolicy GENAI = STRICT.with(PolicyQuestion.UNPRICED_METER, PolicyAnswer.FREE)
            .with(PolicyQuestion.UNPRICED_SERVICE_TIER, PolicyAnswer.STANDARD)
            .with(PolicyQuestion.PARTS_ABOVE_INPUT, PolicyAnswer.PRICED_PARTS)
            .with(PolicyQuestion.PARTS_ABOVE_OUTPUT, PolicyAnswer.PRICED_PARTS)
            .with(PolicyQuestion.CACHED_AUDIO_UNKNOWN, PolicyAnswer.REFUSE)
            .named("genai");

    private final String name;

    /** Only what differs from the strict answer. */
    private final Map<PolicyQuestion, PolicyAnswer> answers;

    private PricingPolicy(String name, Map<PolicyQuestion, PolicyAnswer> answers) {
        this.name = name;
        this.answers = answers;
    }

    /**
     * The same policy with another answer to one question.
     *
     * @param question what is left open
     * @param answer one of its {@linkplain PolicyQuestion#answers() answers}
     * @return the new policy
     * @throws IllegalArgumentException if the question has no such answer
     */
    public PricingPolicy with(PolicyQuestion question, PolicyAnswer answer) {
        if (!question.answers().contains(answer)) {
            throw new IllegalArgumentException("must be one of " + question.answers() + ": " + question + '=' + answer);
        }
        Map<PolicyQuestion, PolicyAnswer> changed = new EnumMap<>(PolicyQuestion.class);
        changed.putAll(answers);
        if (answer == question.strictAnswer()) {
            changed.remove(question);
        } else {
            changed.put(question, answer);
        }
        return new PricingPolicy(name.endsWith("+") ? name : name + '+', changed);
    }

    /**
     * The answer to a question.
     *
     * @param question what is left open
     * @return what this policy does about it
     */
    public PolicyAnswer answer(PolicyQuestion question) {
        return answers.getOrDefault(question, question.strictAnswer());
    }

    private PricingPolicy named(String preset) {
        return new PricingPolicy(preset, answers);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PricingPolicy that && answers.equals(that.answers);
    }

    @Override
    public int hashCode() {
        return answers.hashCode();
    }

    /** {@return the preset, with a plus if some answers differ from it, and every answer that is not the strict one} */
    @Override
    public String toString() {
        return name + answers;
    }
}
