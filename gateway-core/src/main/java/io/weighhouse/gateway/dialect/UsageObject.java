// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Finds the object that tells usage in an answer, and puts members into it.
 *
 * <p>Everything else of the answer stays as it came, byte for byte: parsed and written again, numbers and escapes would
 * change.
 */
final class UsageObject {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> NAMES = Set.of("usage", "usageMetadata");
    private static final int NONE = -1;

    private UsageObject() {}

    /** The answer with the members in its usage; the answer itself where it tells none or is not understood. */
    static byte[] with(byte[] answer, String members) {
        return looksLikeJson(answer) ? document(answer, members) : events(answer, members);
    }

    private static boolean looksLikeJson(byte[] answer) {
        for (byte b : answer) {
            if (b > ' ') {
                return b == '{';
            }
        }
        return false;
    }

    private static byte[] document(byte[] answer, String members) {
        int brace = find(answer, 0, answer.length);
        if (brace == NONE) {
            return answer;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(answer.length + members.length() + 1);
        splice(out, answer, new Span(0, answer.length, brace), members);
        return out.toByteArray();
    }

    /** Lines of a stream: those with data are documents of their own. */
    private static byte[] events(byte[] answer, String members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(answer.length + members.length() + 1);
        int line = 0;
        while (line < answer.length) {
            int next = line;
            while (next < answer.length && answer[next++] != '\n') {}
            int brace = isData(answer, line, next) ? find(answer, line + 5, next) : NONE;
            if (brace == NONE) {
                out.write(answer, line, next - line);
            } else {
                splice(out, answer, new Span(line, next, brace), members);
            }
            line = next;
        }
        return out.toByteArray();
    }

    private static boolean isData(byte[] answer, int from, int to) {
        return to - from > 5
                && answer[from] == 'd'
                && answer[from + 1] == 'a'
                && answer[from + 2] == 't'
                && answer[from + 3] == 'a'
                && answer[from + 4] == ':';
    }

    private record Span(int from, int to, int brace) {}

    private static void splice(ByteArrayOutputStream out, byte[] answer, Span span, String members) {
        int after = span.brace + 1;
        out.write(answer, span.from, after - span.from);
        byte[] more = members.getBytes(StandardCharsets.UTF_8);
        out.write(more, 0, more.length);
        int rest = after;
        while (rest < span.to && answer[rest] <= ' ') {
            rest++;
        }
        if (rest < span.to && answer[rest] != '}') {
            out.write(',');
        }
        out.write(answer, after, span.to - after);
    }

    /** Where the usage's brace is: at the top, or in the {@code response} that OpenAI's Responses wrap into an event. */
    private static int find(byte[] answer, int from, int to) {
        try (JsonParser parser = JSON.createParser(answer, from, to - from)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? find(parser, true, from) : NONE;
        } catch (IOException notJson) {
            return NONE;
        }
    }

    private static int find(JsonParser parser, boolean top, int from) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            if (object && NAMES.contains(name)) {
                return from + Math.toIntExact(parser.currentTokenLocation().getByteOffset());
            }
            int inside = object && top && name.equals("response") ? find(parser, false, from) : NONE;
            if (inside != NONE) {
                return inside;
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                parser.skipChildren();
            }
        }
        return NONE;
    }
}
