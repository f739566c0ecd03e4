// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A caller of the gateway with a key; thread-safe. */
record Client(URI base, String key, HttpClient http) {

    static Client of(URI base, String key) {
        return new Client(base, key, HttpClient.newHttpClient());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
        return Json.MAPPER.readTree(answer.body());
    }

    HttpResponse<String> chat(String id, String content, boolean stream) throws IOException, InterruptedException {
        return http.send(chatRequest(id, content, stream), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest chatRequest(String id, String content, boolean stream) {
        return chatRequest(id, content, stream, 50);
    }

    HttpRequest chatRequest(String id, String content, boolean stream, int maxTokens) {
        return request("/v1/chat/completions")
                .header("idempotency-key", id)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-4o-mini\",\"stream\":" + stream
                        + ",\"max_tokens\":" + maxTokens
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}"))
                .build();
    }

    /** What is at a path, whatever it is. */
    HttpResponse<String> look(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The answer to a request with a body. */
    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest request =
                request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The JSON of an answer that must be 200. */
    JsonNode done(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(path, body);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return Json.MAPPER.readTree(answer.body());
    }

    JsonNode credits(String id) throws IOException, InterruptedException {
        HttpRequest request = request("/admin/credits")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"id\":\"" + id + "\",\"amount\":\"5\",\"reason\":\"payment\"}"))
                .build();
        return Json.MAPPER.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    static String codeOf(HttpResponse<String> answer) throws IOException {
        return Json.MAPPER.readTree(answer.body()).at("/error/code").asText();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("authorization", "Bearer " + key);
    }
}
