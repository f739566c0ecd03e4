// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * The keys that wrap the data keys of sealed secrets: the current one and those before it.
 *
 * <p>The keys may be at hand, as in {@link #keyring}, or in a service that wraps and unwraps by itself. Implementations
 * authenticate the context: what was wrapped with one context does not unwrap with another.
 *
 * <p><b>Waiting.</b> Keys at hand answer at once, and implement {@link #wrap} and {@link #unwrap} only. A service's client
 * implements {@link #wrapAsync} and {@link #unwrapAsync} too, without blocking the caller; one that can only block is handed
 * to {@link #onExecutor}. A {@link SecretVault} calls the blocking forms from its blocking verbs and the others from its
 * asynchronous ones, so that an event loop is never made to wait. Every call has a time limit of the implementation's own.
 *
 * <p><b>Failing.</b> Whatever goes wrong is a {@link SecretVaultException}; anything else that is thrown is taken for {@link
 * SecretVaultException.Fault#MASTER_KEYS_UNAVAILABLE}. No call changes anything, so that each may be made again.
 *
 * <p>Implementations must be thread-safe.
 */
public interface MasterKeys {

    /**
     * The master key that new data keys are wrapped under. It answers from what is known and never waits.
     *
     * @return its name, 1 to 64 of a-z, A-Z, 0-9, '_' and '-'
     */
    String currentId();

    /**
     * Tells what a master key is used for. It answers from what is known and never waits.
     *
     * @param masterKeyId any name
     * @return its status; exactly one key, the current one, has {@link MasterKeyStatus#ENCRYPT}
     */
    MasterKeyStatus status(String masterKeyId);

    /**
     * Encrypts a data key under the current master key.
     *
     * @param dataKey 32 bytes, still the caller's to close
     * @param context where the secret belongs, authenticated and not secret
     * @return the encrypted data key and the name of the master key
     * @throws SecretVaultException {@link SecretVaultException.Fault#MASTER_KEYS_UNAVAILABLE} if the keys cannot be
     *     reached, {@link SecretVaultException.Fault#MASTER_KEY_EXHAUSTED} if the current one has been used too often
     */
    WrappedKey wrap(Secret dataKey, byte[] context);

    /**
     * Decrypts a data key under the master key that it names.
     *
     * @param wrapped what {@link #wrap} returned
     * @param context what was handed to {@link #wrap}
     * @return the data key, the caller's to close
     * @throws SecretVaultException {@link SecretVaultException.Fault#UNKNOWN_MASTER_KEY} if there is no key of that name,
     *     {@link SecretVaultException.Fault#MASTER_KEY_DISABLED} if it is disabled, {@link
     *     SecretVaultException.Fault#TAMPERED} if it does not open, {@link
     *     SecretVaultException.Fault#MASTER_KEYS_UNAVAILABLE} if the keys cannot be reached
     */
    Secret unwrap(WrappedKey wrapped, byte[] context);

    /**
     * Does what {@link #wrap} does, without waiting; unless implemented, it calls that, on the caller's thread.
     *
     * @param dataKey 32 bytes, the caller's to close when the stage is complete
     * @param context where the secret belongs, authenticated and not secret
     * @return a stage of the encrypted data key; it fails as {@link #wrap} throws
     */
    default CompletionStage<WrappedKey> wrapAsync(Secret dataKey, byte[] context) {
        return CompletableFuture.completedFuture(wrap(dataKey, context));
    }

    /**
     * Does what {@link #unwrap} does, without waiting; unless implemented, it calls that, on the caller's thread.
     *
     * @param wrapped what {@link #wrap} returned
     * @param context what was handed to {@link #wrap}
     * @return a stage of the data key, to be closed by whom it reaches; it fails as {@link #unwrap} throws
     */
    default CompletionStage<Secret> unwrapAsync(WrappedKey wrapped, byte[] context) {
        return CompletableFuture.completedFuture(unwrap(wrapped, context));
    }

    /**
     * One master key.
     *
     * @param id its name, 1 to 64 of a-z, A-Z, 0-9, '_' and '-'
     * @param key 32 random bytes, copied
     * @return the key as current and only one
     * @throws IllegalArgumentException if one of them is not of that form
     */
    static MasterKeys of(String id, byte[] key) {
        return Keyring.of(id, key);
    }

    /**
     * Several master keys as text, such as {@code 2026b:q83v...,2026a:7Xk2...,2025:Ab0z...:disabled}: the first is
     * current, the others only open what they once sealed, and a disabled one not even that. Wraps are counted from 0 in
     * each process; {@link #keyring(String, WrapCounts)} counts on.
     *
     * @param text names and keys of 32 bytes in base64, as {@code id:base64,id:base64}, 1 to 100 of them, those after the
     *     first with {@code :disabled} at their end or not
     * @return the keys
     * @throws IllegalArgumentException if the text is not of that form; it says which key, and shows none
     */
    static MasterKeys keyring(String text) {
        return keyring(text, WrapCounts.fromZero());
    }

    /**
     * The same, with a count of wraps that the caller keeps.
     *
     * @param text names and keys, as above
     * @param counts how often each key has wrapped, counted on here
     * @return the keys
     * @throws IllegalArgumentException if the text is not of that form; it says which key, and shows none
     */
    static MasterKeys keyring(String text, WrapCounts counts) {
        return Keyring.parse(text, counts);
    }

    /**
     * Master keys whose client only blocks, with asynchronous forms that block a thread of the executor instead of the
     * caller's.
     *
     * @param blocking the client
     * @param executor what runs {@link #wrapAsync} and {@link #unwrapAsync}; if it refuses, they fail as unavailable
     * @return the same keys
     */
    static MasterKeys onExecutor(MasterKeys blocking, Executor executor) {
        return new OffloadedMasterKeys(blocking, executor);
    }

    /**
     * Master keys of several makes as one, for moving from one to the other: a service's that wrap from now on, and a
     * keyring's that once wrapped. A name that several know is the first one's.
     *
     * @param current what wraps
     * @param older what unwraps besides
     * @return all of them
     */
    static MasterKeys joined(MasterKeys current, MasterKeys... older) {
        return new JoinedMasterKeys(
                current, Stream.concat(Stream.of(current), Arrays.stream(older)).toList());
    }
}
