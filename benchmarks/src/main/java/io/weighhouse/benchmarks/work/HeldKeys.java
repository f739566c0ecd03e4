// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.resolve.Resolution;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretVault;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * Owners of whom every fourth holds a provider key himself, every fourth has his team's, every fourth his tenant's, and
 * the others the platform's; and a resolver that has answered each once.
 *
 * <p>Keys may be relied upon for a minute, so that what is measured is mostly an answer from memory. Threads: any number at
 * once.
 */
public final class HeldKeys {

    /** How many owners there are. */
    public static final int COUNT = 1024;

    private static final int KINDS = 4;
    private static final ProviderId OPENAI = new ProviderId("openai");

    private final KeyResolver resolver;
    private final Owner[] owners = new Owner[COUNT];

    /** Saves the keys and resolves each once. */
    public HeldKeys() {
        byte[] masterKey = new byte[32];
        new SecureRandom().nextBytes(masterKey);
        resolver = KeyResolver.builder(
                        SecretVault.of(MasterKeys.of("sample", masterKey)),
                        SealedSecretStore.inMemory(),
                        PlatformAccess.when((owner, provider) -> !owner.user().isEmpty()))
                .cacheBound(Duration.ofMinutes(1))
                .build();
        put(SecretHolder.platform());
        for (int i = 0; i < COUNT; i++) {
            owners[i] = Owner.tenant("tenant-" + i).team("team-" + i).user("user-" + i);
            if (i % KINDS < KINDS - 1) {
                put(holder(i));
            }
            resolve(i);
        }
    }

    /**
     * One owner.
     *
     * @param owner any number: owners come round
     * @return on whose behalf the call is made
     */
    public Owner owner(int owner) {
        return owners[owner & COUNT - 1];
    }

    /**
     * Finds a key, looks at it, and wipes the copy.
     *
     * @param owner any number: owners come round
     * @return 2 if it was the platform's, else 1
     */
    public int resolve(int owner) {
        if (resolver.resolve(owner(owner), OPENAI) instanceof Resolution.Found found) {
            found.credential().close();
            return found.payer() == Payer.PLATFORM ? 2 : 1;
        }
        throw new IllegalStateException("no key for " + owner(owner));
    }

    private static SecretHolder holder(int i) {
        return switch (i % KINDS) {
            case 0 -> SecretHolder.personal("tenant-" + i, "user-" + i);
            case 1 -> SecretHolder.team("tenant-" + i, "team-" + i);
            default -> SecretHolder.tenant("tenant-" + i);
        };
    }

    private void put(SecretHolder holder) {
        try (Secret secret = Secret.ofText("sk-sample-of-forty-characters-0123456789ab")) {
            resolver.put(holder, OPENAI, secret);
        }
    }
}
