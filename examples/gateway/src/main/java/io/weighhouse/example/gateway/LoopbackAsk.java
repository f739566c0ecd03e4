// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of the loopback provider, whatever the dialect: it answers the last message's words, each a token.
 *
 * @param model which is asked
 * @param words of the answer, within the request's cap
 * @param input tokens of the request: its words
 * @param fault what goes wrong on purpose
 * @param tool the tool to call, empty for none
 */
record LoopbackAsk(String model, List<String> words, long input, Fault fault, String tool) {

    private static final String ON_PURPOSE = "This goes wrong on purpose";
    private static final List<String> CAPS =
            List.of("max_completion_tokens", "max_tokens", "max_output_tokens", "generationConfig.maxOutputTokens");

    static LoopbackAsk of(String model, JsonNode request, FaultRules rules) {
        List<String> texts = new ArrayList<>();
        for (String said : List.of("system", "instructions", "systemInstruction", "messages", "input", "contents")) {
            collect(request.path(said), texts);
        }
        String last = texts.isEmpty() ? "" : texts.get(texts.size() - 1).strip();
        long input = texts.stream().mapToLong(text -> wordsOf(text).size()).sum();
        Fault fault = Fault.NONE;
        for (String directive : wordsOf(rules.find(model, last))) {
            fault = fault.and(directive);
        }
        String rest = last;
        while (rest.startsWith("!")) {
            String[] parts = rest.split("\\s+", 2);
            fault = fault.and(parts[0]);
            rest = parts.length == 2 ? parts[1] : "";
        }
        String tool = fault.is(Fault.Kind.TOOL) ? toolOf(request.path("tools")) : "";
        List<String> words = tool.isEmpty()
                ? wordsOf(rest.isEmpty() ? ON_PURPOSE : rest)
                : List.of(rest.startsWith("{") ? rest : "{}");
        return new LoopbackAsk(model, words.subList(0, Math.min(words.size(), cap(request))), input, fault, tool);
    }

    String text() {
        return String.join(" ", words);
    }

    /** A word as a stream has it: with the space that is before it. */
    String piece(int word) {
        return word == 0 ? words.get(0) : ' ' + words.get(word);
    }

    /** The arguments of the tool's call; an object without members where the text is none. */
    ObjectNode arguments() {
        try {
            return Json.MAPPER.readValue(text(), ObjectNode.class);
        } catch (JsonProcessingException noObject) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    boolean tellsUsage() {
        return !fault.is(Fault.Kind.NO_USAGE);
    }

    long toldInput() {
        return fault.is(Fault.Kind.ZERO_USAGE) ? 0 : input;
    }

    long toldOutput() {
        return fault.is(Fault.Kind.ZERO_USAGE) ? 0 : words.size();
    }

    /** Every text in messages, contents, items and parts, in order. */
    private static void collect(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.textValue());
        } else if (node.isArray()) {
            node.forEach(each -> collect(each, texts));
        } else if (node.isObject()) {
            for (String inside : List.of("content", "parts", "text", "output", "arguments")) {
                collect(node.path(inside), texts);
            }
        }
    }

    private static List<String> wordsOf(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    private static String toolOf(JsonNode tools) {
        JsonNode first = tools.path(0);
        for (String place : List.of("/function/name", "/name", "/functionDeclarations/0/name")) {
            String name = first.at(place).asText("");
            if (!name.isEmpty()) {
                return name;
            }
        }
        return "";
    }

    private static int cap(JsonNode request) {
        int least = Integer.MAX_VALUE;
        for (String name : CAPS) {
            JsonNode value = request.at('/' + name.replace('.', '/'));
            least = Math.min(least, value.asInt(Integer.MAX_VALUE));
        }
        return least;
    }
}
