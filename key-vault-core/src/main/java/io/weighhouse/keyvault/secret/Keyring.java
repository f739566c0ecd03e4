// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Master keys at hand. They live as long as the process does and are never wiped. */
final class Keyring implements MasterKeys {

    private static final int MAX_KEYS = 100;

    private final SecureRandom random = new SecureRandom();
    private final String currentId;
    private final Map<String, byte[]> keys;

    private Keyring(String currentId, Map<String, byte[]> keys) {
        this.currentId = currentId;
        this.keys = keys;
    }

    static Keyring of(String id, byte[] key) {
        return new Keyring(WrappedKey.requireMasterKeyId(id), Map.of(id, checked(id, key.clone())));
    }

    static Keyring parse(String text) {
        String[] entries = text.split(",", -1);
        if (entries.length > MAX_KEYS) {
            throw new IllegalArgumentException("must be at most 100: master keys=" + entries.length);
        }
        Map<String, byte[]> keys = new LinkedHashMap<>();
        for (String entry : entries) {
            int colon = entry.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("must be id:base64: master key number " + (keys.size() + 1));
            }
            String id = WrappedKey.requireMasterKeyId(entry.substring(0, colon).strip());
            if (keys.put(id, checked(id, decoded(id, entry.substring(colon + 1).strip()))) != null) {
                throw new IllegalArgumentException("must be named once: master key " + Names.quoted(id));
            }
        }
        return new Keyring(keys.keySet().iterator().next(), keys);
    }

    @Override
    public WrappedKey wrap(Secret dataKey, byte[] context) {
        byte[] plain = dataKey.bytes(SecretAccess.get());
        try {
            return new WrappedKey(currentId, AesGcm.encrypt(key(currentId), plain, named(currentId, context), random));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    @Override
    public Secret unwrap(WrappedKey wrapped, byte[] context) {
        String id = wrapped.masterKeyId();
        return Secret.owning(AesGcm.decrypt(key(id), wrapped.bytes(), named(id, context)));
    }

    /** The name is authenticated too, so that it cannot be changed to that of an equal key. */
    private static byte[] named(String id, byte[] context) {
        byte[] name = id.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(1 + name.length + context.length)
                .put((byte) name.length)
                .put(name)
                .put(context)
                .array();
    }

    private byte[] key(String id) {
        byte[] key = keys.get(id);
        if (key == null) {
            throw new SecretVaultException(
                    SecretVaultException.Fault.UNKNOWN_MASTER_KEY, "masterKeyId=" + Names.quoted(id), null);
        }
        return key;
    }

    private static byte[] checked(String id, byte[] key) {
        if (key.length != AesGcm.KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "must be 32 bytes: master key " + Names.quoted(id) + " has " + key.length);
        }
        return key;
    }

    private static byte[] decoded(String id, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            // Its message would show a piece of the key.
            throw new IllegalArgumentException("must be base64: master key " + Names.quoted(id));
        }
    }
}
