// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What each API would bill beyond the text of the body and the capped output, and is refused for it: several answers, other
 * tiers, the provider's own tools, pictures and sound, and input that is not in the body.
 *
 * <p>A field that is not known here goes through.
 */
enum Bounds {
    /** OpenAI's Chat Completions. */
    CHAT {
        @Override
        void check(Fields fields) throws BadRequest {
            fields.list("messages");
            fields.object("stream_options");
            fields.none(Set.of("web_search_options", "audio", "best_of", "prediction", "plugins"));
            fields.one("n");
            fields.among("service_tier", List.of("auto", "default"));
            fields.only("modalities", "text");
            for (JsonNode tool : fields.path("tools")) {
                String type = tool.path("type").asText();
                Fields.require(type.equals("function") || type.equals("custom"), OWN_TOOLS);
            }
            for (JsonNode message : fields.path("messages")) {
                Fields.require(Fields.isAbsent(message.path("audio")), "'messages' may hold text only.");
                typed("messages", message.path("content"), Set.of("text", "refusal"));
            }
        }
    },

    /** OpenAI's Responses. */
    RESPONSES {
        @Override
        void check(Fields fields) throws BadRequest {
            JsonNode input = fields.path("input");
            Fields.require(input.isTextual() || input.isArray(), "'input' must be a string or an array.");
            fields.none(Set.of("previous_response_id", "conversation", "prompt", "modalities"));
            Fields.require(!fields.flag("background"), "'background' must be false.");
            fields.among("service_tier", List.of("auto", "default"));
            for (JsonNode tool : fields.path("tools")) {
                String type = tool.path("type").asText();
                Fields.require(type.equals("function") || type.equals("custom"), OWN_TOOLS);
            }
            for (JsonNode item : input) {
                Fields.require(ITEMS.contains(item.path("type").asText("message")), "'input' may hold text only.");
                typed("input", item.path("content"), TEXTS);
                typed("input", item.path("output"), TEXTS);
            }
        }
    },

    /** OpenAI's Embeddings. */
    EMBEDDINGS {
        @Override
        void check(Fields fields) throws BadRequest {
            JsonNode input = fields.path("input");
            Fields.require(
                    input.isTextual() || (input.isArray() && !input.isEmpty()),
                    "'input' must be a string or a non-empty array.");
        }
    },

    /** Anthropic's Messages. */
    MESSAGES {
        @Override
        void check(Fields fields) throws BadRequest {
            fields.list("messages");
            fields.none(Set.of("mcp_servers", "container", "inference_geo", "speed"));
            fields.among("service_tier", List.of("auto", "standard_only"));
            for (JsonNode tool : fields.path("tools")) {
                Fields.require(tool.path("type").asText("custom").equals("custom"), OWN_TOOLS);
            }
            typed("system", fields.path("system"), Set.of("text"));
            for (JsonNode message : fields.path("messages")) {
                typed("messages", message.path("content"), BLOCKS);
                for (JsonNode block : message.path("content")) {
                    typed("messages", block.path("content"), Set.of("text"));
                }
            }
        }
    },

    /** Gemini's generateContent. Google takes every name in two spellings; only one is taken here, so that no cap is missed. */
    GENERATE_CONTENT {
        @Override
        void check(Fields fields) throws BadRequest {
            fields.list("contents");
            fields.none(Set.of("generation_config", "cached_content", "cachedContent", "system_instruction_parts"));
            fields.object("generationConfig");
            for (Iterator<String> names = fields.path("generationConfig").fieldNames(); names.hasNext(); ) {
                String name = names.next();
                Fields.require(name.indexOf('_') < 0, "'generationConfig' must be spelt as in maxOutputTokens.");
            }
            fields.one("generationConfig.candidateCount");
            fields.only("generationConfig.responseModalities", "text");
            for (JsonNode tool : fields.path("tools")) {
                for (Iterator<String> names = tool.fieldNames(); names.hasNext(); ) {
                    String name = names.next();
                    Fields.require(
                            name.equals("functionDeclarations") || name.equals("function_declarations"), OWN_TOOLS);
                }
                Fields.require(tool.isObject(), OWN_TOOLS);
            }
            for (JsonNode content : fields.path("contents")) {
                parts(content.path("parts"));
            }
        }

        private void parts(JsonNode parts) throws BadRequest {
            for (JsonNode part : parts) {
                Fields.require(part.isObject(), "'contents' may hold text only.");
                for (Iterator<String> names = part.fieldNames(); names.hasNext(); ) {
                    Fields.require(PARTS.contains(names.next()), "'contents' may hold text only.");
                }
            }
        }
    };

    private static final String OWN_TOOLS = "'tools' may be of your own only.";
    private static final Set<String> ITEMS = Set.of(
            "message",
            "reasoning",
            "function_call",
            "function_call_output",
            "custom_tool_call",
            "custom_tool_call_output");
    private static final Set<String> TEXTS =
            Set.of("input_text", "output_text", "refusal", "summary_text", "reasoning_text");
    private static final Set<String> BLOCKS =
            Set.of("text", "tool_use", "tool_result", "thinking", "redacted_thinking");
    private static final Set<String> PARTS = Set.of(
            "text",
            "thought",
            "thoughtSignature",
            "thought_signature",
            "functionCall",
            "function_call",
            "functionResponse",
            "function_response");

    /** Refuses what is not bounded by the caps. */
    abstract void check(Fields fields) throws BadRequest;

    /** A text, or parts of these types. */
    private static void typed(String field, JsonNode content, Set<String> types) throws BadRequest {
        for (JsonNode part : content) {
            Fields.require(types.contains(part.path("type").asText()), "'" + field + "' may hold text only.");
        }
    }
}
