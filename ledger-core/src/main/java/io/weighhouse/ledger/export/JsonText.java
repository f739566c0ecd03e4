// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import java.util.Locale;

/** Strings as JSON has them (RFC 8259), in characters that survive every encoding and every script tag. */
final class JsonText {

    private JsonText() {}

    /** In quotation marks; two different texts never look the same. */
    static String string(String text) {
        StringBuilder json = new StringBuilder(text.length() + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> append(json, text, i);
            }
        }
        return json.append('"').toString();
    }

    private static void append(StringBuilder json, String text, int i) {
        char c = text.charAt(i);
        // Line separators are no line ends in JSON, but in scripts that it is pasted into.
        boolean separator = c == '\u2028' || c == '\u2029';
        if (Character.isISOControl(c) || separator || c == '<' || isLone(text, i)) {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
            json.append(c);
        }
    }

    /** Half a surrogate pair has no encoding, and would become a question mark. */
    private static boolean isLone(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
