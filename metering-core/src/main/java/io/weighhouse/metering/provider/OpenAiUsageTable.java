// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.UsagePart;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The members of a usage object in OpenAI's form, under every name that it has had and that those have given it who answer
 * in this form.
 *
 * <p>One table for all of these APIs: no name means two things.
 */
final class OpenAiUsageTable {

    static final Slot WEB_SEARCHES = Slot.meter(Meter.WEB_SEARCHES);

    private static final Map<String, Slot> MEMBERS = new LinkedHashMap<>();

    static {
        for (String name : new String[] {"prompt_tokens", "input_tokens"}) {
            MEMBERS.put(name, Slot.part(UsagePart.INPUT));
        }
        for (String name : new String[] {"completion_tokens", "output_tokens"}) {
            MEMBERS.put(name, Slot.part(UsagePart.OUTPUT));
        }
        MEMBERS.put("total_tokens", Slot.part(UsagePart.TOTAL));
        // Writer's and the realtime API's details are of the token, not of the tokens.
        for (String details : new String[] {
            "prompt_tokens_details", "prompt_token_details", "input_tokens_details", "input_token_details"
        }) {
            inputDetails(details + '.');
        }
        for (String details : new String[] {
            "completion_tokens_details", "completion_token_details", "output_tokens_details", "output_token_details"
        }) {
            outputDetails(details + '.');
        }
        besideTheDetails();
        aggregators();
    }

    private OpenAiUsageTable() {}

    private static void inputDetails(String at) {
        MEMBERS.put(at + "cached_tokens", Slot.part(UsagePart.CACHED));
        MEMBERS.put(at + "cache_write_tokens", Slot.part(UsagePart.CACHE_WRITE));
        MEMBERS.put(at + "text_tokens", Slot.part(UsagePart.TEXT_INPUT));
        MEMBERS.put(at + "audio_tokens", Slot.part(UsagePart.AUDIO_INPUT));
        MEMBERS.put(at + "image_tokens", Slot.part(UsagePart.IMAGE_INPUT));
        MEMBERS.put(at + "video_tokens", Slot.part(UsagePart.VIDEO_INPUT));
        // The rest of the cached tokens is text.
        MEMBERS.put(at + "cached_tokens_details.text_tokens", Slot.IGNORED);
        MEMBERS.put(at + "cached_tokens_details.audio_tokens", Slot.part(UsagePart.CACHED_AUDIO));
        MEMBERS.put(at + "cached_tokens_details.image_tokens", Slot.part(UsagePart.CACHED_IMAGE));
    }

    private static void outputDetails(String at) {
        MEMBERS.put(at + "reasoning_tokens", Slot.part(UsagePart.REASONING));
        MEMBERS.put(at + "text_tokens", Slot.part(UsagePart.TEXT_OUTPUT));
        MEMBERS.put(at + "audio_tokens", Slot.part(UsagePart.AUDIO_OUTPUT));
        MEMBERS.put(at + "image_tokens", Slot.part(UsagePart.IMAGE_OUTPUT));
        MEMBERS.put(at + "accepted_prediction_tokens", Slot.part(UsagePart.ACCEPTED_PREDICTION));
        MEMBERS.put(at + "rejected_prediction_tokens", Slot.part(UsagePart.REJECTED_PREDICTION));
    }

    /** What some put beside the two wholes instead of into the details, or count beside them. */
    private static void besideTheDetails() {
        // Mistral; Moonshot and Hugging Face; DeepSeek; xAI at first.
        for (String name : new String[] {
            "num_cached_tokens", "cached_tokens", "prompt_cache_hit_tokens", "cached_prompt_text_tokens"
        }) {
            MEMBERS.put(name, Slot.otherwise(UsagePart.CACHED));
        }
        MEMBERS.put("prompt_text_tokens", Slot.otherwise(UsagePart.TEXT_INPUT));
        // Perplexity and, at first, xAI leave it out of the completion.
        MEMBERS.put("reasoning_tokens", Slot.onTop(UsagePart.REASONING));
        MEMBERS.put("citation_tokens", Slot.meter(Meter.CITATION_TOKENS));
        MEMBERS.put("num_search_queries", WEB_SEARCHES);
        // xAI's live search is billed by the source.
        MEMBERS.put("num_sources_used", WEB_SEARCHES);
        MEMBERS.put("server_side_tools_used", Slot.meter(Meter.TOOL_CALLS));
        MEMBERS.put("num_server_side_tools_used", Slot.meter(Meter.TOOL_CALLS));
        MEMBERS.put("seconds", Slot.seconds(Meter.AUDIO_INPUT_MILLIS));
        MEMBERS.put("prompt_audio_seconds", Slot.seconds(Meter.AUDIO_INPUT_MILLIS));
        MEMBERS.put("pages_processed", Slot.meter(Meter.PAGES));
        MEMBERS.put("pages_processed_annotation", Slot.meter(Meter.ANNOTATED_PAGES));
        for (String name : new String[] {
            // DeepSeek's rest of the prompt, Groq's clocks, Mistral's calls and sizes.
            "prompt_cache_miss_tokens",
            "queue_time",
            "prompt_time",
            "completion_time",
            "total_time",
            "request_count",
            "doc_size_bytes"
        }) {
            MEMBERS.put(name, Slot.IGNORED);
        }
    }

    /** What the aggregators say of their own bill. */
    private static void aggregators() {
        MEMBERS.put("cost", Slot.COST);
        MEMBERS.put("cost_details.upstream_inference_cost", Slot.UPSTREAM_COST);
        for (String side : new String[] {"prompt", "completions", "input", "output"}) {
            MEMBERS.put("cost_details.upstream_inference_" + side + "_cost", Slot.IGNORED);
        }
        MEMBERS.put("cost.total_cost", Slot.COST);
        for (String item : new String[] {"input_tokens", "output_tokens", "reasoning_tokens", "citation_tokens"}) {
            MEMBERS.put("cost." + item + "_cost", Slot.IGNORED);
        }
        MEMBERS.put("cost.request_cost", Slot.IGNORED);
        MEMBERS.put("cost.search_queries_cost", Slot.IGNORED);
        MEMBERS.put("cost_in_usd_ticks", Slot.COST_TICKS);
        for (String tools : new String[] {"server_tool_use_details", "server_tool_use"}) {
            MEMBERS.put(tools + ".web_search_requests", WEB_SEARCHES);
            MEMBERS.put(tools + ".tool_calls_executed", Slot.meter(Meter.TOOL_CALLS));
            MEMBERS.put(tools + ".tool_calls_requested", Slot.IGNORED);
        }
    }

    /** Declares a usage object at that path. */
    static Dialect.Builder at(Dialect.Builder dialect, String path) {
        dialect.usage(path);
        MEMBERS.forEach((name, slot) -> dialect.at(path + '.' + name, slot));
        return dialect;
    }

    /** The shape of a usage that is priced by itself. */
    static PathNode element() {
        PathNode element = new PathNode();
        MEMBERS.forEach(element::with);
        return element;
    }
}
