// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.UsagePart;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Google's Gemini APIs, its own and Vertex AI's. */
final class GeminiDialects {

    /** An event may carry a picture of several megabytes, and the usage behind it. */
    private static final int LONGEST_EVENT_BYTES = 32 << 20;

    private static final String[] NOT_SAID = {
        "groundingMetadata", "citationMetadata", "urlContextMetadata", "inputTranscription"
    };

    private static final TextMembers TEXT =
            TextMembers.of("text", "code").data("data").except(NOT_SAID);

    /** As the protocol numbers them, for clients that write numbers. */
    private static final String[] MODALITIES = {"TEXT", "IMAGE", "VIDEO", "AUDIO", "DOCUMENT"};

    private GeminiDialects() {}

    /** Every event has the whole usage so far. */
    static Dialect.Builder generateContent(String api) {
        Dialect.Builder dialect = new Dialect.Builder(api)
                .text(TEXT, TEXT)
                .longestEventBytes(LONGEST_EVENT_BYTES)
                .at("modelVersion", Slot.MODEL);
        return usage(dialect, "candidates");
    }

    /** Every turn has a usage of its own. */
    static Dialect.Builder live(String api) {
        Dialect.Builder dialect = new Dialect.Builder(api)
                .merge(Dialect.Merge.SUM)
                .objects()
                .thoughtsBesideTotal()
                .text(TEXT, TEXT)
                .longestEventBytes(LONGEST_EVENT_BYTES);
        return usage(dialect, "response");
    }

    /** Gemini's and Vertex AI's embeddings; of several in one answer each has its tokens. */
    static Dialect.Builder embed(String api) {
        String statistics = "predictions.embeddings.statistics";
        return usage(new Dialect.Builder(api).zeroIsFalse(), "candidates")
                .usages(statistics)
                .at(statistics + ".token_count", Slot.added(UsagePart.INPUT));
    }

    /** Vertex AI in OpenAI's form. */
    static Dialect.Builder vertexChat(String api) {
        return OpenAiDialects.geminiChat(api).at("usage.extra_properties.google.traffic_type", Slot.SERVICE_TIER);
    }

    private static Dialect.Builder usage(Dialect.Builder dialect, String answer) {
        String usage = "usageMetadata.";
        Slot prompt =
                modalities(UsagePart.TEXT_INPUT, UsagePart.IMAGE_INPUT, UsagePart.VIDEO_INPUT, UsagePart.AUDIO_INPUT);
        Slot cached = modalities(null, UsagePart.CACHED_IMAGE, UsagePart.CACHED_VIDEO, UsagePart.CACHED_AUDIO);
        Slot output = modalities(
                UsagePart.TEXT_OUTPUT, UsagePart.IMAGE_OUTPUT, UsagePart.VIDEO_OUTPUT, UsagePart.AUDIO_OUTPUT);
        return dialect.usage("usageMetadata")
                .error("error")
                .at("error.status", Slot.ERROR_CODE)
                .wholes(GeminiDialects::noAnswerIsZero)
                .at(usage + "promptTokenCount", Slot.part(UsagePart.INPUT))
                .at(usage + "cachedContentTokenCount", Slot.part(UsagePart.CACHED))
                .at(usage + answer + "TokenCount", Slot.part(UsagePart.OUTPUT))
                .at(usage + "thoughtsTokenCount", Slot.onTop(UsagePart.REASONING))
                .at(usage + "toolUsePromptTokenCount", Slot.meter(Meter.TOOL_PROMPT_TOKENS))
                .at(usage + "totalTokenCount", Slot.part(UsagePart.TOTAL))
                .at(usage + "promptTokensDetails", prompt)
                .at(usage + "promptTokenDetails", prompt)
                .at(usage + "cacheTokensDetails", cached)
                .at(usage + answer + "TokensDetails", output)
                .at(usage + "toolUsePromptTokensDetails", Slot.IGNORED)
                .at(usage + "serviceTier", Slot.SERVICE_TIER)
                .at(usage + "trafficType", Slot.SERVICE_TIER);
    }

    /** By the modalities' names, and by the numbers that some clients write. */
    private static Slot modalities(@Nullable UsagePart text, UsagePart image, UsagePart video, UsagePart audio) {
        // A document is text and pictures; which, the provider does not say, and both cost the same.
        Slot document = text == null ? Slot.IGNORED : Slot.added(text);
        Slot[] slots = {document, Slot.part(image), Slot.part(video), Slot.part(audio), document};
        Map<String, Slot> byLabel = new HashMap<>();
        for (int i = 0; i < slots.length; i++) {
            byLabel.put(MODALITIES[i], slots[i]);
            byLabel.put(Integer.toString(i + 1), slots[i]);
        }
        return Slot.labelled("modality", "tokenCount", byLabel);
    }

    /** An answer without a token has no count. */
    private static void noAnswerIsZero(TokenCounts counts) {
        if (counts.has(UsagePart.INPUT) && !counts.has(UsagePart.OUTPUT)) {
            counts.set(UsagePart.OUTPUT, 0);
        }
    }
}
