// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.util.List;

/** Reads Bedrock's answers: JSON with counts in the headers too, and event streams in AWS's own framing. */
final class BedrockReader implements UsageReader {

    private static final List<HeaderCount> HEADERS = List.of(
            HeaderCount.of("input", BedrockDialects.INPUT),
            HeaderCount.of("output", BedrockDialects.OUTPUT),
            HeaderCount.of("cache-read-input", BedrockDialects.CACHE_READ),
            HeaderCount.of("cache-write-input", BedrockDialects.CACHE_WRITE));

    private final Dialect dialect;
    private final JsonUsageReader json;

    BedrockReader(Dialect dialect) {
        this.dialect = dialect;
        this.json = new JsonUsageReader(dialect);
    }

    @Override
    public Reading read(byte[] body) {
        return json.read(body);
    }

    @Override
    public Reading read(byte[] body, ResponseHeaders headers) {
        return json.readWith(body, account -> {
            Found said = new Found();
            for (HeaderCount header : HEADERS) {
                headers.first(header.header).ifPresent(text -> header.read(text, said));
            }
            account.beside(said);
        });
    }

    @Override
    public StreamReader stream() {
        return new FrameStreamReader(dialect);
    }

    /** A header that counts, and what it counts. */
    private record HeaderCount(String header, Slot slot) {

        private static final int LONGEST = 15;

        static HeaderCount of(String name, Slot slot) {
            return new HeaderCount("x-amzn-bedrock-" + name + "-token-count", slot);
        }

        void read(String text, Found found) {
            boolean count = !text.isEmpty()
                    && text.length() <= LONGEST
                    && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
            if (count) {
                found.headerCount(slot, Long.parseLong(text));
            }
        }
    }
}
