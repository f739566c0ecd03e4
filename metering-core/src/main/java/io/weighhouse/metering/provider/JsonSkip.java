// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

/**
 * Finds where JSON values end, without looking at what is in them.
 *
 * <p>Exact for JSON; what is not JSON ends somewhere, or is {@link #CUT}, and is never looked at twice.
 */
final class JsonSkip {

    /** The value does not end. */
    static final int CUT = -1;

    private JsonSkip() {}

    /** The index after the value that begins at {@code at}, or {@link #CUT}. */
    static int value(byte[] json, int at, int to) {
        if (at >= to) {
            return CUT;
        }
        return switch (json[at]) {
            case '"' -> string(json, at, to);
            case '{', '[' -> container(json, at, to);
            default -> scalar(json, at, to);
        };
    }

    /** The index after the string whose opening quote is at {@code at}, or {@link #CUT}. */
    static int string(byte[] json, int at, int to) {
        int end = ByteScan.quoteOrEscape(json, at + 1, to);
        while (end < to && json[end] == '\\') {
            end = ByteScan.quoteOrEscape(json, Math.min(end + 2, to), to);
        }
        return end < to ? end + 1 : CUT;
    }

    static int space(byte[] json, int from, int to) {
        int at = from;
        while (at < to && isSpace(json[at])) {
            at++;
        }
        return at;
    }

    static boolean isSpace(byte character) {
        return character <= ' ' && (character == ' ' || character == '\n' || character == '\r' || character == '\t');
    }

    private static int container(byte[] json, int from, int to) {
        int depth = 0;
        int at = from;
        while (at < to) {
            at = ByteScan.quoteOrBracket(json, at, to);
            if (at == to) {
                return CUT;
            }
            switch (json[at]) {
                case '"' -> {
                    at = string(json, at, to);
                    if (at == CUT) {
                        return CUT;
                    }
                }
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                default -> {
                    depth--;
                    at++;
                    if (depth == 0) {
                        return at;
                    }
                }
            }
        }
        return CUT;
    }

    private static int scalar(byte[] json, int from, int to) {
        int at = from;
        while (at < to && json[at] != ',' && json[at] != '}' && json[at] != ']' && !isSpace(json[at])) {
            at++;
        }
        return at == from ? CUT : at;
    }
}
