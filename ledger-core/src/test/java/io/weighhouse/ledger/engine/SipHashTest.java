// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SipHashTest {

    /** Of the reference implementation: key 00..0f, inputs empty, 00, 00 01, and so on to fifteen bytes. */
    private static final String[] VECTORS = {
        "310e0edd47db6f72", "fd67dc93c539f874", "5a4fa9d909806c0d", "2d7efbd796666785",
        "b7877127e09427cf", "8da699cd64557618", "cee3fe586e46c9cb", "37d1018bf50002ab",
        "6224939a79f5f593", "b0e4a90bdf82009e", "f3b9dd94c5bb5d7a", "a7ad6b22462fb3f4",
        "fbe50e86bc8f1e75", "903d84c02756ea14", "eef27a8e90ca23f7", "e545be4961ca29a1"
    };

    private final SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @Test
    void hash_ofTheReferenceInputs_isAsPublished() {
        for (int length = 0; length < VECTORS.length; length++) {
            assertThat(littleEndian(hash.hash(counting(length), 0, length))).isEqualTo(VECTORS[length]);
        }
    }

    @Test
    void hash_ofARange_isThatOfItsBytes() {
        byte[] bytes = new byte[40];
        System.arraycopy(counting(15), 0, bytes, 7, 15);
        assertThat(littleEndian(hash.hash(bytes, 7, 15))).isEqualTo(VECTORS[15]);
    }

    @Test
    void hash_ofWords_isThatOfTheirBytes() {
        long first = 0x8123456789abcdefL;
        long second = -2;
        long third = 3;
        byte[] bytes = ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .array();
        assertThat(hash.hash(first)).isEqualTo(hash.hash(bytes, 0, 8));
        assertThat(hash.hash(first, second)).isEqualTo(hash.hash(bytes, 0, 16));
        assertThat(hash.hash(first, second, third)).isEqualTo(hash.hash(bytes, 0, 24));
    }

    @Test
    void hash_underAnotherKey_isAnother() {
        assertThat(new SipHash(0, 1).hash(5)).isNotEqualTo(new SipHash(0, 2).hash(5));
        assertThat(new SipHash(1, 0).hash(5)).isNotEqualTo(new SipHash(2, 0).hash(5));
    }

    @Test
    void hash_outsideTheBytes_isRefused() {
        assertThatThrownBy(() -> hash.hash(new byte[8], 1, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static String littleEndian(long hash) {
        return HexFormat.of().toHexDigits(Long.reverseBytes(hash));
    }
}
