// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Writes numbers and texts one after another: naturals seven bits a byte, the lowest first, the highest bit set if more
 * follow; texts and byte strings after their length.
 */
final class ByteWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(192);

    ByteWriter natural(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("must be >= 0: " + number);
        }
        long rest = number;
        for (; rest > 0x7F; rest >>>= 7) {
            out.write((int) ((rest & 0x7F) | 0x80));
        }
        out.write((int) rest);
        return this;
    }

    ByteWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    ByteWriter bytes(byte[] bytes) {
        natural(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /** Twice the scale, plus one if the unscaled value is a byte string since it does not fit a {@code long}. */
    ByteWriter decimal(BigDecimal number) {
        if (number.signum() < 0) {
            throw new IllegalArgumentException("must be >= 0: " + number.toPlainString());
        }
        boolean wide = number.unscaledValue().bitLength() >= Long.SIZE;
        natural(2L * number.scale() + (wide ? 1 : 0));
        return wide
                ? bytes(number.unscaledValue().toByteArray())
                : natural(number.unscaledValue().longValue());
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
