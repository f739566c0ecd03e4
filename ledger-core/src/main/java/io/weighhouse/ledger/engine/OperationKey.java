// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An operation's id in the form in which it is stored and looked up; one is used again and again.
 *
 * <p>A time-ordered id is 16 bytes, any other its UTF-8. The hash of a time-ordered id leaves its lowest 6 bits as they are,
 * so that ids which follow each other stand beside each other in the index.
 */
final class OperationKey {

    /** Keyed, so that nobody outside can choose ids that collide. */
    private final SipHash hash;

    private final long seed;

    int tenant;
    boolean timeOrdered;
    long high;
    long low;
    byte[] text = new byte[64];
    int textLength;

    /** A second part of the key: the start of a period; 0 for everything else. */
    long part;

    OperationKey(SipHash hash) {
        this.hash = hash;
        seed = hash.hash(0);
    }

    OperationKey set(int tenantOrdinal, OperationId id) {
        return set(tenantOrdinal, id.value());
    }

    OperationKey set(int tenantOrdinal, String value) {
        tenant = tenantOrdinal;
        part = 0;
        timeOrdered = TimeOrderedId.isWritten(value);
        if (timeOrdered) {
            high = TimeOrderedId.high(value);
            low = TimeOrderedId.low(value);
            textLength = 0;
        } else {
            setText(value);
        }
        return this;
    }

    OperationKey set(int tenantOrdinal, long highBits, long lowBits) {
        tenant = tenantOrdinal;
        part = 0;
        timeOrdered = true;
        high = highBits;
        low = lowBits;
        textLength = 0;
        return this;
    }

    /** The same operation as another key's, looked up by this one's hash. */
    OperationKey set(OperationKey other) {
        tenant = other.tenant;
        part = other.part;
        timeOrdered = other.timeOrdered;
        high = other.high;
        low = other.low;
        textLength = other.textLength;
        if (text.length < textLength) {
            text = new byte[textLength];
        }
        System.arraycopy(other.text, 0, text, 0, textLength);
        return this;
    }

    private void setText(String value) {
        int chars = value.length();
        if (text.length < chars) {
            text = new byte[chars];
        }
        for (int i = 0; i < chars; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
                text = Arrays.copyOf(utf8, Math.max(utf8.length, text.length));
                textLength = utf8.length;
                return;
            }
            text[i] = (byte) c;
        }
        textLength = chars;
    }

    /** What it is looked up by, in one class of operations. */
    long tag(int operationClass) {
        long space = (((long) tenant << 8) | operationClass) * 0xC2B2AE3D27D4EB4FL + part * 0x9E3779B97F4A7C15L;
        if (timeOrdered) {
            return IdIndex.tag(mix(mix(high ^ seed) ^ (low >>> 6) ^ space), (int) (low & 63));
        }
        return mix(hash.hash(text, 0, textLength) ^ space);
    }

    OperationId toId(TenantId owner) {
        return new OperationId(owner, value());
    }

    String value() {
        return timeOrdered ? TimeOrderedId.text(high, low) : new String(text, 0, textLength, StandardCharsets.UTF_8);
    }

    void write(EventBuffer to) {
        to.number(((long) tenant << 1) | (timeOrdered ? 1 : 0));
        if (timeOrdered) {
            to.fixed64(high);
            to.fixed64(low);
        } else {
            to.number(textLength);
            to.raw(text, 0, textLength);
        }
    }

    void read(EventReader from) {
        long first = from.number();
        tenant = (int) (first >>> 1);
        timeOrdered = (first & 1) != 0;
        part = 0;
        if (timeOrdered) {
            high = from.fixed64();
            low = from.fixed64();
            textLength = 0;
        } else {
            textLength = (int) from.number();
            if (text.length < textLength) {
                text = new byte[textLength];
            }
            from.raw(text, textLength);
        }
    }

    boolean isSame(OperationKey other) {
        return tenant == other.tenant
                && timeOrdered == other.timeOrdered
                && (timeOrdered
                        ? high == other.high && low == other.low
                        : Arrays.equals(text, 0, textLength, other.text, 0, other.textLength));
    }

    /** Stafford's thirteenth variant of the 64-bit finaliser of MurmurHash3. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
