// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * Where a limiter keeps what a subject has used, and how to read it.
 *
 * <p>Words may end or be given another layout; then the store finds the subject's seat again by its key.
 *
 * <p>This class is immutable and thread-safe; the words are shared, see {@link Words}.
 */
final class Seat {

    private final Object key;
    private final Layout layout;
    private final long[] words;
    private final int at;
    private final boolean isPlain;

    /**
     * A seat.
     *
     * @param key what the store knows the subject by
     * @param layout what the words mean
     * @param words an array that has the subject's words
     * @param at where they begin
     */
    Seat(Object key, Layout layout, long[] words, int at) {
        this.key = key;
        this.layout = layout;
        this.words = words;
        this.at = at;
        this.isPlain = layout.isPlain() && isOwn();
    }

    Object key() {
        return key;
    }

    Layout layout() {
        return layout;
    }

    long[] words() {
        return words;
    }

    int at() {
        return at;
    }

    /** Whether it is a subject's own, and not one that newcomers with the same quota share. */
    boolean isOwn() {
        return !(key instanceof Layout);
    }

    /** Whether {@link Layout#takePlain} may do: for a shared seat the store is to be asked each time. */
    boolean isPlain() {
        return isPlain;
    }

    long first() {
        return Words.read(words, at);
    }
}
