// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static io.weighhouse.example.gateway.Script.typed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;

/** Anthropic's Messages. */
final class LoopbackMessages implements LoopbackForm {

    @Override
    public ObjectNode whole(LoopbackAsk ask, JsonNode request) {
        ObjectNode json = envelope(ask);
        ObjectNode block = block(ask);
        if (ask.tool().isEmpty()) {
            block.put("text", ask.text());
        } else {
            block.set("input", ask.arguments());
        }
        json.putArray("content").add(block);
        json.put("stop_reason", reason(ask)).putNull("stop_sequence");
        if (ask.tellsUsage()) {
            json.putObject("usage").put("input_tokens", ask.toldInput()).put("output_tokens", ask.toldOutput());
        }
        return json;
    }

    @Override
    public Script script(LoopbackAsk ask) {
        ObjectNode message = envelope(ask);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        if (ask.tellsUsage()) {
            message.putObject("usage").put("input_tokens", ask.toldInput()).put("output_tokens", 1);
        }
        ObjectNode start = JSON.objectNode().put("type", "message_start");
        start.set("message", message);
        ObjectNode open = JSON.objectNode().put("type", "content_block_start").put("index", 0);
        open.set("content_block", block(ask));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < ask.words().size(); i++) {
            ObjectNode delta =
                    JSON.objectNode().put("type", "content_block_delta").put("index", 0);
            if (ask.tool().isEmpty()) {
                delta.putObject("delta").put("type", "text_delta").put("text", ask.piece(i));
            } else {
                delta.putObject("delta").put("type", "input_json_delta").put("partial_json", ask.piece(i));
            }
            words.add(typed(delta));
        }
        ObjectNode end = JSON.objectNode().put("type", "message_delta");
        end.putObject("delta").put("stop_reason", reason(ask)).putNull("stop_sequence");
        if (ask.tellsUsage()) {
            end.putObject("usage").put("output_tokens", ask.toldOutput());
        }
        return new Script(
                List.of(typed(start), typed(open)),
                words,
                List.of(
                        typed(JSON.objectNode()
                                .put("type", "content_block_stop")
                                .put("index", 0)),
                        typed(end),
                        typed(JSON.objectNode().put("type", "message_stop"))));
    }

    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
    }

    private static String reason(LoopbackAsk ask) {
        return ask.tool().isEmpty() ? "end_turn" : "tool_use";
    }

    private static ObjectNode block(LoopbackAsk ask) {
        ObjectNode block = JSON.objectNode();
        if (ask.tool().isEmpty()) {
            return block.put("type", "text").put("text", "");
        }
        block.put("type", "tool_use").put("id", "toolu_loopback").put("name", ask.tool());
        block.putObject("input");
        return block;
    }

    private static ObjectNode envelope(LoopbackAsk ask) {
        return JSON.objectNode()
                .put("id", "msg_loopback")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", ask.model());
    }
}
