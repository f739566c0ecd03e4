// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** OpenAI's Chat Completions, whole and streamed. */
final class OpenAiChat implements UsageReader {

    static final OpenAiChat READER = new OpenAiChat();

    private static final int MAX_DEPTH = 100;
    private static final int MAX_CODE_LENGTH = 64;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .build();

    private static final byte[] USAGE = TextScan.ascii("usage");
    private static final byte[] ERROR = TextScan.ascii("error");

    private OpenAiChat() {}

    @Override
    public Reading read(byte[] body) {
        TextScan text = new TextScan();
        text.count(body, 0, body.length);
        UsageOutcome found = usageIn(body, 0, body.length, text.events() > 0);
        return new Reading(found == null ? new UsageOutcome.NotReported() : found, text.bytes(), text.events());
    }

    @Override
    public StreamReader stream() {
        return new Stream();
    }

    /** The outcome that one JSON document tells, or null if it has neither usage nor error. */
    private static @Nullable UsageOutcome usageIn(byte[] json, int from, int to, boolean textDelivered) {
        try (JsonParser parser = JSON.createParser(json, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new UsageOutcome.Unreadable("must be a JSON object");
            }
            UsageOutcome found = null;
            UsageOutcome failed = null;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                boolean object = parser.nextToken() == JsonToken.START_OBJECT;
                if (object && name.equals("usage")) {
                    found = OpenAiUsage.read(JSON.readTree(parser), textDelivered);
                } else if (object && name.equals("error")) {
                    failed = new UsageOutcome.Failed(codeOf(JSON.readTree(parser)));
                } else {
                    parser.skipChildren();
                }
            }
            // What was counted is billed, whether or not the answer failed in the end.
            return found == null ? failed : found;
        } catch (IOException notJson) {
            return new UsageOutcome.Unreadable(
                    "must be JSON: " + notJson.getClass().getSimpleName());
        }
    }

    private static String codeOf(JsonNode error) {
        String code = error.path("code").asText("");
        String named = code.isEmpty() ? error.path("type").asText("") : code;
        String known = named.isEmpty() || named.equals("null") ? "unknown" : named;
        return known.length() <= MAX_CODE_LENGTH ? known : known.substring(0, MAX_CODE_LENGTH);
    }

    /** Looks into every {@code data:} line for text, and parses only those that have a usage or error object. */
    private static final class Stream implements StreamReader, SseLines.Sink {

        private final SseLines lines = new SseLines(this);
        private final TextScan text = new TextScan();
        private UsageOutcome usage = new UsageOutcome.NotReported();

        @Override
        public void chunk(byte[] chunk, int offset, int length) {
            lines.chunk(chunk, offset, length);
        }

        @Override
        public void line(byte[] bytes, int from, int to) {
            int data = dataOf(bytes, from, to);
            if (data == to || bytes[data] != '{') {
                return;
            }
            text.count(bytes, data, to);
            if (TextScan.hasObject(bytes, data, to, USAGE) || TextScan.hasObject(bytes, data, to, ERROR)) {
                UsageOutcome found = usageIn(bytes, data, to, text.events() > 0);
                // The last count stands: some providers repeat a growing usage in every chunk. What is no count does
                // not
                // take the place of one.
                usage = found == null || (isCount(usage) && !isCount(found)) ? usage : found;
            }
        }

        @Override
        public Reading reading() {
            long passedOver = lines.bytesPassedOver();
            boolean missed = passedOver > 0 && usage instanceof UsageOutcome.NotReported;
            UsageOutcome told = missed ? new UsageOutcome.Unreadable("an event is longer than 1 MiB") : usage;
            // Nobody looked into what was passed over, but it reached the caller.
            return new Reading(told, text.bytes() + passedOver, text.events() + (passedOver > 0 ? 1 : 0));
        }

        private static boolean isCount(UsageOutcome outcome) {
            return outcome instanceof UsageOutcome.Reported || outcome instanceof UsageOutcome.Inconsistent;
        }

        /** Where the payload of a data line begins; {@code to} if it is another line. */
        private static int dataOf(byte[] line, int from, int to) {
            if (to - from < 5
                    || line[from] != 'd'
                    || line[from + 1] != 'a'
                    || line[from + 2] != 't'
                    || line[from + 3] != 'a'
                    || line[from + 4] != ':') {
                return to;
            }
            int at = from + 5;
            while (at < to && line[at] == ' ') {
                at++;
            }
            return at;
        }
    }
}
