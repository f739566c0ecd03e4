// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamAllocationTest {

    private static final byte[] EVENTS = """
            event: response.output_text.delta
            data: {"type":"response.output_text.delta","sequence_number":5,"delta":" Hello"}

            data: {"id":"c","created":1,"choices":[{"index":0,"delta":{"content":" \\"Hello\\""},"finish_reason":null}],"usage":null}

            """.getBytes(UTF_8);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "BEDROCK_.*") // whose streams have a framing of their own
    void chunk_eventsWithoutUsage_allocateNothing(ProviderApi api) throws ReflectiveOperationException {
        StreamReader stream = api.reader().stream();
        int cut = EVENTS.length / 2 + 9;
        long least = Long.MAX_VALUE;
        long measuring = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = allocated();
            for (int i = 0; i < 200; i++) {
                stream.chunk(EVENTS, 0, cut);
                stream.chunk(EVENTS, cut, EVENTS.length - cut);
            }
            long after = allocated();
            least = Math.min(least, after - before);
            measuring = Math.min(measuring, allocated() - after);
        }
        // What else goes on in a thread shows in a round, not in all of them.
        assertThat(least).isEqualTo(measuring);
        assertThat(stream.reading().usage()).isEqualTo(new UsageOutcome.NotReported());
    }

    /** By reflection, because the module under test does not read that one. */
    private static long allocated() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return (long) Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getCurrentThreadAllocatedBytes")
                .invoke(threads);
    }
}
