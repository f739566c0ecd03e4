// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds bytes in an array, eight at a time.
 *
 * <p>A word's byte is zero exactly where {@code ((x & 7F..) + 7F..) | x} has no high bit (Hacker's Delight, 2nd ed.,
 * §6-1); it never takes a neighbour's borrow for a hit, so all hits of a word can be used. Where the first hit is all that
 * counts, the shorter {@code (x - 01..) & ~x & 80..} does.
 */
final class ByteScan {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long LOW = 0x7F7F7F7F7F7F7F7FL;
    private static final long ONES = 0x0101010101010101L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private static final long LINE_ENDS = ONES * '\n';
    private static final long HIGHS = ~LOW;

    private static final long BRACKET_BIT = ONES * 0x20;
    private static final long OPENING = ONES * '{';
    private static final long CLOSING = ONES * '}';

    private ByteScan() {}

    /** The eight bytes at {@code at}. */
    static long word(byte[] bytes, int at) {
        return (long) WORDS.get(bytes, at);
    }

    /** A mask whose high bits are where the eight bytes at {@code at} are those of {@code pattern}. */
    static long hits(byte[] bytes, int at, long pattern) {
        return zeros((long) WORDS.get(bytes, at) ^ pattern);
    }

    /** Eight times that byte. */
    static long pattern(char ascii) {
        return ONES * ascii;
    }

    /** The index of the first hit of a mask that is not 0, counted from where its bytes began. */
    static int first(long hits) {
        return Long.numberOfTrailingZeros(hits) >>> 3;
    }

    /** The index of the next line end in {@code bytes[from, to)}, or {@code to}. They are rare: 32 bytes are asked at once. */
    static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - 32
                && (anyZero(word(bytes, at) ^ LINE_ENDS)
                                | anyZero(word(bytes, at + 8) ^ LINE_ENDS)
                                | anyZero(word(bytes, at + 16) ^ LINE_ENDS)
                                | anyZero(word(bytes, at + 24) ^ LINE_ENDS))
                        == 0) {
            at += 32;
        }
        for (; at <= to - 8; at += 8) {
            long hits = anyZero(word(bytes, at) ^ LINE_ENDS);
            if (hits != 0) {
                return at + first(hits);
            }
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** The index of the next quote or backslash in {@code bytes[from, to)}, or {@code to}. */
    static int quoteOrEscape(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - 8; at += 8) {
            long word = (long) WORDS.get(bytes, at);
            long hits = anyZero(word ^ QUOTES) | anyZero(word ^ BACKSLASHES);
            if (hits != 0) {
                return at + first(hits);
            }
        }
        while (at < to && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The index of the next quote, brace or square bracket in {@code bytes[from, to)}, or {@code to}. */
    static int quoteOrBracket(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - 8; at += 8) {
            long word = (long) WORDS.get(bytes, at);
            // A square bracket is its brace less one bit.
            long braces = word | BRACKET_BIT;
            long hits = anyZero(word ^ QUOTES) | anyZero(braces ^ OPENING) | anyZero(braces ^ CLOSING);
            if (hits != 0) {
                return at + first(hits);
            }
        }
        while (at < to && bytes[at] != '"' && (bytes[at] | 0x20) != '{' && (bytes[at] | 0x20) != '}') {
            at++;
        }
        return at;
    }

    /** Not 0 if a byte is zero, in fewer steps; which one, only the lowest bit tells rightly. */
    private static long anyZero(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    private static long zeros(long word) {
        return ~(((word & LOW) + LOW) | word | LOW);
    }
}
