// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes comments and literals out of Java source.
 *
 * <p>What is left has the same length and the same line breaks, with blanks where comments, strings, text blocks and
 * character literals were, so that an offset means the same in both.
 */
final class JavaLexer {

    /** Where a comment stands, delimiters included. */
    record Comment(int start, int end) {}

    private final String text;
    private final StringBuilder code;
    private final List<Comment> comments = new ArrayList<>();

    private JavaLexer(String text) {
        this.text = text;
        this.code = new StringBuilder(text);
    }

    static JavaLexer lex(String text) {
        JavaLexer lexer = new JavaLexer(text);
        lexer.run();
        return lexer;
    }

    /** The source without comments and literals. */
    String code() {
        return code.toString();
    }

    /** All comments in their order. */
    List<Comment> comments() {
        return comments;
    }

    private void run() {
        int at = 0;
        while (at < text.length()) {
            int end = at + 1;
            if (text.startsWith("//", at)) {
                end = endOf("\n", at) - (text.indexOf('\n', at) < 0 ? 0 : 1);
                comments.add(new Comment(at, end));
            } else if (text.startsWith("/*", at)) {
                end = endOf("*/", at + 2);
                comments.add(new Comment(at, end));
            } else if (text.startsWith("\"\"\"", at)) {
                end = endOfLiteral("\"\"\"", at);
            } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
                end = endOfLiteral(text.substring(at, at + 1), at);
            } else {
                at = end;
                continue;
            }
            blank(at, end);
            at = end;
        }
    }

    private int endOf(String delimiter, int from) {
        int found = text.indexOf(delimiter, from);
        return found < 0 ? text.length() : found + delimiter.length();
    }

    private int endOfLiteral(String quote, int start) {
        int at = start + quote.length();
        while (at < text.length() && !text.startsWith(quote, at)) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), at + quote.length());
    }

    private void blank(int start, int end) {
        for (int i = start; i < end; i++) {
            if (code.charAt(i) != '\n') {
                code.setCharAt(i, ' ');
            }
        }
    }
}
