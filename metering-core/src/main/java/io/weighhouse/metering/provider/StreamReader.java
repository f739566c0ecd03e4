// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

/**
 * Reads the usage of one streamed response while it passes.
 *
 * <p>Events are {@code data:} lines, or lines that are a JSON object each: messages of a websocket are fed with a line end
 * after each. Chunks may be cut anywhere, in the middle of an event or of a character. Whatever arrives, nothing throws: what
 * cannot be read shows in the {@link #reading()}.
 *
 * <p>Not thread-safe: one stream, one thread at a time.
 */
public interface StreamReader {

    /**
     * Takes the next bytes of the stream.
     *
     * @param chunk holds the bytes; it is not kept
     * @param offset where they begin
     * @param length how many they are
     * @throws IndexOutOfBoundsException if they are not within {@code chunk}; nothing was taken
     */
    void chunk(byte[] chunk, int offset, int length);

    /** {@return what the stream has told so far; reading it changes nothing} */
    Reading reading();
}
