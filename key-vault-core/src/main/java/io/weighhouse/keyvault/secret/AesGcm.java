// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.StripedPool;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM with a random nonce before and a full tag behind the ciphertext. Ciphers are pooled: making one is slow. */
final class AesGcm {

    static final int KEY_LENGTH = 32;
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;

    private static final StripedPool<Cipher> CIPHERS = new StripedPool<>(AesGcm::newCipher);

    private AesGcm() {}

    /** Returns nonce, ciphertext and tag. */
    static byte[] encrypt(byte[] key, byte[] plain, byte[] context, SecureRandom random) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] sealed = Arrays.copyOf(nonce, NONCE_LENGTH + plain.length + TAG_LENGTH);
        Cipher cipher = CIPHERS.take();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), parameters(nonce));
            cipher.updateAAD(context);
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_LENGTH);
        } catch (GeneralSecurityException unsupported) {
            throw new IllegalStateException("must have AES-256-GCM, as every Java platform does", unsupported);
        }
        CIPHERS.give(cipher);
        return sealed;
    }

    /** Returns the plaintext of what {@link #encrypt} made with the same key and context; fails as tampered otherwise. */
    static byte[] decrypt(byte[] key, byte[] sealed, byte[] context) {
        if (sealed.length < NONCE_LENGTH + TAG_LENGTH) {
            throw new SecretVaultException(SecretVaultException.Fault.MALFORMED_ENVELOPE, "cut short", null);
        }
        Cipher cipher = CIPHERS.take();
        try {
            byte[] nonce = Arrays.copyOf(sealed, NONCE_LENGTH);
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), parameters(nonce));
            cipher.updateAAD(context);
            byte[] plain = cipher.doFinal(sealed, NONCE_LENGTH, sealed.length - NONCE_LENGTH);
            CIPHERS.give(cipher);
            return plain;
        } catch (AEADBadTagException changed) {
            throw new SecretVaultException(
                    SecretVaultException.Fault.TAMPERED, "does not open in this place with this key", null);
        } catch (GeneralSecurityException unsupported) {
            throw new IllegalStateException("must have AES-256-GCM, as every Java platform does", unsupported);
        }
    }

    private static GCMParameterSpec parameters(byte[] nonce) {
        return new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce);
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("must have AES-256-GCM, as every Java platform does", missing);
        }
    }
}
