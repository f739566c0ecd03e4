// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents that begin alike are not looked at from their beginning, which nobody may notice. */
class TextScanTest {

    private static final MemberNames NAMES = TextMembers.of("content")
            .otherwise("text")
            .data("audio")
            .except("echo")
            .with(List.of("usage", "error"));

    private static final List<String> DOCUMENTS = List.of(
            "{\"id\":\"c-1\",\"choices\":[{\"delta\":{\"content\":\"one\"}}],\"usage\":null}",
            "{\"id\":\"c-1\",\"choices\":[{\"delta\":{\"content\":\" two words\"}}],\"usage\":null}",
            "{\"id\":\"c-1\",\"choices\":[{\"delta\":{\"content\":\"\"}}],\"usage\":null}",
            "{\"id\":\"c-1\",\"choices\":[{\"delta\":{\"content\":{\"text\":\"x\"}}}]}",
            "{\"id\":\"c-1\",\"choices\":[{\"delta\":{\"content\"",
            "{\"id\":\"c-1\",\"choices\":[{\"delta\":{\"content\":",
            "{\"id\":\"c-1\",\"choices\":[],\"usage\":{\"n\":1}}",
            "{\"id\":\"c-2\",\"choices\":[{\"delta\":{\"content\":\"three\"}}]}",
            "{\"type\":\"error\",\"message\":\"a\"}",
            "{\"type\":\"delta\",\"delta\":{\"text\":\"four\"}}",
            "{\"type\":\"delta\",\"delta\":{\"text\":\"five\",\"content\":\"5\"}}",
            "{\"type\":\"response.audio.delta\",\"content\":\"AAAA\"}",
            "{\"echo\":{\"content\":\"again\"},\"content\":\"six\"}",
            "{\"echo\":{\"content\":\"again\"},\"audio\":\"AAAA\"}",
            "{}");

    @Test
    void count_anyOrderOfDocuments_asIfEachWereTheFirst() {
        Random random = new Random(7);
        TextScan together = new TextScan(NAMES);
        long bytes = 0;
        long events = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] json = ("##" + DOCUMENTS.get(random.nextInt(DOCUMENTS.size()))).getBytes(UTF_8);
            TextScan alone = new TextScan(NAMES);

            boolean marked = together.count(json, 2, json.length);

            assertThat(marked).isEqualTo(alone.count(json, 2, json.length));
            bytes += alone.bytes();
            events += alone.events();
            assertThat(together.bytes()).isEqualTo(bytes);
            assertThat(together.events()).isEqualTo(events);
        }
        assertThat(events).isPositive();
    }

    @Test
    void lineEnd_anywhere_isFound() {
        for (int length = 0; length < 90; length++) {
            byte[] bytes = new byte[length + 3];
            Arrays.fill(bytes, (byte) 0x0B);
            assertThat(ByteScan.lineEnd(bytes, 1, length + 1)).isEqualTo(length + 1);
            for (int at = 1; at <= length; at++) {
                bytes[at] = '\n';
                assertThat(ByteScan.lineEnd(bytes, 1, length + 1)).isEqualTo(at);
                bytes[at] = 0x0B;
            }
        }
    }
}
