// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

import io.weighhouse.keyvault.internal.StripedPool;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** The keys of one endpoint: they make HMAC-SHA-256 tags of a head and a body, and compare them with what came. */
final class SigningKeys implements AutoCloseable {

    static final int TAG_LENGTH = 32;

    private static final String HMAC_SHA_256 = "HmacSHA256";
    private static final StripedPool<Mac> MACS = new StripedPool<>(SigningKeys::newMac);

    private final List<MacKey> keys = new ArrayList<>();

    /**
     * The keys that a scheme reads in secrets.
     *
     * @param reading the key in a secret's bytes, in an array of its own; null if they are not of the scheme's form
     * @param form what they must be
     */
    SigningKeys(List<Secret> secrets, Function<byte[], byte @Nullable []> reading, String form) {
        if (secrets.isEmpty() || secrets.size() > WebhookSignatures.MAX_SIGNATURES) {
            throw new IllegalArgumentException("must be 1 to 8: secrets=" + secrets.size());
        }
        for (Secret secret : secrets) {
            byte[] bytes = secret.bytes(SecretAccess.get());
            byte[] key = reading.apply(bytes);
            Arrays.fill(bytes, (byte) 0);
            if (key == null) {
                close();
                // The place of the secret, and nothing of the secret.
                throw new IllegalArgumentException("must be " + form + ": secrets[" + keys.size() + ']');
            }
            keys.add(new MacKey(Secret.ofBytes(key)));
            Arrays.fill(key, (byte) 0);
        }
    }

    /** The tag of each key, in their order. */
    List<byte[]> tags(byte[] head, byte[] body) {
        return keys.stream().map(key -> tag(key, head, body)).toList();
    }

    /**
     * Which key made one of the tags; -1 for none. Every key is tried with every tag, whatever was found before, and each
     * pair is compared to its end.
     */
    int match(List<byte[]> tags, byte[] head, byte[] body) {
        int matching = -1;
        for (int i = 0; i < keys.size(); i++) {
            byte[] own = tag(keys.get(i), head, body);
            boolean equal = false;
            for (byte[] tag : tags) {
                equal |= MessageDigest.isEqual(own, tag);
            }
            matching = equal && matching < 0 ? i : matching;
        }
        return matching;
    }

    private static byte[] tag(SecretKey key, byte[] head, byte[] body) {
        Mac mac = MACS.take();
        try {
            mac.init(key);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("must take any key", unusable);
        }
        mac.update(head);
        mac.update(body);
        byte[] tag = mac.doFinal();
        MACS.give(mac);
        return tag;
    }

    @Override
    public void close() {
        keys.forEach(key -> key.secret.close());
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(HMAC_SHA_256);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("must have HMAC-SHA-256, as every Java platform does", missing);
        }
    }

    /** A key that keeps no second copy: the platform's {@code SecretKeySpec} has one that nobody can wipe. */
    private static final class MacKey implements SecretKey {

        private final transient Secret secret;

        MacKey(Secret secret) {
            this.secret = secret;
        }

        @Override
        public String getAlgorithm() {
            return HMAC_SHA_256;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        /** A copy. The platform's HMAC makes its two pads of it and wipes it. */
        @Override
        public byte[] getEncoded() {
            return secret.bytes(SecretAccess.get());
        }
    }
}
