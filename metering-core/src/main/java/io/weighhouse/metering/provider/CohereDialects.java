// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.UsagePart;

/** Cohere's APIs, and the rankings and embeddings of those whose answers have nothing but a count of tokens. */
final class CohereDialects {

    private static final String[] REPEATED = {"citations", "documents", "sources", "search_results", "chat_history"};

    private static final TextMembers WHOLE =
            TextMembers.of("text", "thinking", "tool_plan", "arguments").except(REPEATED);

    /** The first version ends its stream with the whole response. */
    private static final TextMembers STREAMED = TextMembers.of("text", "thinking", "tool_plan", "arguments")
            .except("citations", "documents", "sources", "search_results", "chat_history", "response");

    private CohereDialects() {}

    /** Both versions of Chat, and Generate. */
    static Dialect.Builder chat(String api) {
        return billed(new Dialect.Builder(api).text(WHOLE, STREAMED));
    }

    /** Embeddings and rankings. */
    static Dialect.Builder search(String api) {
        return billed(new Dialect.Builder(api).zeroIsFalse());
    }

    /** Voyage's and Jina's rankings, and Jina's embeddings: all tokens are input. */
    static Dialect.Builder tokens(String api) {
        return new Dialect.Builder(api)
                .zeroIsFalse()
                .usage("usage")
                .error("error")
                .at("model", Slot.MODEL)
                .at("detail", Slot.FAILURE)
                .at("usage.total_tokens", Slot.part(UsagePart.INPUT))
                .at("usage.prompt_tokens", Slot.otherwise(UsagePart.INPUT));
    }

    /** What is billed counts; the tokens that the model saw, with a preamble that is free, are told beside. */
    private static Dialect.Builder billed(Dialect.Builder dialect) {
        dialect.error("error").marker("response").at("message", Slot.FAILURE);
        for (String usage : new String[] {"usage", "delta.usage", "meta", "response.meta"}) {
            dialect.usage(usage)
                    .at(usage + ".billed_units.input_tokens", Slot.part(UsagePart.INPUT))
                    .at(usage + ".billed_units.output_tokens", Slot.part(UsagePart.OUTPUT))
                    .at(usage + ".billed_units.image_tokens", Slot.onTop(UsagePart.IMAGE_INPUT))
                    .at(usage + ".billed_units.images", Slot.meter(Meter.INPUT_IMAGES))
                    .at(usage + ".billed_units.search_units", Slot.meter(Meter.SEARCH_UNITS))
                    .at(usage + ".tokens.input_tokens", Slot.NOTED)
                    .at(usage + ".tokens.output_tokens", Slot.NOTED)
                    .at(usage + ".cached_tokens", Slot.NOTED);
        }
        return dialect;
    }
}
