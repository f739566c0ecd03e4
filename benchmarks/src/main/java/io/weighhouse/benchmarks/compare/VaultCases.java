// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.subtle.PrfHmacJce;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secrets of 100 bytes, sealed and opened: each under a data key of its own that a master key at hand wraps. Tink's envelope
 * encryption neither derives keys nor commits to them, so there are two of it: as it is, and with Tink's own HKDF and HMAC
 * added, which makes it the same work. Tink's plain AES-GCM, without data keys and for bytes instead of text, is there for
 * information.
 */
final class VaultCases {

    private static final byte[] PLAIN =
            "sk-proj-".concat("0123456789ab".repeat(8)).substring(0, 100).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTEXT = "weighhouse/acme/openai/api_key/1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENCRYPTION = "weighhouse/v1/enc".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMITMENT = "weighhouse/v1/commit".getBytes(StandardCharsets.US_ASCII);
    private static final SecretPlace PLACE =
            new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai")).place("api_key", 1);

    private VaultCases() {}

    static List<Case> all() {
        try {
            return cases();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("must have AES-256-GCM", unusable);
        }
    }

    private static List<Case> cases() throws GeneralSecurityException {
        AeadConfig.register();
        SecretVault vault = SecretVault.of(MasterKeys.of("2026a", new byte[32]));
        SecretVault remembering = SecretVault.builder(MasterKeys.of("2026a", new byte[32]))
                .dataKeys(1000, Duration.ofMinutes(10))
                .build();
        Aead local = new AesGcmJce(new byte[32]);
        Aead envelope = KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, local);
        Aead plain = new AesGcmJce(new byte[32]);
        Secret secret = Secret.ofBytes(PLAIN);
        SealedSecret sealed = vault.seal(PLACE, secret);
        String text = Base64.getUrlEncoder().encodeToString(envelope.encrypt(PLAIN, CONTEXT));
        byte[] bytes = plain.encrypt(PLAIN, CONTEXT);
        Body tinkOpen = n -> openAsText(envelope, text, n);
        Body committedOpen = n -> tinkOpen.run(n) + commit(n);
        Body plainOpen = n -> open(plain, bytes, n);
        /*
         * Against Tink's envelope as it is, sealing took 1.0 to 1.4 of its time on JDK 17 and 1.8 on 25, and opening 0.8 and
         * 1.5: 17 compressions of SHA-256, a microsecond and more, are what it does without.
         */
        return List.of(
                Case.of("seal a secret of 100 bytes", n -> seal(vault, secret, n))
                        .against("Tink envelope, HKDF, HMAC", n -> sealAsText(envelope, n) + commit(n), 1.0)
                        .against("Tink envelope", n -> sealAsText(envelope, n), 2.4)
                        .against("Tink AES-GCM", n -> seal(plain, n))
                        .tellingBytes(),
                Case.of("open a secret of 100 bytes", n -> open(vault, sealed, n))
                        .against("Tink envelope, HKDF, HMAC", committedOpen, 1.0)
                        .against("Tink envelope", tinkOpen, 2.0)
                        .against("Tink AES-GCM", plainOpen)
                        .tellingBytes(),
                Case.of("open it again, data key remembered", n -> open(remembering, sealed, n))
                        .against("Tink envelope", tinkOpen, 1.0)
                        .against("Tink AES-GCM", plainOpen)
                        .tellingBytes());
    }

    /** Two keys from a data key, and what commits to one of them, as Tink's own parts compute it. */
    private static long commit(int iterations) throws GeneralSecurityException {
        long sum = 0;
        byte[] dataKey = new byte[32];
        for (int i = 0; i < iterations; i++) {
            sum += Hkdf.computeHkdf("HmacSha256", dataKey, new byte[0], ENCRYPTION, 32)[0];
            byte[] key = Hkdf.computeHkdf("HmacSha256", dataKey, new byte[0], COMMITMENT, 32);
            sum += new PrfHmacJce("HMACSHA256", new SecretKeySpec(key, "HMAC")).compute(CONTEXT, 32)[0];
        }
        return sum;
    }

    private static long seal(SecretVault vault, Secret secret, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += vault.seal(PLACE, secret).envelope().length();
        }
        return sum;
    }

    private static long open(SecretVault vault, SealedSecret sealed, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            try (Secret opened = vault.open(PLACE, sealed)) {
                sum += opened == null ? 0 : 1;
            }
        }
        return sum;
    }

    private static long sealAsText(Aead aead, int iterations) throws GeneralSecurityException {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += Base64.getUrlEncoder()
                    .encodeToString(aead.encrypt(PLAIN, CONTEXT))
                    .length();
        }
        return sum;
    }

    private static long openAsText(Aead aead, String text, int iterations) throws GeneralSecurityException {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += aead.decrypt(Base64.getUrlDecoder().decode(text), CONTEXT).length;
        }
        return sum;
    }

    private static long seal(Aead aead, int iterations) throws GeneralSecurityException {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += aead.encrypt(PLAIN, CONTEXT).length;
        }
        return sum;
    }

    private static long open(Aead aead, byte[] sealed, int iterations) throws GeneralSecurityException {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += aead.decrypt(sealed, CONTEXT).length;
        }
        return sum;
    }
}
