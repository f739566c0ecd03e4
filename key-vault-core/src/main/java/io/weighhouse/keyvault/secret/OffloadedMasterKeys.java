// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Master keys that block, called on an executor where the caller does not want to wait. */
final class OffloadedMasterKeys implements MasterKeys {

    private final MasterKeys blocking;
    private final Executor executor;

    OffloadedMasterKeys(MasterKeys blocking, Executor executor) {
        this.blocking = blocking;
        this.executor = executor;
    }

    @Override
    public String currentId() {
        return blocking.currentId();
    }

    @Override
    public MasterKeyStatus status(String masterKeyId) {
        return blocking.status(masterKeyId);
    }

    @Override
    public WrappedKey wrap(Secret dataKey, byte[] context) {
        return blocking.wrap(dataKey, context);
    }

    @Override
    public Secret unwrap(WrappedKey wrapped, byte[] context) {
        return blocking.unwrap(wrapped, context);
    }

    @Override
    public CompletionStage<WrappedKey> wrapAsync(Secret dataKey, byte[] context) {
        return CompletableFuture.supplyAsync(() -> blocking.wrap(dataKey, context), executor);
    }

    @Override
    public CompletionStage<Secret> unwrapAsync(WrappedKey wrapped, byte[] context) {
        return CompletableFuture.supplyAsync(() -> blocking.unwrap(wrapped, context), executor);
    }
}
