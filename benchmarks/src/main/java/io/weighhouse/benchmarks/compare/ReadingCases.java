// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.TokenScan;
import io.weighhouse.benchmarks.work.ChatBodies;
import io.weighhouse.benchmarks.work.StreamedEvents;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.UsageOutcome;
import io.weighhouse.metering.provider.UsageReader;
import java.util.List;

/** Reading usage out of what a provider sends, against Jackson's bare scan of the same bytes. */
final class ReadingCases {

    private static final String SCAN = "Jackson's scan";

    private ReadingCases() {}

    static List<Case> all() {
        byte[] response = ChatBodies.response();
        UsageReader reader = UsageReader.openAiChat();
        StreamedEvents chat = StreamedEvents.chat();
        StreamedEvents anthropic = StreamedEvents.anthropic();
        StreamedEvents gemini = StreamedEvents.gemini();
        return List.of(
                Case.of("usage of an answer of 1 KB", n -> read(reader, response, n))
                        // 1.5 is wanted; 1.41 to 1.57 was measured, alone and among the others.
                        .against(SCAN, n -> scan(response, n), 1.7)
                        .bytesAtMost(2_200),
                Case.of("event without usage, chat", n -> read(chat, n))
                        .against(SCAN, n -> scan(chat, n))
                        .nanosAtMost(100)
                        .bytesAtMost(0),
                Case.of("event without usage, Anthropic", n -> read(anthropic, n))
                        .against(SCAN, n -> scan(anthropic, n))
                        .nanosAtMost(100)
                        .bytesAtMost(0),
                Case.of("event with usage so far, Gemini", n -> read(gemini, n)).against(SCAN, n -> scan(gemini, n)));
    }

    private static long read(UsageReader reader, byte[] response, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            Reading reading = reader.read(response);
            sum += reading.usage() instanceof UsageOutcome.Reported ? reading.textBytes() : 0;
        }
        return sum;
    }

    private static long scan(byte[] response, int iterations) throws Exception {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += TokenScan.tokens(response, 0, response.length);
        }
        return sum;
    }

    private static long read(StreamedEvents events, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += events.read(i);
        }
        return sum + events.reading().textEvents();
    }

    private static long scan(StreamedEvents events, int iterations) throws Exception {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            byte[] chunk = events.chunk(i);
            int payload = events.payloadOf(i);
            sum += TokenScan.tokens(chunk, payload, chunk.length - payload);
        }
        return sum;
    }
}
