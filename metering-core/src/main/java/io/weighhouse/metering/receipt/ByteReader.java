// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteWriter} writes. Nothing that it makes is larger than the bytes that it is made from. */
final class ByteReader {

    private static final int MOST_SCALE = 1_000;
    private static final int MOST_BYTES_OF_A_NUMBER = 256;

    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    long natural() {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte next = next();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw refused("must be a number of at most 63 bits");
    }

    /** A natural below a bound. */
    int below(int bound) {
        long number = natural();
        if (number >= bound) {
            throw refused("must be < " + bound + ": " + number);
        }
        return (int) number;
    }

    String text() {
        byte[] text = bytes();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException("must be UTF-8: the text before byte " + at, malformed);
        }
    }

    byte[] bytes() {
        long length = natural();
        if (length > bytes.length - at) {
            throw refused("must have as many bytes as it says: " + length);
        }
        byte[] part = Arrays.copyOfRange(bytes, at, at + (int) length);
        at += part.length;
        return part;
    }

    BigDecimal decimal() {
        int head = below(2 * MOST_SCALE);
        if ((head & 1) == 0) {
            return BigDecimal.valueOf(natural(), head / 2);
        }
        byte[] wide = bytes();
        if (wide.length == 0 || wide.length > MOST_BYTES_OF_A_NUMBER || wide[0] < 0) {
            throw refused("must be a number >= 0 of 1 to 256 bytes: " + wide.length);
        }
        return new BigDecimal(new BigInteger(wide), head / 2);
    }

    void requireEnd() {
        if (at < bytes.length) {
            throw refused("must end: " + (bytes.length - at) + " bytes more");
        }
    }

    IllegalArgumentException refused(String must) {
        return new IllegalArgumentException(must + ", before byte " + at);
    }

    private byte next() {
        if (at == bytes.length) {
            throw refused("must go on");
        }
        return bytes[at++];
    }
}
