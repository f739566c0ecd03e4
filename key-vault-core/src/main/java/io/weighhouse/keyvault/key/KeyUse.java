// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * That a key was used.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param tenant whose key
 * @param id the key's name within the tenant
 * @param lastUsedAt when, in whole milliseconds
 */
public record KeyUse(String tenant, KeyId id, Instant lastUsedAt) {

    /**
     * Checks the tenant and cuts the instant to whole milliseconds.
     *
     * @param tenant 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param id the key's name within the tenant
     * @param lastUsedAt when
     * @throws IllegalArgumentException if the tenant is not of that form
     */
    public KeyUse {
        Names.id("tenant", tenant);
        lastUsedAt = lastUsedAt.truncatedTo(ChronoUnit.MILLIS);
    }
}
