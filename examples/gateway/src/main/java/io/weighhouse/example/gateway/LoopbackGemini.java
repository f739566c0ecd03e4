// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;

/** Gemini's generateContent. */
final class LoopbackGemini implements LoopbackForm {

    @Override
    public ObjectNode whole(LoopbackAsk ask, JsonNode request) {
        return ended(ask, answer(ask, ask.text()));
    }

    @Override
    public Script script(LoopbackAsk ask) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < ask.words().size(); i++) {
            words.add(Script.event(answer(ask, ask.piece(i))));
        }
        ObjectNode last = answer(ask, "");
        if (!ask.tool().isEmpty()) {
            ((ObjectNode) last.at("/candidates/0/content")).putArray("parts");
        }
        return new Script(List.of(), words, List.of(Script.event(ended(ask, last))));
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI;
    }

    private static ObjectNode answer(LoopbackAsk ask, String text) {
        ObjectNode json = JSON.objectNode();
        ObjectNode candidate = json.putArray("candidates").addObject();
        ObjectNode part = candidate
                .putObject("content")
                .put("role", "model")
                .putArray("parts")
                .addObject();
        if (ask.tool().isEmpty()) {
            part.put("text", text);
        } else {
            part.putObject("functionCall").put("name", ask.tool()).set("args", ask.arguments());
        }
        candidate.put("index", 0);
        return json.put("modelVersion", ask.model()).put("responseId", "loopback");
    }

    private static ObjectNode ended(LoopbackAsk ask, ObjectNode answer) {
        ((ObjectNode) answer.at("/candidates/0")).put("finishReason", "STOP");
        if (ask.tellsUsage()) {
            answer.putObject("usageMetadata")
                    .put("promptTokenCount", ask.toldInput())
                    .put("candidatesTokenCount", ask.toldOutput())
                    .put("totalTokenCount", ask.toldInput() + ask.toldOutput());
        }
        return answer;
    }
}
