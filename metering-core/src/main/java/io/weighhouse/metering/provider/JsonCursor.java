// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

/**
 * Goes from member to member of a JSON object, and from element to element of an array, and keeps nothing of what it
 * passes.
 *
 * <p>Read {@link #nameFrom}, {@link #nameTo} and {@link #value} before anything below is visited: they are those of the
 * last step. Not thread-safe.
 */
final class JsonCursor {

    final byte[] json;
    final int to;

    /** The name of the member, between its quotes. */
    int nameFrom;

    int nameTo;

    /** Where the value of the member or element begins. */
    int value;

    /** Once there is no more: the index after the object or array, or {@link JsonSkip#CUT}. */
    int after;

    JsonCursor(byte[] json, int to) {
        this.json = json;
        this.to = to;
    }

    /** Goes to the first member of the object whose brace is at that index. */
    boolean firstMember(int brace) {
        int at = JsonSkip.space(json, brace + 1, to);
        if (at < to && json[at] == '}') {
            return end(at + 1);
        }
        return member(at);
    }

    /** Goes to the next member, when the last one's value ends before {@code end}. */
    boolean nextMember(int end) {
        int at = separator(end, '}');
        return at != JsonSkip.CUT && member(at);
    }

    /** Goes to the first element of the array whose bracket is at that index. */
    boolean firstElement(int bracket) {
        int at = JsonSkip.space(json, bracket + 1, to);
        if (at < to && json[at] == ']') {
            return end(at + 1);
        }
        return element(at);
    }

    /** Goes to the next element, when the last one ends before {@code end}. */
    boolean nextElement(int end) {
        int at = separator(end, ']');
        return at != JsonSkip.CUT && element(at);
    }

    /** The index after the value at {@code at}, or {@link JsonSkip#CUT}. */
    int skip(int at) {
        return JsonSkip.value(json, at, to);
    }

    /** Where the next one begins, or CUT with {@link #after} set. */
    private int separator(int end, char closing) {
        if (end == JsonSkip.CUT) {
            after = JsonSkip.CUT;
            return JsonSkip.CUT;
        }
        int at = JsonSkip.space(json, end, to);
        if (at < to && json[at] == ',') {
            return JsonSkip.space(json, at + 1, to);
        }
        after = at < to && json[at] == closing ? at + 1 : JsonSkip.CUT;
        return JsonSkip.CUT;
    }

    private boolean member(int at) {
        int afterName = at < to && json[at] == '"' ? JsonSkip.string(json, at, to) : JsonSkip.CUT;
        if (afterName == JsonSkip.CUT) {
            return end(JsonSkip.CUT);
        }
        int colon = JsonSkip.space(json, afterName, to);
        if (colon == to || json[colon] != ':') {
            return end(JsonSkip.CUT);
        }
        nameFrom = at + 1;
        nameTo = afterName - 1;
        return element(JsonSkip.space(json, colon + 1, to));
    }

    private boolean element(int at) {
        value = at;
        return at < to || end(JsonSkip.CUT);
    }

    private boolean end(int index) {
        after = index;
        return false;
    }
}
