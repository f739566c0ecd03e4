// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** How the bytes of a recorded row reach a reader. */
final class RecordedBodies {

    /** What an API puts around its usage object, where that is not a member "usage". */
    private static final Map<String, String> AROUND = Map.of(
            "openai.realtime", "{\"response\":{\"usage\":%s}}",
            "mistral.ocr", "{\"usage_info\":%s}",
            "bedrock.invocationMetrics", "{\"amazon-bedrock-invocationMetrics\":%s}",
            "google.generateContent", "{\"usageMetadata\":%s}",
            "google.live", "{\"usageMetadata\":%s}",
            "google.embed", "{\"usageMetadata\":%s}");

    private RecordedBodies() {}

    static Reading read(ProviderApi api, JsonNode row) {
        String body = row.path("body").asText();
        return switch (row.path("body_kind").asText()) {
            case "sse" -> streamed(api, body.getBytes(UTF_8));
            case "aws-eventstream-base64" -> streamed(api, Base64.getDecoder().decode(body));
            default ->
                api.reader()
                        .read(
                                body.getBytes(UTF_8),
                                name -> Optional.ofNullable(
                                        row.path("response_headers").path(name).asText(null)));
        };
    }

    static Reading streamed(ProviderApi api, byte[] body) {
        StreamReader stream = api.reader().stream();
        for (int at = 0; at < body.length; at += 1_000) {
            stream.chunk(body, at, Math.min(1_000, body.length - at));
        }
        return stream.reading();
    }

    static String around(String api, JsonNode usage) {
        if (usage.has("api_version")) {
            // Cohere's first version.
            return "{\"meta\":" + usage + '}';
        }
        return String.format(AROUND.getOrDefault(api, "{\"usage\":%s}"), usage);
    }
}
