// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * The keys that wrap the data keys of sealed secrets: the current one and those before it.
 *
 * <p>The keys may be at hand, as in {@link #keyring}, or in a service that wraps and unwraps by itself. Implementations
 * authenticate the context: what was wrapped with one context does not unwrap with another. They must be thread-safe.
 */
public interface MasterKeys {

    /**
     * Encrypts a data key under the current master key.
     *
     * @param dataKey 32 bytes, still the caller's to close
     * @param context where the secret belongs, authenticated and not secret
     * @return the encrypted data key and the name of the master key
     * @throws SecretVaultException {@link SecretVaultException.Fault#MASTER_KEYS_UNAVAILABLE} if the keys cannot be
     *     reached
     */
    WrappedKey wrap(Secret dataKey, byte[] context);

    /**
     * Decrypts a data key under the master key that it names.
     *
     * @param wrapped what {@link #wrap} returned
     * @param context what was handed to {@link #wrap}
     * @return the data key, the caller's to close
     * @throws SecretVaultException {@link SecretVaultException.Fault#UNKNOWN_MASTER_KEY} if there is no key of that name,
     *     {@link SecretVaultException.Fault#TAMPERED} if it does not open, {@link
     *     SecretVaultException.Fault#MASTER_KEYS_UNAVAILABLE} if the keys cannot be reached
     */
    Secret unwrap(WrappedKey wrapped, byte[] context);

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
     * Several master keys as text, such as {@code 2026b:q83v...,2026a:7Xk2...}: the first is current, the others only
     * open what they once sealed. Wraps are counted by nobody yet: replace a key long before it has wrapped 2^32 secrets.
     *
     * @param text names and keys of 32 bytes in base64, as {@code id:base64,id:base64}, 1 to 100 of them
     * @return the keys
     * @throws IllegalArgumentException if the text is not of that form; it says which key, and shows none
     */
    static MasterKeys keyring(String text) {
        return Keyring.parse(text);
    }
}
