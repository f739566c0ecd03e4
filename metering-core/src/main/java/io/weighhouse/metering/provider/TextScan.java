// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.nio.charset.StandardCharsets;

/**
 * Finds members by name in JSON bytes without parsing them, and counts the text in string values.
 *
 * <p>Inside a JSON string every quote is escaped, so {@code "content":} with bare quotes can only be a member name, never
 * something a model said. That makes a plain scan exact about where text begins, and it allocates nothing.
 */
final class TextScan {

    /** The members of a chat completion that carry what the model produced. */
    private static final byte[][] TEXT_MEMBERS = {
        ascii("content"), ascii("reasoning_content"), ascii("reasoning"), ascii("refusal"), ascii("arguments")
    };

    /** Carries it where content comes in parts; beside one of the others it repeats what that says. */
    private static final byte[] TEXT_PART = ascii("text");

    private long bytes;
    private long events;

    /** Counts the text of one JSON document that lies in {@code json[from, to)}. */
    void count(byte[] json, int from, int to) {
        long before = bytes;
        long inParts = 0;
        int at = nextString(json, from, to);
        while (at < to) {
            int end = endOfString(json, at + 1, to);
            int value = valueAfter(json, end, to);
            boolean text = value < to && json[value] == '"';
            if (text && isTextMember(json, at + 1, end)) {
                bytes += lengthOfString(json, value + 1, to);
                end = endOfString(json, value + 1, to);
            } else if (text && is(json, at + 1, end, TEXT_PART)) {
                inParts += lengthOfString(json, value + 1, to);
                end = endOfString(json, value + 1, to);
            }
            at = nextString(json, end + 1, to);
        }
        if (bytes == before) {
            bytes += inParts;
        }
        if (bytes > before) {
            events++;
        }
    }

    long bytes() {
        return bytes;
    }

    long events() {
        return events;
    }

    /** Whether {@code json[from, to)} has a member of that name whose value is an object. */
    static boolean hasObject(byte[] json, int from, int to, byte[] name) {
        int at = nextString(json, from, to);
        while (at < to) {
            int end = endOfString(json, at + 1, to);
            int value = valueAfter(json, end, to);
            if (value < to && json[value] == '{' && is(json, at + 1, end, name)) {
                return true;
            }
            at = nextString(json, end + 1, to);
        }
        return false;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The index of the next quote, which outside a string opens one; {@code to} or more if there is none. */
    private static int nextString(byte[] json, int from, int to) {
        int at = from;
        while (at < to && json[at] != '"') {
            at++;
        }
        return at;
    }

    /** The index of the quote that closes the string which begins at {@code from}, or {@code to}. */
    private static int endOfString(byte[] json, int from, int to) {
        int at = from;
        while (at < to && json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, to);
    }

    /** Where the value of a member begins whose name's closing quote is at {@code quote}; {@code to} if it is no name. */
    private static int valueAfter(byte[] json, int quote, int to) {
        int at = skipSpace(json, quote + 1, to);
        return at < to && json[at] == ':' ? skipSpace(json, at + 1, to) : to;
    }

    private static int skipSpace(byte[] json, int from, int to) {
        int at = from;
        while (at < to && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** The bytes of the string that begins at {@code from}, an escape counted as one. */
    private static int lengthOfString(byte[] json, int from, int to) {
        int length = 0;
        for (int at = from; at < to && json[at] != '"'; at += json[at] == '\\' ? 2 : 1) {
            length++;
        }
        return length;
    }

    private static boolean isTextMember(byte[] json, int from, int to) {
        for (byte[] member : TEXT_MEMBERS) {
            if (is(json, from, to, member)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(byte[] json, int from, int to, byte[] name) {
        return java.util.Arrays.equals(json, from, to, name, 0, name.length);
    }
}
