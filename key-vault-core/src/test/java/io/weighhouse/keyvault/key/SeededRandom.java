// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.security.SecureRandom;
import java.util.Random;

/** The same bytes in every run. */
final class SeededRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final Random random;

    SeededRandom(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
