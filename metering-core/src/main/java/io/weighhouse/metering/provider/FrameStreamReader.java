// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.util.Arrays;

/** Reads an AWS event stream whose frames carry JSON, some of it in Base64 within JSON. */
final class FrameStreamReader implements StreamReader, EventFrames.Sink {

    private static final int LONGEST_CODE = 64;

    private static final byte[] MESSAGE_TYPE = TextScan.ascii(":message-type");
    private static final byte[] EVENT_TYPE = TextScan.ascii(":event-type");
    private static final byte[] EXCEPTION_TYPE = TextScan.ascii(":exception-type");
    private static final byte[] ERROR_CODE = TextScan.ascii(":error-code");
    private static final byte[] EVENT = TextScan.ascii("event");
    private static final byte[] CHUNK = TextScan.ascii("chunk");
    private static final byte[] BYTES = TextScan.ascii("\"bytes\"");

    private final EventFrames frames = new EventFrames(this);
    private final Base64Buffer decoded = new Base64Buffer();
    private final StreamFold fold;
    private long bytesNotDecoded;

    FrameStreamReader(Dialect dialect) {
        fold = new StreamFold(dialect);
    }

    @Override
    public void chunk(byte[] chunk, int offset, int length) {
        frames.chunk(chunk, offset, length);
    }

    @Override
    public void frame(EventFrame frame) {
        if (!frame.has(MESSAGE_TYPE, EVENT)) {
            String exception = frame.text(EXCEPTION_TYPE, LONGEST_CODE);
            fold.failed(exception.isEmpty() ? frame.text(ERROR_CODE, LONGEST_CODE) : exception);
        } else if (frame.has(EVENT_TYPE, CHUNK)) {
            chunkOfModel(frame.bytes(), frame.payloadFrom(), frame.payloadTo());
        } else {
            fold.event(frame.bytes(), frame.payloadFrom(), frame.payloadTo());
        }
    }

    /** What the model itself sent, in whatever form is its own. */
    private void chunkOfModel(byte[] json, int from, int to) {
        int begin = stringOf(json, from, to);
        int length = begin < 0 ? -1 : decoded.decode(json, begin, JsonSkip.string(json, begin - 1, to) - 1);
        if (length < 0) {
            bytesNotDecoded += to - from;
        } else {
            fold.event(decoded.bytes(), 0, length);
        }
    }

    /** Where the whole string of the member {@code bytes} begins; less than 0 if there is none. */
    private static int stringOf(byte[] json, int from, int to) {
        int at = JsonSkip.space(json, from, to);
        while (at < to && (json[at] == '{' || json[at] == ',')) {
            int name = JsonSkip.space(json, at + 1, to);
            int colon = name == to ? JsonSkip.CUT : JsonSkip.value(json, name, to);
            int value = colon == JsonSkip.CUT ? to : JsonSkip.space(json, JsonSkip.space(json, colon, to) + 1, to);
            int end = value >= to ? JsonSkip.CUT : JsonSkip.value(json, value, to);
            if (end == JsonSkip.CUT) {
                return -1;
            }
            if (json[value] == '"' && Arrays.equals(json, name, colon, BYTES, 0, BYTES.length)) {
                return value + 1;
            }
            at = JsonSkip.space(json, end, to);
        }
        return -1;
    }

    @Override
    public Reading reading() {
        String damage = frames.damage();
        String why = damage != null
                ? damage
                : bytesNotDecoded > 0 ? "must be Base64: bytes of a chunk" : "a frame is longer than 1 MiB";
        return fold.reading(frames.bytesPassedOver() + bytesNotDecoded, why);
    }
}
