// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key that remembers every copy of itself that it hands out, so that they can be wiped.
 *
 * <p>{@link javax.crypto.spec.SecretKeySpec} copies its bytes twice and cannot be destroyed. A cipher asks for the bytes
 * when it is initialised; what it got is of no use to it once the work is done. Not thread-safe.
 */
final class LentKey implements SecretKey {

    private static final long serialVersionUID = 1L;
    private static final byte[] BLANK = new byte[AesGcm.KEY_LENGTH];
    private static final int MOST_COPIES = 8;

    private transient byte[] bytes = BLANK;
    private final transient byte[][] lent = new byte[MOST_COPIES][];
    private transient int count;

    /** Stands for these bytes, without copying them, until {@link #takeBack}. */
    void standFor(byte[] key) {
        bytes = key;
    }

    /** Wipes what was handed out, and stands for 32 zeros. */
    void takeBack() {
        for (int i = 0; i < count; i++) {
            Arrays.fill(lent[i], (byte) 0);
        }
        count = 0;
        bytes = BLANK;
    }

    @Override
    public byte[] getEncoded() {
        byte[] copy = bytes.clone();
        if (count < MOST_COPIES) {
            lent[count++] = copy;
        }
        return copy;
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }
}
