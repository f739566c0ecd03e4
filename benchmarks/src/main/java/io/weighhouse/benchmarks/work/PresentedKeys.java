// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.KeyFormats;
import io.weighhouse.keyvault.key.KeyHashing;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.KeyRegistryBuilder;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.Pepper;
import io.weighhouse.keyvault.secret.Secret;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * Keys as callers present them, and a registry that has seen each good one before.
 *
 * <p>The registry has a revocation bound of an hour, so that what is measured is an answer from memory, unless it is one of
 * {@link #lookedUp}. Every key has the scopes {@code chat} and {@code embed}. Threads: any number at once.
 */
public final class PresentedKeys {

    /** How many good keys there are. */
    public static final int COUNT = 1024;

    /** What every good key begins with. */
    public static final String PREFIX = "wh_sk_";

    /** The secret under which {@link #peppered} keys are hashed. */
    public static final String PEPPER = "a pepper of 32 bytes and no more";

    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}");
    private static final int BODY_AND_CHECKSUM = 38;
    private static final KeyDemand CHAT = KeyDemand.scope("chat");
    private static final String[] FOREIGN = {
        "sk-proj-4fQpT7bJxM1zVaK9sLwD3nRcY8uHg0EoIt5e", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "hunter2", ""
    };

    private final KeyRegistry registry;
    private final String[] good = new String[COUNT];
    private final String[] damaged = new String[COUNT];
    private final String[] unknown = new String[COUNT];

    /** Issues the keys, hashed with SHA-256, and presents each once. */
    public PresentedKeys() {
        this(registry(KeyRecordStore.inMemory()).build());
    }

    private PresentedKeys(KeyRegistry registry) {
        this(registry, registry);
    }

    private PresentedKeys(KeyRegistry issuer, KeyRegistry registry) {
        this.registry = registry;
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < COUNT; i++) {
            NewKey wish = NewKey.of(Owner.tenant("acme"), "key " + i).environment("live");
            good[i] = issuer.issue(wish.scopes("chat", "embed")).key().reveal();
            char[] letters = good[i].toCharArray();
            int at = letters.length - BODY_AND_CHECKSUM + i % 32;
            letters[at] = letters[at] == 'x' ? 'y' : 'x';
            damaged[i] = new String(letters);
            unknown[i] = FORMAT.generate(random, "live").reveal();
            registry.authenticate(good[i]);
        }
    }

    /**
     * Keys that are hashed with HMAC-SHA-256 under a pepper.
     *
     * @return them, each presented once
     */
    public static PresentedKeys peppered() {
        KeyHashing hashing = KeyHashing.hmac(Pepper.of(1, Secret.ofText(PEPPER)));
        return new PresentedKeys(
                registry(KeyRecordStore.inMemory()).hashing(hashing).build());
    }

    /**
     * Keys of the second of the three formats that the registry accepts.
     *
     * @return them, each presented once
     */
    public static PresentedKeys ofThreeFormats() {
        KeyRecordStore store = KeyRecordStore.inMemory();
        KeyFormats formats = KeyFormats.of(
                ApiKeyFormat.parse("glyph_sk_{env:dev|live}_{b62:32}{crc}"),
                FORMAT,
                ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}"));
        return new PresentedKeys(
                registry(store).build(),
                KeyRegistry.builder(formats, store)
                        .revocationBound(Duration.ofHours(1))
                        .build());
    }

    /**
     * Keys for which the store, in memory, is asked every time.
     *
     * @return them
     */
    public static PresentedKeys lookedUp() {
        return new PresentedKeys(registry(KeyRecordStore.inMemory())
                .revocationBound(Duration.ZERO)
                .build());
    }

    private static KeyRegistryBuilder registry(KeyRecordStore store) {
        return KeyRegistry.builder(FORMAT, store).revocationBound(Duration.ofHours(1));
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
     * A key of our form, with the right checksum, that nobody was given.
     *
     * @param key any number: keys come round
     * @return its text
     */
    public String unknown(int key) {
        return unknown[key & COUNT - 1];
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
     * Authenticates a good key that has to have a scope.
     *
     * @param key any number: keys come round
     * @return that it is good
     */
    public Authentication authenticateForChat(int key) {
        return registry.authenticate(good(key), CHAT);
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

    /**
     * Authenticates a key that nobody was given. That there is none is remembered for a second.
     *
     * @param key any number: keys come round
     * @return that there is none
     */
    public Authentication authenticateUnknown(int key) {
        return registry.authenticate(unknown(key));
    }
}
