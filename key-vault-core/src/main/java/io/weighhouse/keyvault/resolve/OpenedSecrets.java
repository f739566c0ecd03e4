// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one credential in clear, from which each caller gets copies of his own.
 *
 * <p>Copying takes no lock, since a platform's key is copied by every call. Whoever copies looks afterwards whether the
 * wiping had begun, and if so drops what may be half zeros; the fences keep the order of the two on both sides.
 */
final class OpenedSecrets {

    private final ProviderId provider;
    private final List<String> names;
    private final byte[][] bytes;
    private final Map<String, String> plain;
    private volatile boolean wiped;

    private OpenedSecrets(ProviderId provider, List<String> names, byte[][] bytes, Map<String, String> plain) {
        this.provider = provider;
        this.names = names;
        this.bytes = bytes;
        this.plain = plain;
    }

    /** Opens all secret fields, each in the place that was asked for, not the one that the row claims. */
    static CompletionStage<OpenedSecrets> of(SecretVault vault, SecretSlot slot, SealedCredential stored) {
        Map<String, SealedSecret> sealed = stored.fields().sealed();
        List<String> names = List.copyOf(sealed.keySet());
        OpenedSecrets opened = new OpenedSecrets(
                slot.provider(),
                names,
                new byte[names.size()][],
                stored.fields().plain());
        CompletionStage<OpenedSecrets> all = CompletableFuture.completedFuture(opened);
        for (int i = 0; i < names.size(); i++) {
            int index = i;
            String name = names.get(i);
            SecretPlace place = slot.place(name, stored.revision());
            SealedSecret field = Objects.requireNonNull(sealed.get(name), name);
            all = all.thenCompose(same -> vault.openAsync(place, field))
                    .thenApply(secret -> opened.with(index, secret));
        }
        return all.whenComplete((same, failure) -> {
            if (failure != null) {
                opened.wipe();
            }
        });
    }

    private OpenedSecrets with(int index, Secret secret) {
        try (secret) {
            bytes[index] = secret.bytes(SecretAccess.get());
        }
        return this;
    }

    /** Copies of the secrets, or null if they have been wiped. */
    @Nullable
    Credential copy() {
        Secret[] copies = new Secret[bytes.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = Secret.ofBytes(bytes[i]);
        }
        Credential credential = new Credential(provider, names, copies, plain);
        VarHandle.acquireFence();
        if (wiped) {
            credential.close();
            return null;
        }
        return credential;
    }

    void wipe() {
        wiped = true;
        VarHandle.fullFence();
        for (byte[] secret : bytes) {
            if (secret != null) {
                Arrays.fill(secret, (byte) 0);
            }
        }
    }
}
