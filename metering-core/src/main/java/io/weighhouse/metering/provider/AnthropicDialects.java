// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.UsagePart;

/** Anthropic's APIs, wherever its models are hosted. */
final class AnthropicDialects {

    private static final TextMembers TEXT = TextMembers.of("text", "thinking", "partial_json", "content");

    private AnthropicDialects() {}

    /** A stream tells its input at the start, and at the end whatever has changed since. */
    static Dialect.Builder messages(String api) {
        return addTo(new Dialect.Builder(api));
    }

    /** Text Completions report no usage. */
    static Dialect.Builder complete(String api) {
        TextMembers text = TextMembers.of("completion");
        return new Dialect.Builder(api).error("error").at("model", Slot.MODEL).text(text, text);
    }

    /** A count of tokens that were not used. */
    static Dialect.Builder count(String api) {
        return new Dialect.Builder(api).error("error");
    }

    static Dialect.Builder addTo(Dialect.Builder dialect) {
        dialect.merge(Dialect.Merge.FIELDS)
                .text(TEXT, TEXT)
                .error("error")
                .usage("usage")
                .usageSoFar("message.usage")
                .at("model", Slot.MODEL)
                .at("message.model", Slot.MODEL)
                .wholes(AnthropicDialects::writesOnTop);
        for (String usage : new String[] {"usage.", "message.usage."}) {
            dialect.at(usage + "output_tokens_details.thinking_tokens", Slot.part(UsagePart.REASONING))
                    .at(usage + "server_tool_use.web_search_requests", Slot.meter(Meter.WEB_SEARCHES))
                    .at(usage + "server_tool_use.web_fetch_requests", Slot.meter(Meter.WEB_FETCHES))
                    .at(usage + "service_tier", Slot.SERVICE_TIER)
                    .at(usage + "inference_geo", Slot.REGION)
                    .at(usage + "iterations", Slot.legs(leg()));
            tokens(dialect.root(), usage);
        }
        return dialect;
    }

    private static PathNode leg() {
        PathNode leg = new PathNode().with("type", Slot.LEG_KIND).with("model", Slot.MODEL);
        tokens(leg, "");
        return leg;
    }

    private static void tokens(PathNode node, String usage) {
        node.with(usage + "input_tokens", Slot.part(UsagePart.INPUT))
                .with(usage + "cache_read_input_tokens", Slot.onTop(UsagePart.CACHED))
                .with(usage + "cache_creation_input_tokens", Slot.onTop(UsagePart.CACHE_WRITE))
                .with(usage + "cache_creation.ephemeral_5m_input_tokens", Slot.part(UsagePart.CACHE_WRITE_5M))
                .with(usage + "cache_creation.ephemeral_1h_input_tokens", Slot.part(UsagePart.CACHE_WRITE_1H))
                .with(usage + "output_tokens", Slot.part(UsagePart.OUTPUT));
    }

    /** Where only the parts of what was written are told, these are on top of the input. */
    static void writesOnTop(TokenCounts counts) {
        boolean parts = counts.has(UsagePart.CACHE_WRITE_5M) || counts.has(UsagePart.CACHE_WRITE_1H);
        if (parts && !counts.has(UsagePart.CACHE_WRITE)) {
            long written = counts.get(UsagePart.CACHE_WRITE_5M) + counts.get(UsagePart.CACHE_WRITE_1H);
            counts.set(UsagePart.CACHE_WRITE, written);
            counts.set(UsagePart.INPUT, counts.get(UsagePart.INPUT) + written);
        }
    }
}
