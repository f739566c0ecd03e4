// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.KeyStoreException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the key that a payer names, by itself or by its tenant and id. */
final class KeyNames {

    /** From this status on, a rejection is none of the key: too many questions, or a store that does not answer. */
    private static final int BUSY = 429;

    private KeyNames() {}

    static CompletionStage<Optional<KeyRecord>> find(KeyRegistry keys, String name) {
        if (name.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        int slash = name.indexOf('/');
        if (slash < 0) {
            return keys.authenticateAsync(name).thenApply(KeyNames::record);
        }
        try {
            return keys.findAsync(name.substring(0, slash), new KeyId(name.substring(slash + 1)))
                    .thenApply(record -> record.filter(found -> found.revokedAt() == null));
        } catch (IllegalArgumentException noId) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    /** A store that cannot tell has not said that there is none. */
    private static Optional<KeyRecord> record(Authentication answer) {
        if (answer instanceof Authenticated authenticated) {
            return Optional.of(authenticated.record());
        }
        if (answer instanceof Rejected rejected && rejected.code().httpStatus() >= BUSY) {
            throw new KeyStoreException("the store of keys could not tell whose key it is", true, null);
        }
        return Optional.empty();
    }
}
