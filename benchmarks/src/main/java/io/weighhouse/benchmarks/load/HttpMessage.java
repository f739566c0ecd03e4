// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request or an answer of HTTP/1.1 with a length, as the load needs it: a client of a library would cost more than the
 * gateway that is measured.
 *
 * @param firstLine without its end
 * @param body its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // a body, never compared
record HttpMessage(String firstLine, byte[] body) {

    private static final int MOST_LINE = 8_192;
    private static final int MOST_BODY = 1 << 20;

    /** The next one, or null if the other side has ended. */
    static @Nullable HttpMessage read(BufferedInputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        int length = 0;
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        if (length > MOST_BODY) {
            throw new IOException("must be at most 1 MiB: content-length=" + length);
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("must have " + length + " bytes: body=" + body.length);
        }
        return new HttpMessage(first, body);
    }

    /** The status of an answer. */
    int status() {
        return Integer.parseInt(firstLine.split(" ", 3)[1]);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (line.length() == MOST_LINE) {
                throw new IOException("must be at most 8 KiB: line");
            }
            line.append((char) next);
        }
        int end = line.length() > 0 && line.charAt(line.length() - 1) == '\r' ? line.length() - 1 : line.length();
        return line.substring(0, end);
    }

    /** A head and a body in one piece, so that they leave in one packet. */
    static byte[] bytes(String head, byte[] body) {
        byte[] first = (head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1);
        byte[] all = new byte[first.length + body.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }
}
