// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import java.util.Objects;

/**
 * SipHash-2-4, a keyed hash of 64 bits: who does not know the key cannot choose inputs that collide.
 *
 * <p>Words count as their eight bytes, the lowest first, so that {@code hash(a, b)} is the hash of those sixteen bytes.
 * Nothing is allocated. This class is immutable and thread-safe.
 */
final class SipHash {

    private final long v0;
    private final long v1;
    private final long v2;
    private final long v3;

    /** The key's sixteen bytes as two words, each with its lowest byte first. */
    SipHash(long key0, long key1) {
        v0 = key0 ^ 0x736f6d6570736575L;
        v1 = key1 ^ 0x646f72616e646f6dL;
        v2 = key0 ^ 0x6c7967656e657261L;
        v3 = key1 ^ 0x7465646279746573L;
    }

    /** The hash of {@code length} bytes, the first of which stands at {@code from}. */
    long hash(byte[] bytes, int from, int length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        long a = v0;
        long b = v1;
        long c = v2;
        long d = v3;
        int last = length >>> 3;
        // One turn for each word, the last with the length in its top byte, and one to finish, of four rounds and no
        // word.
        for (int turn = 0; turn <= last + 1; turn++) {
            boolean finish = turn > last;
            long word = finish
                    ? 0
                    : word(bytes, from + turn * Long.BYTES, Math.min(Long.BYTES, length - turn * Long.BYTES));
            if (turn == last) {
                word |= (long) length << 56;
            }
            c ^= finish ? 0xff : 0;
            d ^= word;
            for (int round = finish ? 4 : 2; round > 0; round--) {
                a += b;
                c += d;
                b = Long.rotateLeft(b, 13) ^ a;
                d = Long.rotateLeft(d, 16) ^ c;
                a = Long.rotateLeft(a, 32) + d;
                c += b;
                d = Long.rotateLeft(d, 21) ^ a;
                b = Long.rotateLeft(b, 17) ^ c;
                c = Long.rotateLeft(c, 32);
            }
            a ^= word;
        }
        return a ^ b ^ c ^ d;
    }

    /** The hash of one word. */
    long hash(long first) {
        return hash(1, first, 0, 0);
    }

    /** The hash of two words. */
    long hash(long first, long second) {
        return hash(2, first, second, 0);
    }

    /** The hash of three words. */
    long hash(long first, long second, long third) {
        return hash(3, first, second, third);
    }

    /** The same turns as for bytes; written out again, because four words of state cannot be handed around for nothing. */
    private long hash(int words, long first, long second, long third) {
        long a = v0;
        long b = v1;
        long c = v2;
        long d = v3;
        for (int turn = 0; turn <= words + 1; turn++) {
            boolean finish = turn > words;
            long word = turn == 0 ? first : turn == 1 ? second : third;
            if (turn >= words) {
                word = finish ? 0 : ((long) words * Long.BYTES) << 56;
            }
            c ^= finish ? 0xff : 0;
            d ^= word;
            for (int round = finish ? 4 : 2; round > 0; round--) {
                a += b;
                c += d;
                b = Long.rotateLeft(b, 13) ^ a;
                d = Long.rotateLeft(d, 16) ^ c;
                a = Long.rotateLeft(a, 32) + d;
                c += b;
                d = Long.rotateLeft(d, 21) ^ a;
                b = Long.rotateLeft(b, 17) ^ c;
                c = Long.rotateLeft(c, 32);
            }
            a ^= word;
        }
        return a ^ b ^ c ^ d;
    }

    private static long word(byte[] bytes, int from, int count) {
        long word = 0;
        for (int i = count - 1; i >= 0; i--) {
            word = (word << 8) | (bytes[from + i] & 0xff);
        }
        return word;
    }
}
