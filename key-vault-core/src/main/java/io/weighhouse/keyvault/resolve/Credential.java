// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Secret;

/**
 * What is shown to a provider: its API key.
 *
 * <p>Closing it wipes the key, so close it when the call is over.
 *
 * <p>This class is thread-safe.
 *
 * @param provider whom it is shown to
 * @param apiKey the key in clear
 */
public record Credential(ProviderId provider, Secret apiKey) implements AutoCloseable {

    /** Wipes the key. Closing again does nothing. */
    @Override
    public void close() {
        apiKey.close();
    }
}
