// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.util.Comparator;

/**
 * How far a walk over all keys has come: tenant and id of the last record seen.
 *
 * <p>{@code acme/key_01k...} is its text, which can be kept and read again to go on after a restart.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
 * @param id the key's name within the tenant
 */
public record KeyPosition(String tenant, KeyId id) implements Comparable<KeyPosition> {

    private static final Comparator<KeyPosition> ORDER =
            Comparator.comparing(KeyPosition::tenant).thenComparing(KeyPosition::id);

    /**
     * Checks the tenant.
     *
     * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param id the key's name within the tenant
     * @throws IllegalArgumentException if the tenant is not of that form
     */
    public KeyPosition {
        Names.id("tenant", tenant);
    }

    /**
     * The position of a record.
     *
     * @param record any
     * @return its tenant and id
     */
    public static KeyPosition of(KeyRecord record) {
        return new KeyPosition(record.owner().tenant(), record.id());
    }

    /**
     * Reads a position back.
     *
     * @param text what {@link #toString()} returned
     * @return the position
     * @throws IllegalArgumentException if it is no such text
     */
    public static KeyPosition parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("must be tenant/id: position=" + Names.quoted(text));
        }
        return new KeyPosition(text.substring(0, slash), new KeyId(text.substring(slash + 1)));
    }

    /** Orders by tenant, then by id. */
    @Override
    public int compareTo(KeyPosition other) {
        return ORDER.compare(this, other);
    }

    /** {@return tenant and id, as in {@code acme/key_01k...}} */
    @Override
    public String toString() {
        return tenant + '/' + id;
    }
}
