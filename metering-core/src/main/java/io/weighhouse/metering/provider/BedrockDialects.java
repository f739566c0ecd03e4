// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.UsagePart;
import java.util.Map;

/** The APIs of Amazon Bedrock: Converse, and InvokeModel with each model's own form of answer. */
final class BedrockDialects {

    /** As {@code inputTokens} and in headers: what was read from the cache and written to it is on top. */
    static final Slot INPUT = Slot.part(UsagePart.INPUT);

    static final Slot OUTPUT = Slot.part(UsagePart.OUTPUT);
    static final Slot CACHE_READ = Slot.onTop(UsagePart.CACHED);
    static final Slot CACHE_WRITE = Slot.onTop(UsagePart.CACHE_WRITE);

    private static final String METRICS = "amazon-bedrock-invocationMetrics";

    private static final TextMembers CONVERSE_TEXT =
            TextMembers.of("text", "input").except("trace", "citationsContent");

    private static final TextMembers MODEL_TEXT =
            TextMembers.of("text", "thinking", "partial_json", "content", "outputText", "generation", "completion");

    private BedrockDialects() {}

    static Dialect.Builder converse(String api) {
        Dialect.Builder dialect =
                new Dialect.Builder(api).text(CONVERSE_TEXT, CONVERSE_TEXT).at("serviceTier.type", Slot.SERVICE_TIER);
        return converseUsage(failure(dialect)).usage("usage").framed();
    }

    /** Any model by InvokeModel: what its own answer says, or the metrics or headers that Bedrock adds. */
    static Dialect.Builder invoke(String api) {
        Dialect.Builder dialect =
                AnthropicDialects.addTo(new Dialect.Builder(api)).text(MODEL_TEXT, MODEL_TEXT);
        return converseUsage(failure(dialect))
                .framed()
                .usage(METRICS)
                .at(METRICS + ".inputTokenCount", INPUT)
                .at(METRICS + ".outputTokenCount", OUTPUT)
                .at(METRICS + ".cacheReadInputTokenCount", CACHE_READ)
                .at(METRICS + ".cacheWriteInputTokenCount", CACHE_WRITE)
                .at(METRICS + ".invocationLatency", Slot.IGNORED)
                .at(METRICS + ".firstByteLatency", Slot.IGNORED);
    }

    /** An answer that has a message at its top is none. */
    private static Dialect.Builder failure(Dialect.Builder dialect) {
        return dialect.at("message", Slot.FAILURE).at("__type", Slot.ERROR_TYPE);
    }

    private static Dialect.Builder converseUsage(Dialect.Builder dialect) {
        Map<String, Slot> kept =
                Map.of("5m", Slot.added(UsagePart.CACHE_WRITE_5M), "1h", Slot.added(UsagePart.CACHE_WRITE_1H));
        return dialect.at("usage.inputTokens", INPUT)
                .at("usage.outputTokens", OUTPUT)
                .at("usage.totalTokens", Slot.part(UsagePart.TOTAL))
                .at("usage.cacheReadInputTokens", CACHE_READ)
                .at("usage.cacheReadInputTokenCount", CACHE_READ)
                .at("usage.cacheWriteInputTokens", CACHE_WRITE)
                .at("usage.cacheWriteInputTokenCount", CACHE_WRITE)
                .at("usage.cacheDetails", Slot.labelled("ttl", "inputTokens", kept));
    }
}
