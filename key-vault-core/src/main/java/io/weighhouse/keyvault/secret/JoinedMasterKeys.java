// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Master keys of several makes: the first wraps, and each unwraps what it knows. */
final class JoinedMasterKeys implements MasterKeys {

    private final MasterKeys current;
    private final List<MasterKeys> all;

    JoinedMasterKeys(MasterKeys current, List<MasterKeys> all) {
        this.current = current;
        this.all = all;
    }

    @Override
    public String currentId() {
        return current.currentId();
    }

    @Override
    public MasterKeyStatus status(String masterKeyId) {
        return knower(masterKeyId)
                .map(keys -> keys == current || keys.status(masterKeyId) != MasterKeyStatus.ENCRYPT
                        ? keys.status(masterKeyId)
                        : MasterKeyStatus.DECRYPT_ONLY)
                .orElse(MasterKeyStatus.UNKNOWN);
    }

    @Override
    public WrappedKey wrap(Secret dataKey, byte[] context) {
        return current.wrap(dataKey, context);
    }

    @Override
    public Secret unwrap(WrappedKey wrapped, byte[] context) {
        return required(wrapped).unwrap(wrapped, context);
    }

    @Override
    public CompletionStage<WrappedKey> wrapAsync(Secret dataKey, byte[] context) {
        return current.wrapAsync(dataKey, context);
    }

    @Override
    public CompletionStage<Secret> unwrapAsync(WrappedKey wrapped, byte[] context) {
        return required(wrapped).unwrapAsync(wrapped, context);
    }

    private MasterKeys required(WrappedKey wrapped) {
        return knower(wrapped.masterKeyId())
                .orElseThrow(() -> new SecretVaultException(
                        SecretVaultException.Fault.UNKNOWN_MASTER_KEY,
                        "masterKeyId=" + Names.quoted(wrapped.masterKeyId()),
                        null));
    }

    private Optional<MasterKeys> knower(String masterKeyId) {
        return all.stream()
                .filter(keys -> keys.status(masterKeyId) != MasterKeyStatus.UNKNOWN)
                .findFirst();
    }
}
