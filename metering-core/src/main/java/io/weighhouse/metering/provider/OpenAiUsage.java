// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageTally;

/**
 * Makes a partition of the {@code usage} object of a chat completion.
 *
 * <p>The object counts wholes and parts of them; a partition counts each token once. Input is what is left of the prompt
 * when its cached, cache-written, audio and image parts are taken out, output what is left of the completion without
 * reasoning, audio and images.
 */
final class OpenAiUsage {

    private static final long ABSENT = -1;

    private final long prompt;
    private final long completion;
    private final long total;
    private final long cached;
    private final long cacheWritten;
    private final long audioIn;
    private final long imageIn;
    private final long reasoning;
    private final long audioOut;
    private final long imageOut;

    private OpenAiUsage(JsonNode usage) {
        JsonNode promptDetails = usage.path("prompt_tokens_details");
        JsonNode completionDetails = usage.path("completion_tokens_details");
        prompt = count(usage, "prompt_tokens");
        completion = count(usage, "completion_tokens");
        total = count(usage, "total_tokens");
        // Mistral and Moonshot report the cached part beside the whole instead of in the details.
        cached = firstPresent(
                count(promptDetails, "cached_tokens"),
                count(usage, "num_cached_tokens"),
                count(usage, "cached_tokens"));
        cacheWritten = count(promptDetails, "cache_write_tokens");
        audioIn = count(promptDetails, "audio_tokens");
        imageIn = count(promptDetails, "image_tokens");
        reasoning = count(completionDetails, "reasoning_tokens");
        audioOut = count(completionDetails, "audio_tokens");
        imageOut = count(completionDetails, "image_tokens");
    }

    /** Reads a usage object; {@code textDelivered} says whether the response had any text. */
    static UsageOutcome read(JsonNode usage, boolean textDelivered) {
        try {
            return new OpenAiUsage(usage).outcome(textDelivered);
        } catch (UnreadableCount unreadable) {
            return new UsageOutcome.Unreadable(unreadable.what);
        }
    }

    private UsageOutcome outcome(boolean textDelivered) {
        if (prompt == ABSENT && completion == ABSENT) {
            return new UsageOutcome.NotReported();
        }
        long input = orZero(prompt);
        long output = orZero(completion) + (reasoningIsOnTop() ? reasoning : 0);
        long inputParts = orZero(cached) + orZero(cacheWritten) + orZero(audioIn) + orZero(imageIn);
        long outputParts = orZero(reasoning) + orZero(audioOut) + orZero(imageOut);
        if (inputParts > input || outputParts > output) {
            return new UsageOutcome.Inconsistent(
                    Usage.tokens(Math.max(input, inputParts), Math.max(output, outputParts)),
                    "parts exceed the whole: prompt_tokens=" + input + " parts=" + inputParts + ", completion_tokens="
                            + output + " parts=" + outputParts);
        }
        if (output == 0 && textDelivered) {
            return new UsageOutcome.ZeroWithOutput();
        }
        UsageTally partition = new UsageTally();
        put(partition, Meter.INPUT_TOKENS, prompt == ABSENT ? ABSENT : input - inputParts);
        put(partition, Meter.CACHED_INPUT_TOKENS, cached);
        put(partition, Meter.CACHE_WRITE_5M_TOKENS, cacheWritten);
        put(partition, Meter.AUDIO_INPUT_TOKENS, audioIn);
        put(partition, Meter.IMAGE_INPUT_TOKENS, imageIn);
        put(partition, Meter.OUTPUT_TOKENS, completion == ABSENT ? ABSENT : output - outputParts);
        put(partition, Meter.REASONING_TOKENS, reasoning);
        put(partition, Meter.AUDIO_OUTPUT_TOKENS, audioOut);
        put(partition, Meter.IMAGE_OUTPUT_TOKENS, imageOut);
        return new UsageOutcome.Reported(partition.toUsage());
    }

    /** xAI's completion tokens leave reasoning out; only the total gives it away. */
    private boolean reasoningIsOnTop() {
        return reasoning > 0 && total == orZero(prompt) + orZero(completion) + reasoning;
    }

    private static void put(UsageTally usage, Meter meter, long quantity) {
        if (quantity != ABSENT) {
            usage.set(meter, quantity);
        }
    }

    private static long orZero(long count) {
        return Math.max(count, 0);
    }

    private static long firstPresent(long... counts) {
        for (long count : counts) {
            if (count != ABSENT) {
                return count;
            }
        }
        return ABSENT;
    }

    private static long count(JsonNode object, String name) {
        JsonNode count = object.path(name);
        if (count.isMissingNode() || count.isNull()) {
            return ABSENT;
        }
        if (!count.isIntegralNumber() || !count.canConvertToInt() || count.intValue() < 0) {
            throw new UnreadableCount(name, count.toString());
        }
        return count.intValue();
    }

    private static final class UnreadableCount extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String what;

        UnreadableCount(String name, String value) {
            super(name);
            what = "must be a count: " + name + '=' + (value.length() <= 40 ? value : value.substring(0, 40) + "...");
        }
    }
}
