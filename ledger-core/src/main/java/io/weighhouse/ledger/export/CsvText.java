// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

/**
 * Fields of comma-separated values, as RFC 4180 has them.
 *
 * <p>{@code field("a,b")} is {@code "a,b"} with its quotes; {@code foreign("=1+1")} is {@code '=1+1}.
 *
 * <p>This class has no state and is thread-safe.
 */
public final class CsvText {

    private CsvText() {}

    /**
     * A field whose text is ours.
     *
     * @param text any text
     * @return the text, in quotes where it needs them
     */
    public static String field(String text) {
        boolean quoted = text.startsWith(" ")
                || text.endsWith(" ")
                || text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /**
     * A field whose text somebody else chose. A spreadsheet takes one that begins with certain characters for a formula, and
     * runs it; an apostrophe before it makes it a text.
     *
     * @param text any text
     * @return the text, in quotes where it needs them
     */
    public static String foreign(String text) {
        return field(looksLikeFormula(text) ? '\'' + text : text);
    }

    private static boolean looksLikeFormula(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        return start < text.length() && "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(start)) >= 0;
    }
}
