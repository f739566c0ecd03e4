// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

/**
 * Reads a stream of JSON documents: server-sent events, JSON lines, or objects one after another.
 *
 * <p>An event is a {@code data:} line, or a line that begins with a brace. A stream that begins with a bracket is an array
 * of its events, with line ends anywhere.
 */
final class JsonStreamReader implements StreamReader, SseLines.Sink {

    private final SseLines lines;
    private final JsonObjects objects;
    private final StreamFold fold;
    private final int longestEventBytes;
    private boolean asObjects;
    private boolean begun;

    JsonStreamReader(Dialect dialect) {
        fold = new StreamFold(dialect);
        longestEventBytes = dialect.longestEventBytes();
        lines = new SseLines(this, longestEventBytes);
        objects = new JsonObjects(fold::event, longestEventBytes);
        asObjects = dialect.isObjects();
        begun = asObjects;
    }

    @Override
    public void chunk(byte[] chunk, int offset, int length) {
        if (!begun) {
            begin(chunk, offset, length);
        }
        if (asObjects) {
            objects.chunk(chunk, offset, length);
        } else {
            lines.chunk(chunk, offset, length);
        }
    }

    private void begin(byte[] chunk, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, chunk.length);
        for (int at = offset; at < offset + length && !begun; at++) {
            begun = chunk[at] != ' ' && chunk[at] != '\n' && chunk[at] != '\r' && chunk[at] != '\t';
            asObjects = chunk[at] == '[';
        }
    }

    @Override
    public void line(byte[] bytes, int from, int to) {
        int data = dataOf(bytes, from, to);
        if (data < to && bytes[data] == '{') {
            fold.event(bytes, data, to);
        }
    }

    @Override
    public Reading reading() {
        return fold.reading(
                lines.bytesPassedOver() + objects.bytesPassedOver(),
                "an event is longer than " + (longestEventBytes >> 20) + " MiB");
    }

    /** Where the payload of a line begins; {@code to} if it has none. */
    private static int dataOf(byte[] line, int from, int to) {
        int at = from;
        if (to - from >= 5
                && line[from] == 'd'
                && line[from + 1] == 'a'
                && line[from + 2] == 't'
                && line[from + 3] == 'a'
                && line[from + 4] == ':') {
            at += 5;
        }
        while (at < to && line[at] == ' ') {
            at++;
        }
        return at;
    }
}
