// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds members by name in JSON bytes without parsing them, and counts the text in string values.
 *
 * <p>Inside a JSON string every quote is escaped, so a bare quote before a colon can only end a member's name, never
 * something a model said. That makes a plain scan from colon to colon exact about where text begins, and it allocates
 * nothing.
 */
final class TextScan {

    private static final byte[] ERROR = ascii("error");

    /** Ends the type of events whose delta is sound, not text. */
    private static final byte[] SOUND = ascii("audio.delta");

    private static final long COLONS = ByteScan.pattern(':');

    /** Where the names of a chunk are, its last word included. */
    private static final int LONGEST_PREFIX = 512;

    private final MemberNames members;

    /** How the last documents began, up to the first colon that meant anything. */
    private byte[] prefix = {};

    private int prefixLength;
    private boolean begun;

    private long bytes;
    private long events;

    /* Of the document at hand. */
    private long text;
    private long repeated;
    private boolean data;
    private boolean ofSound;
    private boolean marked;

    TextScan(MemberNames members) {
        this.members = members;
    }

    /**
     * Counts the text of one JSON document that lies in {@code json[from, to)}.
     *
     * @return whether it has a member of a marker's name whose value is an object, or is of type "error"
     */
    boolean count(byte[] json, int from, int to) {
        text = 0;
        repeated = 0;
        data = false;
        ofSound = false;
        marked = false;
        int at = from + knownPrefix(json, from, to);
        boolean nothing = true;
        while (at <= to - 8) {
            int word = at;
            at += 8;
            for (long hits = ByteScan.hits(json, word, COLONS); hits != 0; hits &= hits - 1) {
                int colon = word + ByteScan.first(hits);
                int after = colon(json, from, colon, to);
                if (nothing && begun && saysSomething()) {
                    nothing = false;
                    keepPrefix(json, from, colon);
                }
                if (after > at) {
                    // Nothing inside a text that has been counted is looked at again.
                    at = after;
                    break;
                }
            }
        }
        while (at < to) {
            at = json[at] == ':' ? Math.max(at + 1, colon(json, from, at, to)) : at + 1;
        }
        begun = true; // a whole answer is one document, whose beginning is not worth keeping
        long delivered = text == 0 ? repeated : text;
        if (ofSound && delivered > 0) {
            data = true;
            delivered = 0;
        }
        bytes += delivered;
        if (data || delivered > 0) {
            events++;
        }
        return marked;
    }

    /**
     * How much of a document need not be looked at, since it is as in the documents before: events of one stream begin
     * alike, up to the colon before their text.
     */
    private int knownPrefix(byte[] json, int from, int to) {
        boolean known =
                to - from > prefixLength && Arrays.equals(json, from, from + prefixLength, prefix, 0, prefixLength);
        return known ? prefixLength : 0;
    }

    private void keepPrefix(byte[] json, int from, int colon) {
        int length = colon - from;
        if (length <= LONGEST_PREFIX && !(length == prefixLength && knownPrefix(json, from, colon + 1) == length)) {
            if (prefix.length == 0) {
                prefix = new byte[LONGEST_PREFIX];
            }
            System.arraycopy(json, from, prefix, 0, length);
            prefixLength = length;
        }
    }

    private boolean saysSomething() {
        return text != 0 || repeated != 0 || data || ofSound || marked;
    }

    long bytes() {
        return bytes;
    }

    long events() {
        return events;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Looks at what is before and after a colon; returns the index after a value that is done with, or 0. */
    private int colon(byte[] json, int from, int colon, int to) {
        int value = colon + 1;
        if (value >= to) {
            return 0;
        }
        byte first = json[value];
        if (first <= ' ') {
            value = JsonSkip.space(json, value, to);
            first = value < to ? json[value] : 0;
        }
        if (first != '"' && first != '{' && first != '[') {
            return 0;
        }
        int end = colon - 1;
        while (end > from && json[end] != '"' && JsonSkip.isSpace(json[end])) {
            end--;
        }
        if (end <= from || json[end] != '"' || json[end - 1] == '\\') {
            return 0;
        }
        MemberNames.Role role = members.roleOf(json, from, end);
        if (role == MemberNames.Role.NONE) {
            return 0;
        }
        if (first == '"') {
            return string(role, json, value + 1, to);
        }
        marked |= first == '{' && (role == MemberNames.Role.MARKER || role == MemberNames.Role.EXCEPT_MARKER);
        if (role != MemberNames.Role.EXCEPT && role != MemberNames.Role.EXCEPT_MARKER) {
            return 0;
        }
        int after = JsonSkip.value(json, value, to);
        return after == JsonSkip.CUT ? to : after;
    }

    /** Counts the string whose first byte is at {@code from}, an escape as one; returns the index after its quote. */
    private int string(MemberNames.Role role, byte[] json, int from, int to) {
        int escapes = 0;
        int end = ByteScan.quoteOrEscape(json, from, to);
        while (end < to && json[end] == '\\') {
            escapes++;
            end = ByteScan.quoteOrEscape(json, Math.min(end + 2, to), to);
        }
        int length = end - from - escapes;
        if (role == MemberNames.Role.TEXT) {
            text += length;
        } else if (role == MemberNames.Role.TEXT_OTHERWISE) {
            repeated += length;
        } else if (role == MemberNames.Role.DATA) {
            data |= length > 0;
        } else if (role == MemberNames.Role.TYPE) {
            marked |= is(json, from, end, ERROR);
            ofSound |= length >= SOUND.length && is(json, end - SOUND.length, end, SOUND);
        }
        return Math.min(end + 1, to);
    }

    private static boolean is(byte[] json, int from, int to, byte[] text) {
        return to - from == text.length && Arrays.equals(json, from, to, text, 0, text.length);
    }
}
