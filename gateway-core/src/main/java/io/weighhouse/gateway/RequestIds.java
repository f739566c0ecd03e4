// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Makes ids for requests that come without one: 48 bits of time, then 64 random bits, in 23 letters and digits.
 *
 * <p>Ids of later milliseconds sort after those of earlier ones, which keeps indexes over them short.
 */
final class RequestIds {

    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private final InstantSource clock;
    private final RandomGenerator random;

    RequestIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    String next() {
        char[] id = new char[4 + 10 + 13];
        "req_".getChars(0, 4, id, 0);
        write(id, 4, 10, clock.millis());
        write(id, 14, 13, random.nextLong());
        return new String(id);
    }

    /** Writes the low bits in base 32, most significant first. */
    private static void write(char[] id, int at, int digits, long bits) {
        for (int i = digits - 1; i >= 0; i--) {
            id[at + i] = DIGITS[(int) (bits >>> (5 * (digits - 1 - i))) & 31];
        }
    }
}
