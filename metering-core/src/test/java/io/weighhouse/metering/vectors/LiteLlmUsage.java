// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Usage as LiteLLM's calculator takes it, in counts as ours does. */
final class LiteLlmUsage {

    private final UsageCounts.Builder counts = new UsageCounts.Builder();

    private LiteLlmUsage() {}

    static UsageCounts counts(JsonNode usage) {
        LiteLlmUsage reading = new LiteLlmUsage();
        reading.read(usage);
        return reading.counts.build();
    }

    private void read(JsonNode usage) {
        JsonNode input = usage.path("prompt_tokens_details");
        JsonNode output = usage.path("completion_tokens_details");
        JsonNode written = input.path("cache_creation_token_details");
        set(UsagePart.INPUT, usage.path("prompt_tokens"));
        set(UsagePart.CACHED, input.path("cached_tokens"));
        set(UsagePart.CACHE_WRITE, input.path("cache_write_tokens"));
        set(UsagePart.CACHE_WRITE, input.path("cache_creation_tokens"));
        set(UsagePart.CACHE_WRITE_5M, written.path("ephemeral_5m_input_tokens"));
        set(UsagePart.CACHE_WRITE_1H, written.path("ephemeral_1h_input_tokens"));
        set(UsagePart.AUDIO_INPUT, input.path("audio_tokens"));
        set(UsagePart.IMAGE_INPUT, input.path("image_tokens"));
        set(UsagePart.VIDEO_INPUT, input.path("video_tokens"));
        set(UsagePart.OUTPUT, usage.path("completion_tokens"));
        set(UsagePart.REASONING, output.path("reasoning_tokens"));
        set(UsagePart.AUDIO_OUTPUT, output.path("audio_tokens"));
        set(UsagePart.IMAGE_OUTPUT, output.path("image_tokens"));
        set(UsagePart.VIDEO_OUTPUT, output.path("video_tokens"));
        // No text at all is how the peer says that the details do not mention it.
        setUnlessZero(UsagePart.TEXT_INPUT, input.path("text_tokens"));
        setUnlessZero(UsagePart.TEXT_OUTPUT, output.path("text_tokens"));
        also(Meter.INPUT_IMAGES, input.path("image_count"), 1);
        also(Meter.CHARACTERS, input.path("character_count"), 1);
        also(Meter.VIDEO_INPUT_MILLIS, input.path("video_length_seconds"), 1_000);
        also(Meter.AUDIO_INPUT_MILLIS, input.path("audio_length_seconds"), 1_000);
        if (input.path("image_count").asDouble() > 0
                || input.path("video_length_seconds").asDouble() > 0) {
            counts.set(UsagePart.INPUT, 0); // pictures and films are billed by their number and length instead
        }
    }

    private void set(UsagePart part, JsonNode tokens) {
        if (tokens.isNumber()) {
            counts.set(part, tokens.decimalValue().longValueExact());
        }
    }

    private void setUnlessZero(UsagePart part, JsonNode tokens) {
        if (tokens.isNumber() && tokens.decimalValue().signum() != 0) {
            set(part, tokens);
        }
    }

    private void also(Meter meter, JsonNode quantity, long many) {
        if (quantity.isNumber()) {
            counts.also(meter, millis(quantity.decimalValue(), many));
        }
    }

    private static long millis(BigDecimal quantity, long many) {
        return quantity.multiply(BigDecimal.valueOf(many))
                .setScale(0, RoundingMode.UNNECESSARY)
                .longValueExact();
    }
}
