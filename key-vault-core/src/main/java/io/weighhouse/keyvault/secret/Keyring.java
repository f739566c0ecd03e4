// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Master keys at hand. They live as long as the process does and are never wiped. */
final class Keyring implements MasterKeys {

    private static final int MAX_KEYS = 100;
    private static final int MAX_SHOWN = 32;
    private static final String DISABLED = ":disabled";

    private final SecureRandom random = new SecureRandom();
    private final String currentId;
    private final Map<String, MasterKey> keys;
    private final WrapCounts counts;

    private static final class MasterKey {

        final byte[] bytes;
        final boolean isEnabled;
        final AesGcm cipher = new AesGcm();

        MasterKey(byte[] bytes, boolean isEnabled) {
            this.bytes = bytes;
            this.isEnabled = isEnabled;
        }
    }

    private Keyring(String currentId, Map<String, MasterKey> keys, WrapCounts counts) {
        this.currentId = currentId;
        this.keys = keys;
        this.counts = counts;
    }

    static Keyring of(String id, byte[] key) {
        MasterKey only = masterKey(WrappedKey.requireMasterKeyId(id), key.clone(), true);
        return new Keyring(id, Map.of(id, only), WrapCounts.fromZero());
    }

    static Keyring parse(String text, WrapCounts counts) {
        String[] entries = text.split(",", -1);
        if (entries.length > MAX_KEYS) {
            throw new IllegalArgumentException("must be at most 100: master keys=" + entries.length);
        }
        Map<String, MasterKey> keys = new LinkedHashMap<>();
        for (String entry : entries) {
            int colon = entry.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("must be id:base64: master key number " + (keys.size() + 1));
            }
            String id = entry.substring(0, colon).strip();
            if (!Names.isId(id) || id.indexOf('.') >= 0) {
                // Not shown: it is the key if somebody has written base64:id.
                throw new IllegalArgumentException(
                        "must have a name of 1 to 64 of a-z, A-Z, 0-9, '_', '-': master key number "
                                + (keys.size() + 1));
            }
            String value = entry.substring(colon + 1).strip();
            boolean enabled = !value.endsWith(DISABLED);
            String base64 = enabled ? value : value.substring(0, value.length() - DISABLED.length());
            if (keys.put(id, masterKey(id, decoded(id, base64.strip()), enabled)) != null) {
                throw new IllegalArgumentException("must be named once: master key " + shown(id));
            }
            if (keys.size() == 1 && !enabled) {
                throw new IllegalArgumentException("must not be disabled, as the current one: master key " + shown(id));
            }
        }
        return new Keyring(keys.keySet().iterator().next(), keys, counts);
    }

    @Override
    public String currentId() {
        return currentId;
    }

    @Override
    public MasterKeyStatus status(String masterKeyId) {
        @Nullable MasterKey key = keys.get(masterKeyId);
        if (key == null) {
            return MasterKeyStatus.UNKNOWN;
        }
        if (!key.isEnabled) {
            return MasterKeyStatus.DISABLED;
        }
        return masterKeyId.equals(currentId) ? MasterKeyStatus.ENCRYPT : MasterKeyStatus.DECRYPT_ONLY;
    }

    @Override
    public WrappedKey wrap(Secret dataKey, byte[] context) {
        MasterKey key = key(currentId);
        byte[] plain = dataKey.bytes(SecretAccess.get());
        try {
            counts.countWrap(currentId);
            return WrappedKey.owning(
                    currentId, key.cipher.encrypt(key.bytes, plain, named(currentId, context), random));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    @Override
    public Secret unwrap(WrappedKey wrapped, byte[] context) {
        String id = wrapped.masterKeyId();
        MasterKey key = key(id);
        byte[] bytes = wrapped.bytes();
        if (bytes.length <= AesGcm.OVERHEAD) {
            throw new SecretVaultException(Fault.TAMPERED, "wrapped key is cut short", null);
        }
        return Secret.owning(key.cipher.decrypt(key.bytes, bytes, named(id, context)));
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

    private MasterKey key(String id) {
        @Nullable MasterKey key = keys.get(id);
        if (key == null) {
            throw new SecretVaultException(Fault.UNKNOWN_MASTER_KEY, "masterKeyId=" + Names.quoted(id), null);
        }
        if (!key.isEnabled) {
            throw new SecretVaultException(Fault.MASTER_KEY_DISABLED, "masterKeyId=" + Names.quoted(id), null);
        }
        return key;
    }

    private static MasterKey masterKey(String id, byte[] key, boolean enabled) {
        if (key.length != AesGcm.KEY_LENGTH) {
            throw new IllegalArgumentException("must be 32 bytes: master key " + shown(id) + " has " + key.length);
        }
        return new MasterKey(key, enabled);
    }

    /** A longer name may be a key in base64 or hex. */
    private static String shown(String id) {
        return id.length() <= MAX_SHOWN ? Names.quoted(id) : "of a long name";
    }

    private static byte[] decoded(String id, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            // Its message would show a piece of the key.
            throw new IllegalArgumentException("must be base64: master key " + shown(id));
        }
    }
}
