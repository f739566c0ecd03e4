// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A format with one of its environments chosen: every part is at a place that the length of the text tells. */
final class KeyShape {

    private static final int FIRST_ALPHABET = 256;

    final ApiKeyFormat format;
    final String environment;
    final int minLength;
    final int maxLength;
    /** How many characters come before the first secret letter. */
    final int headLength;

    private final Segment[] segments;

    KeyShape(ApiKeyFormat format, String environment) {
        this.format = format;
        this.environment = environment;
        this.segments = segments(format.parts, environment);
        int min = 0;
        int max = 0;
        int head = -1;
        for (Segment segment : segments) {
            head = segment.secret && head < 0 ? min : head;
            min += segment.min;
            max += segment.max;
        }
        this.minLength = min;
        this.maxLength = max;
        this.headLength = head;
    }

    /** So many letters of the alphabet with this bit; or a literal, which has none. */
    @SuppressWarnings(
            "ArrayRecordComponent") // private, never compared, and quicker to compare texts with than a string
    private record Segment(char[] literal, int bit, boolean secret, int min, int max) {

        static Segment literal(String text) {
            return new Segment(text.toCharArray(), 0, false, text.length(), text.length());
        }

        static Segment letters(Alphabet alphabet, int length) {
            return new Segment(new char[0], alphabet.bit, false, length, length);
        }
    }

    private static Segment[] segments(List<KeyPart> parts, String environment) {
        List<Segment> segments = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (KeyPart part : parts) {
            if (part instanceof KeyPart.Literal fixed) {
                literal.append(fixed.text());
            } else if (part instanceof KeyPart.Environment) {
                literal.append(environment);
            } else {
                if (literal.length() > 0) {
                    segments.add(Segment.literal(literal.toString()));
                    literal.setLength(0);
                }
                segments.add(segment(part));
            }
        }
        if (literal.length() > 0) {
            segments.add(Segment.literal(literal.toString()));
        }
        return segments.toArray(new Segment[0]);
    }

    private static Segment segment(KeyPart part) {
        if (part instanceof KeyPart.Letters letters) {
            return new Segment(new char[0], letters.alphabet().bit, true, letters.min(), letters.max());
        }
        return part instanceof KeyPart.PublicId id
                ? Segment.letters(id.alphabet(), id.length())
                : Segment.letters(Alphabet.B62, KeyPart.Checksum.LENGTH);
    }

    /**
     * Copies the secret letters of a text into {@code body} if it has this shape; its checksum is not looked at.
     *
     * @return how many secret letters there are, or -1 if it has another shape
     */
    int read(char[] text, int length, byte[] body) {
        if (length < minLength || length > maxLength) {
            return -1;
        }
        int slack = length - minLength;
        int at = 0;
        int read = 0;
        int lacking = 0;
        for (Segment segment : segments) {
            int count = segment.min;
            if (segment.bit == 0) {
                if (!Arrays.equals(text, at, at + count, segment.literal, 0, count)) {
                    return -1;
                }
            } else {
                count += segment.min < segment.max ? slack : 0;
                lacking |= Alphabet.copy(text, at, at + count, body, read) & segment.bit;
                read += segment.secret ? count : 0;
            }
            at += count;
        }
        return lacking == 0 ? read : -1;
    }

    /** Whether some text has both shapes, whatever its checksum. */
    boolean overlaps(KeyShape other) {
        int from = Math.max(minLength, other.minLength);
        int to = Math.min(maxLength, other.maxLength);
        for (int length = from; length <= to; length++) {
            if (meet(places(length), other.places(length))) {
                return true;
            }
        }
        return false;
    }

    /** For each place of a text of this length the literal character, or the number of its alphabet. */
    private char[] places(int length) {
        char[] places = new char[length];
        int at = 0;
        for (Segment segment : segments) {
            int end = at + segment.min + (segment.min < segment.max ? length - minLength : 0);
            for (int i = 0; at < end; i++, at++) {
                places[at] = segment.bit == 0 ? segment.literal[i] : (char) (FIRST_ALPHABET + segment.bit);
            }
        }
        return places;
    }

    private static boolean meet(char[] these, char[] those) {
        for (int i = 0; i < these.length; i++) {
            if (!meet(these[i], those[i])) {
                return false;
            }
        }
        return true;
    }

    /** Any two alphabets have the digits 1 to 9 in common. */
    private static boolean meet(char one, char other) {
        if (one < FIRST_ALPHABET && other < FIRST_ALPHABET) {
            return one == other;
        }
        return (one >= FIRST_ALPHABET || Alphabet.contains(other - FIRST_ALPHABET, one))
                && (other >= FIRST_ALPHABET || Alphabet.contains(one - FIRST_ALPHABET, other));
    }
}
