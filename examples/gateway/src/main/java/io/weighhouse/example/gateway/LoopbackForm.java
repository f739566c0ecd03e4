// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static io.weighhouse.example.gateway.Script.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.dialect.Dialect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The form in which the loopback provider answers at each of its paths. */
interface LoopbackForm {

    JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The whole answer. */
    ObjectNode whole(LoopbackAsk ask, JsonNode request);

    /** The streamed answer. */
    Script script(LoopbackAsk ask);

    /** How its errors look. */
    Dialect dialect();

    /** OpenAI's Chat Completions. */
    LoopbackForm CHAT = new LoopbackForm() {
        @Override
        public ObjectNode whole(LoopbackAsk ask, JsonNode request) {
            ObjectNode json = envelope(ask, "chat.completion");
            boolean tool = !ask.tool().isEmpty();
            ObjectNode choice = json.putArray("choices")
                    .addObject()
                    .put("index", 0)
                    .put("finish_reason", tool ? "tool_calls" : "stop");
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            if (tool) {
                message.putNull("content");
                message.putArray("tool_calls").add(call(ask));
            } else {
                message.put("content", ask.text());
            }
            if (ask.tellsUsage()) {
                json.set("usage", usage(ask));
            }
            return json;
        }

        @Override
        public Script script(LoopbackAsk ask) {
            boolean tool = !ask.tool().isEmpty();
            List<String> words = new ArrayList<>();
            for (int i = 0; i < ask.words().size(); i++) {
                ObjectNode delta = JSON.objectNode().put("role", "assistant");
                if (tool) {
                    delta.putArray("tool_calls").add(call(ask).put("index", 0));
                } else {
                    delta.put("content", ask.piece(i));
                }
                words.add(event(chunk(ask, delta, null)));
            }
            List<String> after = new ArrayList<>();
            after.add(event(chunk(ask, JSON.objectNode(), tool ? "tool_calls" : "stop")));
            if (ask.tellsUsage()) {
                ObjectNode last = envelope(ask, "chat.completion.chunk");
                last.putArray("choices");
                last.set("usage", usage(ask));
                after.add(event(last));
            }
            after.add("data: [DONE]\n\n");
            return new Script(List.of(), words, after);
        }

        @Override
        public Dialect dialect() {
            return Dialect.OPENAI;
        }

        private ObjectNode call(LoopbackAsk ask) {
            ObjectNode call = JSON.objectNode().put("id", "call_loopback").put("type", "function");
            call.putObject("function").put("name", ask.tool()).put("arguments", ask.text());
            return call;
        }

        private ObjectNode chunk(LoopbackAsk ask, ObjectNode delta, @org.jspecify.annotations.Nullable String finish) {
            ObjectNode json = envelope(ask, "chat.completion.chunk").putNull("usage");
            ObjectNode choice =
                    json.putArray("choices").addObject().put("index", 0).put("finish_reason", finish);
            choice.set("delta", delta);
            return json;
        }

        private ObjectNode usage(LoopbackAsk ask) {
            return JSON.objectNode()
                    .put("prompt_tokens", ask.toldInput())
                    .put("completion_tokens", ask.toldOutput())
                    .put("total_tokens", ask.toldInput() + ask.toldOutput());
        }

        private ObjectNode envelope(LoopbackAsk ask, String object) {
            return JSON.objectNode()
                    .put("id", "loopback")
                    .put("object", object)
                    .put("created", 0)
                    .put("model", ask.model());
        }
    };

    /** OpenAI's Embeddings, of three dimensions. */
    LoopbackForm EMBEDDINGS = new LoopbackForm() {
        private final float[] vector = {0.25f, -0.5f, 1f};

        @Override
        public ObjectNode whole(LoopbackAsk ask, JsonNode request) {
            ObjectNode json = JSON.objectNode().put("object", "list").put("model", ask.model());
            ArrayNode data = json.putArray("data");
            JsonNode input = request.path("input");
            int inputs = input.isArray() && !input.path(0).isNumber() ? input.size() : 1;
            for (int i = 0; i < inputs; i++) {
                ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
                if (request.path("encoding_format").asText().equals("base64")) {
                    one.put("embedding", base64());
                } else {
                    ArrayNode numbers = one.putArray("embedding");
                    for (float number : vector) {
                        numbers.add(number);
                    }
                }
            }
            if (ask.tellsUsage()) {
                // Numbers are tokens already.
                long tokens = ask.input() > 0 ? ask.toldInput() : input.size();
                json.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
            }
            return json;
        }

        private String base64() {
            ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            return Base64.getEncoder().encodeToString(bytes.array());
        }

        @Override
        public Script script(LoopbackAsk ask) {
            throw new IllegalStateException("embeddings are not streamed");
        }

        @Override
        public Dialect dialect() {
            return Dialect.OPENAI;
        }
    };
}
