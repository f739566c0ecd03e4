// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a gateway and its parts are at one moment.
 *
 * <p>With a ledger that works and a key store whose disk is full, {@link #usable()} is false and {@code parts()} says
 * which.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param openCalls how many calls have begun here and have not ended
 * @param bookVersion the version of the price book that new calls are quoted by
 * @param parts by name, in alphabetical order
 */
public record GatewayHealth(long openCalls, String bookVersion, Map<String, PartHealth> parts) {

    /**
     * Copies the parts.
     *
     * @param openCalls how many calls have begun here and have not ended
     * @param bookVersion the version of the price book that new calls are quoted by
     * @param parts by name
     */
    public GatewayHealth {
        parts = Collections.unmodifiableMap(new TreeMap<>(parts));
    }

    /** {@return whether every part can be used} */
    public boolean usable() {
        return parts.values().stream().allMatch(PartHealth::usable);
    }
}
