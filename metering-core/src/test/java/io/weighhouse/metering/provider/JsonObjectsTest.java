// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonObjectsTest {

    private final List<String> taken = new ArrayList<>();
    private final JsonObjects objects =
            new JsonObjects((bytes, from, to) -> taken.add(new String(bytes, from, to - from, UTF_8)), 1_000);

    @Test
    void chunk_cutAnywhere_handsOnTheSameObjects() {
        List<String> whole = List.of(
                "{}",
                "{\"a\":[{\"b\":{}}],\n \"c\":\"}{\"}",
                "{\"quote\":\"\\\"}\",\"slash\":\"\\\\\"}",
                "{\"\u2696\":\"\u2696\"}");
        byte[] stream = ("[" + String.join(",\n", whole) + "] \n").getBytes(UTF_8);
        for (int size = 1; size <= stream.length; size++) {
            taken.clear();
            feed(stream, size);
            assertThat(taken).as("chunks of %d", size).isEqualTo(whole);
        }
        assertThat(objects.bytesPassedOver()).isZero();
    }

    @Test
    void chunk_objectBeyondTheBound_isPassedOverAndTheNextOneRead() {
        String huge = "{\"a\":\"" + "{\\\"}".repeat(400) + "\"}";
        feed(("{\"n\":1}" + huge + "{\"n\":2}").getBytes(UTF_8), 10);
        assertThat(taken).containsExactly("{\"n\":1}", "{\"n\":2}");
        assertThat(objects.bytesPassedOver()).isBetween(huge.length() - 10L, (long) huge.length());
    }

    @Test
    void chunk_strayBraces_areNoObjects() {
        feed("}}]\" } \"{\"n\":1}".getBytes(UTF_8), 2);
        assertThat(taken).containsExactly("{\"n\":1}");
    }

    private void feed(byte[] stream, int size) {
        for (int at = 0; at < stream.length; at += size) {
            objects.chunk(stream, at, Math.min(size, stream.length - at));
        }
    }
}
