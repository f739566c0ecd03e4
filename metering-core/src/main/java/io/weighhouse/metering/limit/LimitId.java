// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/** What the name of a limit, or of a thing that is counted, may be: it goes into headers. */
final class LimitId {

    private static final int MOST_CHARS = 64;
    private static final int MOST_SHOWN = 40;

    private LimitId() {}

    /** The name, if it is one. */
    static String require(String text, String what) {
        if (text.isEmpty() || text.length() > MOST_CHARS || !text.chars().allMatch(LimitId::isPart)) {
            throw new IllegalArgumentException(
                    "must be 1 to 64 letters, digits, _, . or -: " + what + "=" + quoted(text));
        }
        return text;
    }

    private static boolean isPart(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == '-';
    }

    /** Bad input goes into messages, but never more of it than a reader needs. */
    private static String quoted(String text) {
        return '"' + (text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...") + '"';
    }
}
