// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static io.weighhouse.example.gateway.Script.typed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;

/** OpenAI's Responses. */
final class LoopbackResponses implements LoopbackForm {

    @Override
    public ObjectNode whole(LoopbackAsk ask, JsonNode request) {
        ObjectNode json = envelope(ask, "completed");
        json.putArray("output").add(item(ask, "completed"));
        if (ask.tellsUsage()) {
            ObjectNode usage = json.putObject("usage").put("input_tokens", ask.toldInput());
            usage.putObject("input_tokens_details").put("cached_tokens", 0);
            usage.put("output_tokens", ask.toldOutput())
                    .putObject("output_tokens_details")
                    .put("reasoning_tokens", 0);
            usage.put("total_tokens", ask.toldInput() + ask.toldOutput());
        }
        return json;
    }

    @Override
    public Script script(LoopbackAsk ask) {
        boolean tool = !ask.tool().isEmpty();
        ObjectNode started = envelope(ask, "in_progress");
        started.putArray("output");
        List<String> before = new ArrayList<>();
        before.add(typed(with("response.created", "response", started)));
        ObjectNode empty = JSON.objectNode()
                .put("id", "item_loopback")
                .put("type", tool ? "function_call" : "message")
                .put("status", "in_progress");
        if (tool) {
            empty.put("call_id", "call_loopback").put("name", ask.tool()).put("arguments", "");
        } else {
            empty.put("role", "assistant").putArray("content");
        }
        before.add(typed(with("response.output_item.added", "item", empty).put("output_index", 0)));
        if (!tool) {
            before.add(typed(at("response.content_part.added").set("part", part(""))));
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < ask.words().size(); i++) {
            String type = tool ? "response.function_call_arguments.delta" : "response.output_text.delta";
            words.add(typed(at(type).put("delta", ask.piece(i))));
        }
        List<String> after = new ArrayList<>();
        if (tool) {
            after.add(typed(at("response.function_call_arguments.done").put("arguments", ask.text())));
        } else {
            after.add(typed(at("response.output_text.done").put("text", ask.text())));
            after.add(typed(at("response.content_part.done").set("part", part(ask.text()))));
        }
        after.add(typed(with("response.output_item.done", "item", item(ask, "completed"))
                .put("output_index", 0)));
        after.add(typed(with("response.completed", "response", whole(ask, JSON.objectNode()))));
        return new Script(before, words, after);
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    private static ObjectNode at(String type) {
        return JSON.objectNode()
                .put("type", type)
                .put("item_id", "item_loopback")
                .put("output_index", 0)
                .put("content_index", 0);
    }

    private static ObjectNode with(String type, String name, ObjectNode value) {
        ObjectNode json = JSON.objectNode().put("type", type);
        json.set(name, value);
        return json;
    }

    private static ObjectNode part(String text) {
        ObjectNode part = JSON.objectNode().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        return part;
    }

    private static ObjectNode item(LoopbackAsk ask, String status) {
        ObjectNode item = JSON.objectNode().put("id", "item_loopback").put("status", status);
        if (ask.tool().isEmpty()) {
            item.put("type", "message").put("role", "assistant");
            item.putArray("content").add(part(ask.text()));
        } else {
            item.put("type", "function_call")
                    .put("call_id", "call_loopback")
                    .put("name", ask.tool())
                    .put("arguments", ask.text());
        }
        return item;
    }

    private static ObjectNode envelope(LoopbackAsk ask, String status) {
        return JSON.objectNode()
                .put("id", "resp_loopback")
                .put("object", "response")
                .put("created_at", 0)
                .put("status", status)
                .put("model", ask.model());
    }
}
