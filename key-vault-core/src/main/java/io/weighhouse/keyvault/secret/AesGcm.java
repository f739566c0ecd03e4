// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.StripedPool;
import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a random nonce before and a full tag behind the ciphertext.
 *
 * <p>An object is a pool of ciphers, since making one is slow. A cipher that meets the key it had last does not expand it
 * again: so whoever uses one key over and over has a pool of his own. Thread-safe.
 */
final class AesGcm {

    static final int KEY_LENGTH = 32;
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;

    /** How much longer the sealed bytes are than the plain ones. */
    static final int OVERHEAD = NONCE_LENGTH + TAG_LENGTH;

    private final StripedPool<Engine> engines;

    AesGcm() {
        this.engines = new StripedPool<>(Engine::new);
    }

    /** Makes the ciphers that nobody is using wipe the last key they had. */
    void forgetKeys() {
        engines.forEachIdle(Engine::forget);
    }

    /** Returns nonce, ciphertext and tag. */
    byte[] encrypt(byte[] key, byte[] plain, byte[] context, SecureRandom random) {
        return encrypt(key, plain, context, random, 0);
    }

    /** Returns nonce, ciphertext and tag behind so many bytes that are left to the caller. */
    byte[] encrypt(byte[] key, byte[] plain, byte[] context, SecureRandom random, int before) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] sealed = new byte[before + plain.length + OVERHEAD];
        System.arraycopy(nonce, 0, sealed, before, NONCE_LENGTH);
        Engine engine = engines.take();
        try {
            engine.start(Cipher.ENCRYPT_MODE, key, nonce, 0);
            engine.cipher.updateAAD(context);
            engine.cipher.doFinal(plain, 0, plain.length, sealed, before + NONCE_LENGTH);
        } catch (GeneralSecurityException unsupported) {
            throw unsupported(unsupported);
        } finally {
            engine.stop();
        }
        engines.give(engine);
        return sealed;
    }

    /** Returns the plaintext of what {@link #encrypt} made with the same key and context; fails as tampered otherwise. */
    byte[] decrypt(byte[] key, byte[] sealed, byte[] context) {
        return decrypt(key, sealed, 0, context);
    }

    /** Does the same with what begins somewhere in an array. */
    byte[] decrypt(byte[] key, byte[] sealed, int from, byte[] context) {
        if (sealed.length - from < OVERHEAD) {
            throw new SecretVaultException(Fault.MALFORMED_ENVELOPE, "cut short", null);
        }
        byte[] plain = new byte[sealed.length - from - OVERHEAD];
        Engine engine = engines.take();
        try {
            engine.start(Cipher.DECRYPT_MODE, key, sealed, from);
            engine.cipher.updateAAD(context);
            engine.cipher.doFinal(sealed, from + NONCE_LENGTH, sealed.length - from - NONCE_LENGTH, plain, 0);
        } catch (AEADBadTagException changed) {
            Arrays.fill(plain, (byte) 0);
            throw new SecretVaultException(Fault.TAMPERED, "does not open in this place with this key", null);
        } catch (GeneralSecurityException unsupported) {
            throw unsupported(unsupported);
        } finally {
            engine.stop();
        }
        engines.give(engine);
        return plain;
    }

    private static IllegalStateException unsupported(GeneralSecurityException cause) {
        return new IllegalStateException("must have AES-256-GCM, as every Java platform does", cause);
    }

    /** One cipher, and the key that is handed to it. */
    private static final class Engine {

        private static final GCMParameterSpec NOTHING =
                new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, new byte[NONCE_LENGTH]);

        final Cipher cipher;
        private final LentKey key = new LentKey();

        Engine() {
            try {
                this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException missing) {
                throw unsupported(missing);
            }
        }

        void start(int mode, byte[] bytes, byte[] nonce, int from) throws GeneralSecurityException {
            key.standFor(bytes);
            cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce, from, NONCE_LENGTH));
        }

        void stop() {
            key.takeBack();
        }

        /** A cipher keeps its last key, expanded, until it gets another one. */
        void forget() {
            try {
                cipher.init(Cipher.DECRYPT_MODE, key, NOTHING);
            } catch (GeneralSecurityException unsupported) {
                throw unsupported(unsupported);
            }
            key.takeBack();
        }
    }
}
