// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.CRC32;

/** Frames of an AWS event stream, built as the protocol says. */
final class Frames {

    private Frames() {}

    /** An event, as Bedrock sends it. */
    static byte[] event(String type, String payload) {
        return frame(textHeaders(Map.of(":event-type", type, ":message-type", "event")), payload.getBytes(UTF_8));
    }

    /** An exception in the middle of a stream. */
    static byte[] exception(String type, String payload) {
        return frame(
                textHeaders(Map.of(":exception-type", type, ":message-type", "exception")), payload.getBytes(UTF_8));
    }

    static byte[] textHeaders(Map<String, String> headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        headers.forEach((name, text) -> {
            bytes.write(name.length());
            bytes.writeBytes(name.getBytes(UTF_8));
            bytes.write(7);
            bytes.write(text.length() >> 8);
            bytes.write(text.length());
            bytes.writeBytes(text.getBytes(UTF_8));
        });
        return bytes.toByteArray();
    }

    static byte[] frame(byte[] headers, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(headers.length + payload.length + 16);
        frame.putInt(frame.capacity()).putInt(headers.length);
        frame.putInt(checksum(frame.array(), 8)).put(headers).put(payload);
        frame.putInt(checksum(frame.array(), frame.position()));
        return frame.array();
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static int checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
