// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list of items with parameters, as structured fields have it (RFC 9651).
 *
 * <p>Lists within lists do not occur where this is used, and are no list here.
 */
final class StructuredList {

    private static final int MOST_ITEMS = 64;
    private static final int MOST_INTEGER_DIGITS = 15;

    /** What a value is; {@code OTHER} are numbers with a fraction, booleans, dates and texts beyond ASCII. */
    enum Kind {
        INTEGER,
        STRING,
        TOKEN,
        BYTES,
        OTHER
    }

    /**
     * A value.
     *
     * @param kind what it is
     * @param text what it says: digits, the characters meant, or base64
     */
    record Value(Kind kind, String text) {

        static final Value TRUE = new Value(Kind.OTHER, "1");
    }

    /**
     * A value with parameters.
     *
     * @param value the item alone
     * @param parameters by their keys
     */
    record Item(Value value, Map<String, Value> parameters) {}

    private final String text;
    private int at;

    private StructuredList(String text) {
        this.text = text;
    }

    /** The items; null if it is no such list, or has more than 64. */
    static @Nullable List<Item> read(String text) {
        return new StructuredList(text).list();
    }

    private @Nullable List<Item> list() {
        List<Item> items = new ArrayList<>();
        skipBlanks();
        while (at < text.length()) {
            Item item = items.size() < MOST_ITEMS ? item() : null;
            if (item == null) {
                return null;
            }
            items.add(item);
            skipBlanks();
            if (at == text.length()) {
                return items;
            }
            if (!skip(',')) {
                return null;
            }
            skipBlanks();
            if (at == text.length()) {
                return null;
            }
        }
        return items;
    }

    private @Nullable Item item() {
        Value value = value();
        if (value == null) {
            return null;
        }
        Map<String, Value> parameters = new LinkedHashMap<>();
        while (skip(';')) {
            while (skip(' ')) {
                // Blanks may follow a semicolon.
            }
            String key = key();
            Value parameter = key.isEmpty() ? null : skip('=') ? value() : Value.TRUE;
            if (parameter == null) {
                return null;
            }
            parameters.put(key, parameter);
        }
        return new Item(value, parameters);
    }

    private String key() {
        int start = at;
        if (isLower(peek()) || peek() == '*') {
            at++;
            while (isLower(peek()) || isDigit(peek()) || isOneOf("_-.*")) {
                at++;
            }
        }
        return text.substring(start, at);
    }

    private @Nullable Value value() {
        int c = peek();
        if (isDigit(c) || c == '-') {
            return number();
        }
        if (isLower(c) || isUpper(c) || c == '*') {
            return token();
        }
        at++;
        return switch (c) {
            case '"' -> string();
            case ':' -> bytes();
            case '?' -> skip('0') || skip('1') ? new Value(Kind.OTHER, text.substring(at - 1, at)) : null;
            case '@' -> other(number());
            case '%' -> skip('"') ? other(string()) : null;
            default -> null;
        };
    }

    private static @Nullable Value other(@Nullable Value value) {
        return value == null ? null : new Value(Kind.OTHER, value.text());
    }

    private @Nullable Value number() {
        int start = at;
        skip('-');
        int digits = digits();
        if (digits == 0 || digits > MOST_INTEGER_DIGITS) {
            return null;
        }
        if (!skip('.')) {
            return new Value(Kind.INTEGER, text.substring(start, at));
        }
        int places = digits();
        return places < 1 || places > 3 || digits > 12 ? null : new Value(Kind.OTHER, text.substring(start, at));
    }

    private int digits() {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        return at - start;
    }

    private @Nullable Value string() {
        StringBuilder said = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return new Value(Kind.STRING, said.toString());
            }
            if (c == '\\') {
                int escaped = peek();
                if (escaped != '"' && escaped != '\\') {
                    return null;
                }
                c = (char) escaped;
                at++;
            }
            if (c < ' ' || c > '~') {
                return null;
            }
            said.append(c);
        }
        return null;
    }

    private Value token() {
        int start = at;
        while (isLower(peek()) || isUpper(peek()) || isDigit(peek()) || isOneOf("!#$%&'*+-.^_`|~:/")) {
            at++;
        }
        return new Value(Kind.TOKEN, text.substring(start, at));
    }

    private @Nullable Value bytes() {
        int start = at;
        while (isLower(peek()) || isUpper(peek()) || isDigit(peek()) || isOneOf("+/=")) {
            at++;
        }
        return skip(':') ? new Value(Kind.BYTES, text.substring(start, at - 1)) : null;
    }

    private void skipBlanks() {
        while (skip(' ') || skip('\t')) {
            // Both may stand around a comma.
        }
    }

    private boolean skip(char c) {
        boolean there = peek() == c;
        at += there ? 1 : 0;
        return there;
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private boolean isOneOf(String characters) {
        return at < text.length() && characters.indexOf(text.charAt(at)) >= 0;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }
}
