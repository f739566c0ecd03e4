// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The JSON of requests: strict, and bounded in depth. */
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    /** The JSON of a request's body. */
    static JsonNode read(byte[] body) throws BadRequest {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw new BadRequest("The body is not JSON: " + malformed.getOriginalMessage());
        } catch (IOException unreadable) {
            throw new BadRequest("The body cannot be read.");
        }
    }
}
