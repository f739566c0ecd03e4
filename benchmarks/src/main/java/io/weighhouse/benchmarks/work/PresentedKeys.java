// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import java.time.Duration;

/**
 * Keys as callers present them, and a registry that has seen each good one before.
 *
 * <p>The registry has a revocation bound of an hour, so that what is measured is an answer from memory. Threads: any number
 * at once.
 */
public final class PresentedKeys {

    /** How many good keys there are. */
    public static final int COUNT = 1024;

    private static final String[] FOREIGN = {
        "sk-proj-4fQpT7bJxM1zVaK9sLwD3nRcY8uHg0EoIt5e", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "hunter2", ""
    };

    private final KeyRegistry registry = KeyRegistry.builder(
                    ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}"), KeyRecordStore.inMemory())
            .revocationBound(Duration.ofHours(1))
            .build();
    private final String[] good = new String[COUNT];
    private final String[] damaged = new String[COUNT];

    /** Issues the keys and presents each once. */
    public PresentedKeys() {
        for (int i = 0; i < COUNT; i++) {
            NewKey wish = NewKey.of(Owner.tenant("acme"), "key " + i).environment("live");
            good[i] = registry.issue(wish).key().reveal();
            char[] letters = good[i].toCharArray();
            int at = 12 + i % 32;
            letters[at] = letters[at] == 'x' ? 'y' : 'x';
            damaged[i] = new String(letters);
            registry.authenticate(good[i]);
        }
    }

    /** {@return the registry that knows them} */
    public KeyRegistry registry() {
        return registry;
    }

    /**
     * A good key.
     *
     * @param key any number: keys come round
     * @return its text
     */
    public String good(int key) {
        return good[key & COUNT - 1];
    }

    /**
     * A key of ours with one letter wrong.
     *
     * @param key any number: keys come round
     * @return its text
     */
    public String damaged(int key) {
        return damaged[key & COUNT - 1];
    }

    /**
     * A text that is no key of ours.
     *
     * @param key any number: texts come round
     * @return the text
     */
    public String foreign(int key) {
        return FOREIGN[key & FOREIGN.length - 1];
    }

    /**
     * Authenticates a good key.
     *
     * @param key any number: keys come round
     * @return that it is good
     */
    public Authentication authenticate(int key) {
        return registry.authenticate(good(key));
    }

    /**
     * Authenticates a damaged key.
     *
     * @param key any number: keys come round
     * @return that it is damaged
     */
    public Authentication authenticateDamaged(int key) {
        return registry.authenticate(damaged(key));
    }

    /**
     * Authenticates a foreign text.
     *
     * @param key any number: texts come round
     * @return that it is no key
     */
    public Authentication authenticateForeign(int key) {
        return registry.authenticate(foreign(key));
    }
}
