// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** How each API is spoken to in tests. */
enum Dialogue {
    CHAT("gpt-4o-mini", "/v1/chat/completions") {
        @Override
        String body(String model, String text, boolean stream, int most) {
            return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"max_tokens\":" + most
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                    + "\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weigh\"}}]}";
        }

        @Override
        String text(JsonNode answer) {
            return answer.at("/choices/0/message/content").asText();
        }

        @Override
        String piece(JsonNode event) {
            return event.at("/choices/0/delta/content").asText("");
        }

        @Override
        String tool(JsonNode answer) {
            return answer.at("/choices/0/message/tool_calls/0/function/name").asText();
        }

        @Override
        String code(JsonNode answer) {
            return answer.at("/error/code").asText();
        }
    },
    RESPONSES("gpt-4o-mini", "/v1/responses") {
        @Override
        String body(String model, String text, boolean stream, int most) {
            return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"max_output_tokens\":" + most
                    + ",\"input\":\"" + text + "\",\"tools\":[{\"type\":\"function\",\"name\":\"weigh\"}]}";
        }

        @Override
        String text(JsonNode answer) {
            return answer.at("/output/0/content/0/text").asText();
        }

        @Override
        String piece(JsonNode event) {
            return event.path("type").asText().equals("response.output_text.delta")
                    ? event.path("delta").asText()
                    : "";
        }

        @Override
        String tool(JsonNode answer) {
            return answer.at("/output/0/name").asText();
        }

        @Override
        String code(JsonNode answer) {
            return answer.at("/error/code").asText();
        }
    },
    MESSAGES("claude-sonnet-4-5", "/v1/messages") {
        @Override
        String body(String model, String text, boolean stream, int most) {
            return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"max_tokens\":" + most
                    + ",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + text
                    + "\"}]}],\"tools\":[{\"name\":\"weigh\",\"input_schema\":{\"type\":\"object\"}}]}";
        }

        @Override
        String text(JsonNode answer) {
            return answer.at("/content/0/text").asText();
        }

        @Override
        String piece(JsonNode event) {
            return event.at("/delta/text").asText("");
        }

        @Override
        String tool(JsonNode answer) {
            return answer.at("/content/0/name").asText();
        }

        @Override
        String code(JsonNode answer) {
            return answer.at("/error/code").asText();
        }

        @Override
        HttpRequest.Builder signed(HttpRequest.Builder request, String key) {
            return request.header("x-api-key", key);
        }
    },
    GENERATE_CONTENT("gemini-2.5-flash", "/v1beta/models/") {
        @Override
        String body(String model, String text, boolean stream, int most) {
            return "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + text
                    + "\"}]}],\"generationConfig\":{\"maxOutputTokens\":" + most
                    + "},\"tools\":[{\"functionDeclarations\":[{\"name\":\"weigh\"}]}]}";
        }

        @Override
        String path(String model, boolean stream) {
            return "/v1beta/models/" + model + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
        }

        @Override
        String text(JsonNode answer) {
            return answer.at("/candidates/0/content/parts/0/text").asText();
        }

        @Override
        String piece(JsonNode event) {
            return text(event);
        }

        @Override
        String tool(JsonNode answer) {
            return answer.at("/candidates/0/content/parts/0/functionCall/name").asText();
        }

        @Override
        String code(JsonNode answer) {
            return answer.at("/error/details/0/reason").asText();
        }

        @Override
        HttpRequest.Builder signed(HttpRequest.Builder request, String key) {
            return request.header("x-goog-api-key", key);
        }
    };

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final String model;
    private final String path;

    Dialogue(String model, String path) {
        this.model = model;
        this.path = path;
    }

    abstract String body(String model, String text, boolean stream, int most);

    /** The text of a whole answer. */
    abstract String text(JsonNode answer);

    /** The text of one event, empty if it has none. */
    abstract String piece(JsonNode event);

    abstract String tool(JsonNode answer);

    abstract String code(JsonNode answer);

    String path(String name, boolean stream) {
        return path;
    }

    HttpRequest.Builder signed(HttpRequest.Builder request, String key) {
        return request.header("authorization", "Bearer " + key);
    }

    /** Says something and waits for the whole answer. */
    HttpResponse<String> say(Running gateway, String key, String text, boolean stream)
            throws IOException, InterruptedException {
        return post(gateway.base(), key, model, body(model, text, stream, 50), stream);
    }

    HttpResponse<String> post(URI base, String key, String name, String body, boolean stream)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path(name, stream)))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return CLIENT.send(signed(request, key).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The text of a streamed answer. */
    String streamed(String events) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : events.split("\n", -1)) {
            if (line.startsWith("data: {")) {
                text.append(piece(Json.MAPPER.readTree(line.substring(6))));
            }
        }
        return text.toString();
    }
}
