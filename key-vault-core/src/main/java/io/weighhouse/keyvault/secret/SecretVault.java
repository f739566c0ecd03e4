// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Seals secrets for their place, and opens them there.
 *
 * <pre>{@code
 * SecretVault vault = SecretVault.of(MasterKeys.keyring("2026a:" + base64));
 * SecretPlace place = new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai"), "api_key").revision(1);
 * SealedSecret sealed = vault.seal(place, secret);
 * try (Secret opened = vault.open(place, sealed)) { ... }
 * }</pre>
 *
 * <p>Sealing the same secret twice makes two different envelopes. An envelope of a 100-byte secret has about 300
 * characters.
 *
 * <p>This class is thread-safe.
 */
public final class SecretVault {

    private static final String PLACE = "weighhouse/v1/suite1/place";
    private static final byte[] ENCRYPTION = "weighhouse/v1/enc".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMITMENT = "weighhouse/v1/commit".getBytes(StandardCharsets.US_ASCII);

    private final MasterKeys masterKeys;
    private final SecureRandom random;

    private SecretVault(MasterKeys masterKeys, SecureRandom random) {
        this.masterKeys = masterKeys;
        this.random = random;
    }

    /**
     * A vault with a new {@link SecureRandom}.
     *
     * @param masterKeys what wraps the data keys
     * @return the vault
     */
    public static SecretVault of(MasterKeys masterKeys) {
        return of(masterKeys, new SecureRandom());
    }

    /**
     * A vault.
     *
     * @param masterKeys what wraps the data keys
     * @param random where data keys and nonces come from
     * @return the vault
     */
    public static SecretVault of(MasterKeys masterKeys, SecureRandom random) {
        return new SecretVault(masterKeys, random);
    }

    /**
     * Encrypts a secret so that it opens in one place only.
     *
     * @param place where it will be kept
     * @param secret what to seal; it stays open and the caller's
     * @return the envelope, and a mask such as {@code sk-12...89}
     * @throws SecretVaultException if the master keys cannot be reached
     * @throws IllegalStateException if the secret is closed
     */
    public SealedSecret seal(SecretPlace place, Secret secret) {
        byte[] context = place.canonical(PLACE);
        byte[] plain = secret.bytes(SecretAccess.get());
        byte[] fresh = new byte[AesGcm.KEY_LENGTH];
        random.nextBytes(fresh);
        try (Secret dataKey = Secret.owning(fresh);
                DerivedKeys keys = new DerivedKeys(dataKey)) {
            Envelope.Payload payload = new Envelope.Payload(
                    keys.commitment(context), AesGcm.encrypt(keys.encryption, plain, context, random));
            String envelope = new Envelope(masterKeys.wrap(dataKey, context), payload).encoded();
            return new SealedSecret(envelope, SecretMask.of(plain));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /**
     * Decrypts a secret in its place.
     *
     * @param place where it is kept, exactly as it was sealed for
     * @param sealed what {@link #seal} returned
     * @return the secret, the caller's to close
     * @throws SecretVaultException if it does not open, and why; it is never the same as "there is no secret"
     */
    public Secret open(SecretPlace place, SealedSecret sealed) {
        Envelope envelope = Envelope.decode(sealed.envelope());
        byte[] context = place.canonical(PLACE);
        try (Secret dataKey = masterKeys.unwrap(envelope.wrappedKey(), context);
                DerivedKeys keys = new DerivedKeys(dataKey)) {
            if (!MessageDigest.isEqual(keys.commitment(context), envelope.payload().commitment)) {
                throw new SecretVaultException(
                        SecretVaultException.Fault.TAMPERED, "does not open in this place with this key", null);
            }
            return Secret.owning(AesGcm.decrypt(keys.encryption, envelope.payload().ciphertext, context));
        }
    }

    /** The two keys that a data key stands for. */
    private static final class DerivedKeys implements AutoCloseable {

        private final byte[] encryption;
        private final byte[] commitment;

        DerivedKeys(Secret dataKey) {
            byte[] material = dataKey.bytes(SecretAccess.get());
            byte[] key = Hkdf.extract(new byte[0], material);
            this.encryption = Hkdf.expand(key, ENCRYPTION, AesGcm.KEY_LENGTH);
            this.commitment = Hkdf.expand(key, COMMITMENT, AesGcm.KEY_LENGTH);
            Arrays.fill(material, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }

        byte[] commitment(byte[] context) {
            return Hkdf.hmac(commitment, context);
        }

        @Override
        public void close() {
            Arrays.fill(encryption, (byte) 0);
            Arrays.fill(commitment, (byte) 0);
        }
    }
}
