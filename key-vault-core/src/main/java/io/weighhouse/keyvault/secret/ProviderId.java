// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;

/**
 * The name of a provider, such as {@code openai} or {@code stripe}.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param value 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
 */
public record ProviderId(String value) {

    /**
     * Checks the name.
     *
     * @param value 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @throws IllegalArgumentException if it is not of that form
     */
    public ProviderId {
        Names.id("provider", value);
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return value;
    }
}
