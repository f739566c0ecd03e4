// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The body of {@code POST /v1/chat/completions}: what the gateway must know of it, and what it changes.
 *
 * <p>What is offered is passed through untouched but for the cap on output, which becomes what was paid for, and the wish
 * for usage at the end of a stream. A field that is not known may cost more than the caps bound, and is refused.
 */
record ChatRequest(ObjectNode json, String model, OptionalLong maxOutput, boolean stream) {

    /** What costs no more than the text of the body and the capped output, on the conditions of {@link #requireBounded}. */
    private static final Set<String> OFFERED = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_completion_tokens",
            "max_tokens",
            "n",
            "service_tier",
            "modalities",
            "temperature",
            "top_p",
            "presence_penalty",
            "frequency_penalty",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "seed",
            "stop",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "functions",
            "function_call",
            "response_format",
            "reasoning_effort",
            "verbosity",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "metadata",
            "store");

    static ChatRequest parse(byte[] body) throws BadRequest {
        if (!(Json.read(body) instanceof ObjectNode object)) {
            throw new BadRequest("The body must be a JSON object.");
        }
        JsonNode model = object.path("model");
        require(model.isTextual() && !model.textValue().isBlank(), "'model' must be a non-empty string.");
        JsonNode messages = object.path("messages");
        require(messages.isArray() && !messages.isEmpty(), "'messages' must be a non-empty array.");
        JsonNode stream = object.path("stream");
        require(isAbsent(stream) || stream.isBoolean(), "'stream' must be true or false.");
        JsonNode options = object.path("stream_options");
        require(isAbsent(options) || options.isObject(), "'stream_options' must be an object.");
        requireBounded(object);
        return new ChatRequest(object, model.textValue(), maxOutputOf(object), stream.asBoolean());
    }

    /** The body to send upstream. */
    byte[] cappedAt(long maxOutput) {
        ObjectNode capped = json.deepCopy();
        capped.remove("max_tokens");
        capped.put("max_completion_tokens", maxOutput);
        if (stream) {
            ObjectNode options = capped.path("stream_options") instanceof ObjectNode said
                    ? said
                    : capped.putObject("stream_options");
            options.put("include_usage", true);
        }
        return capped.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static OptionalLong maxOutputOf(ObjectNode json) throws BadRequest {
        for (String field : List.of("max_completion_tokens", "max_tokens")) {
            JsonNode value = json.path(field);
            if (!isAbsent(value)) {
                require(
                        value.isIntegralNumber() && value.canConvertToInt() && value.intValue() > 0,
                        "'" + field + "' must be a positive integer.");
                return OptionalLong.of(value.intValue());
            }
        }
        return OptionalLong.empty();
    }

    private static void requireBounded(ObjectNode json) throws BadRequest {
        for (Iterator<String> fields = json.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            require(
                    OFFERED.contains(field) || json.path(field).isNull(),
                    "'" + shortened(field) + "' is not offered here.");
        }
        JsonNode n = json.path("n");
        require(isAbsent(n) || (n.isIntegralNumber() && n.asText().equals("1")), "'n' must be 1.");
        String tier = isAbsent(json.path("service_tier"))
                ? "auto"
                : json.path("service_tier").asText();
        require(tier.equals("auto") || tier.equals("default"), "'service_tier' must be auto or default.");
        for (JsonNode modality : json.path("modalities")) {
            require(modality.asText().equals("text"), "'modalities' may be text only.");
        }
        for (JsonNode tool : json.path("tools")) {
            String type = tool.path("type").asText();
            require(type.equals("function") || type.equals("custom"), "'tools' may be of your own only.");
        }
        for (JsonNode message : json.path("messages")) {
            require(isAbsent(message.path("audio")), "'messages' may hold text only.");
            for (JsonNode part : message.path("content")) {
                require(part.path("type").asText().equals("text"), "'messages' may hold text only.");
            }
        }
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String shortened(String field) {
        return field.length() <= 40 ? field : field.substring(0, 40) + "...";
    }

    private static void require(boolean holds, String otherwise) throws BadRequest {
        if (!holds) {
            throw new BadRequest(otherwise);
        }
    }
}
