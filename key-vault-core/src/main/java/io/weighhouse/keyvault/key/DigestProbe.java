// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A digest to look up by, used over and over, so that a look-up makes no garbage. It equals the {@link KeyDigest} of the
 * same bytes and is never put into a map itself. Not thread-safe.
 */
final class DigestProbe {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private long first;
    private long second;
    private long third;
    private long fourth;

    void set(byte[] digest) {
        first = (long) LONGS.get(digest, 0);
        second = (long) LONGS.get(digest, Long.BYTES);
        third = (long) LONGS.get(digest, 2 * Long.BYTES);
        fourth = (long) LONGS.get(digest, 3 * Long.BYTES);
    }

    /** Whether a map's key is the digest; a map asks the object that is looked up. */
    @Override
    @SuppressWarnings("EqualsUnsafeCast")
    public boolean equals(Object other) {
        return other instanceof KeyDigest digest && digest.isOf(first, second, third, fourth);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first);
    }
}
