// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Stages;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Seals secrets for their place, and opens them there.
 *
 * <pre>{@code
 * SecretVault vault = SecretVault.of(MasterKeys.keyring("2026a:" + base64));
 * SecretPlace place = new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai")).place("api_key", 1);
 * SealedSecret sealed = vault.seal(place, secret);
 * try (Secret opened = vault.open(place, sealed)) { ... }
 * }</pre>
 *
 * <p>Sealing the same secret twice makes two different envelopes. An envelope of a 100-byte secret has about 310
 * characters.
 *
 * <p>Each verb has a blocking form and one that returns a stage; both do the same. The blocking form waits for {@link
 * MasterKeys#wrap} or {@link MasterKeys#unwrap} on the caller's thread, the other goes on, for some microseconds, on the
 * thread that completes {@link MasterKeys#wrapAsync} or {@link MasterKeys#unwrapAsync}: on the caller's own if the keys are
 * at hand.
 *
 * <p>This class is thread-safe.
 */
public final class SecretVault {

    private static final String PLACE = "weighhouse/v1/suite1/place";
    private static final AesGcm CIPHER = new AesGcm();

    private final MasterKeys masterKeys;
    private final SecureRandom random;
    private final @Nullable DataKeyCache dataKeys;

    private SecretVault(MasterKeys masterKeys, SecureRandom random, @Nullable DataKeyCache dataKeys) {
        this.masterKeys = masterKeys;
        this.random = random;
        this.dataKeys = dataKeys;
    }

    /**
     * A vault with a new {@link SecureRandom}, which unwraps a data key whenever it opens a secret.
     *
     * @param masterKeys what wraps the data keys
     * @return the vault
     */
    public static SecretVault of(MasterKeys masterKeys) {
        return builder(masterKeys).build();
    }

    /**
     * A vault that unwraps a data key whenever it opens a secret.
     *
     * @param masterKeys what wraps the data keys
     * @param random where data keys and nonces come from
     * @return the vault
     */
    public static SecretVault of(MasterKeys masterKeys, SecureRandom random) {
        return builder(masterKeys).random(random).build();
    }

    /**
     * Starts a vault.
     *
     * @param masterKeys what wraps the data keys
     * @return a builder with the defaults that its methods name
     */
    public static Builder builder(MasterKeys masterKeys) {
        return new Builder(masterKeys);
    }

    /**
     * Encrypts a secret so that it opens in one place only.
     *
     * @param place where it will be kept
     * @param secret what to seal; it stays open and the caller's
     * @return the envelope, and a mask such as {@code sk-12...89}
     * @throws SecretVaultException if the master keys cannot be reached, or the current one is exhausted
     * @throws IllegalStateException if the secret is closed
     */
    public SealedSecret seal(SecretPlace place, Secret secret) {
        try (Sealing sealing = new Sealing(place, secret)) {
            return sealing.under(guarded(() -> masterKeys.wrap(sealing.dataKey, sealing.context)));
        }
    }

    /**
     * Does what {@link #seal} does, without waiting.
     *
     * @param place where it will be kept
     * @param secret what to seal; it may be closed as soon as this method has returned
     * @return a stage of the envelope and a mask; it fails as {@link #seal} throws
     * @throws IllegalStateException if the secret is closed
     */
    public CompletionStage<SealedSecret> sealAsync(SecretPlace place, Secret secret) {
        Sealing sealing = new Sealing(place, secret);
        return Stages.ask(() -> masterKeys.wrapAsync(sealing.dataKey, sealing.context), SecretVault::fault)
                .whenComplete((wrapped, failure) -> sealing.close())
                .thenApply(sealing::under);
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
        DataKeyCache.@Nullable Name name =
                dataKeys == null ? null : new DataKeyCache.Name(place, envelope.wrappedKey());
        @Nullable Secret known = known(name, envelope, context);
        if (known != null) {
            return known;
        }
        try (Secret dataKey = guarded(() -> masterKeys.unwrap(envelope.wrappedKey(), context))) {
            return opened(name, envelope, context, dataKey);
        }
    }

    /**
     * Does what {@link #open} does, without waiting.
     *
     * @param place where it is kept, exactly as it was sealed for
     * @param sealed what {@link #seal} returned
     * @return a stage of the secret, which is to be closed by whom it reaches; it fails as {@link #open} throws
     */
    public CompletionStage<Secret> openAsync(SecretPlace place, SealedSecret sealed) {
        try {
            Envelope envelope = Envelope.decode(sealed.envelope());
            byte[] context = place.canonical(PLACE);
            DataKeyCache.@Nullable Name name =
                    dataKeys == null ? null : new DataKeyCache.Name(place, envelope.wrappedKey());
            @Nullable Secret known = known(name, envelope, context);
            if (known != null) {
                return CompletableFuture.completedFuture(known);
            }
            return unwrapAsync(envelope, context).thenApply(dataKey -> {
                try (dataKey) {
                    return opened(name, envelope, context, dataKey);
                }
            });
        } catch (SecretVaultException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /**
     * Wraps a sealed secret's data key under the current master key. The secret itself is neither decrypted nor changed, its
     * mask stays, and it is checked that it belongs to the place and to that data key.
     *
     * @param place where it is kept, exactly as it was sealed for
     * @param sealed what {@link #seal} returned
     * @return the secret under the current master key; {@code sealed} itself, unchecked, if it is that already
     * @throws SecretVaultException if it would not open, or the master keys cannot be reached; {@code sealed} stays good
     */
    public SealedSecret rewrap(SecretPlace place, SealedSecret sealed) {
        if (isCurrent(sealed)) {
            return sealed;
        }
        Envelope envelope = Envelope.decode(sealed.envelope());
        byte[] context = place.canonical(PLACE);
        try (Secret dataKey = guarded(() -> masterKeys.unwrap(envelope.wrappedKey(), context))) {
            requireCommitment(envelope, context, dataKey);
            return rewrapped(sealed, envelope, guarded(() -> masterKeys.wrap(dataKey, context)));
        }
    }

    /**
     * Does what {@link #rewrap} does, without waiting.
     *
     * @param place where it is kept, exactly as it was sealed for
     * @param sealed what {@link #seal} returned
     * @return a stage of the secret under the current master key; it fails as {@link #rewrap} throws
     */
    public CompletionStage<SealedSecret> rewrapAsync(SecretPlace place, SealedSecret sealed) {
        try {
            if (isCurrent(sealed)) {
                return CompletableFuture.completedFuture(sealed);
            }
            Envelope envelope = Envelope.decode(sealed.envelope());
            byte[] context = place.canonical(PLACE);
            return unwrapAsync(envelope, context).thenCompose(dataKey -> {
                try {
                    requireCommitment(envelope, context, dataKey);
                } catch (SecretVaultException refused) {
                    dataKey.close();
                    throw refused;
                }
                return Stages.ask(() -> masterKeys.wrapAsync(dataKey, context), SecretVault::fault)
                        .whenComplete((wrapped, failure) -> dataKey.close())
                        .thenApply(wrapped -> rewrapped(sealed, envelope, wrapped));
            });
        } catch (SecretVaultException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** {@return the keys that wrap this vault's data keys} */
    public MasterKeys masterKeys() {
        return masterKeys;
    }

    /**
     * Wipes all data keys that are remembered, and what idle ciphers keep of the last one they had. For a service that has
     * become idle, and before a heap dump is taken for others to read.
     */
    public void forgetDataKeys() {
        if (dataKeys != null) {
            dataKeys.forgetAll();
        }
        CIPHER.forgetKeys();
    }

    /** Checks that a sealed secret would open, as far as that can be told without decrypting it. */
    CompletionStage<Void> checkAsync(SecretPlace place, SealedSecret sealed) {
        try {
            Envelope envelope = Envelope.decode(sealed.envelope());
            byte[] context = place.canonical(PLACE);
            return unwrapAsync(envelope, context).thenAccept(dataKey -> {
                try (dataKey) {
                    requireCommitment(envelope, context, dataKey);
                }
            });
        } catch (SecretVaultException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    boolean isCurrent(SealedSecret sealed) {
        return Envelope.masterKeyId(sealed.envelope()).equals(masterKeys.currentId());
    }

    private CompletionStage<Secret> unwrapAsync(Envelope envelope, byte[] context) {
        return Stages.ask(() -> masterKeys.unwrapAsync(envelope.wrappedKey(), context), SecretVault::fault);
    }

    private @Nullable Secret known(DataKeyCache.@Nullable Name name, Envelope envelope, byte[] context) {
        DataKeyCache.@Nullable Entry entry = dataKeys == null || name == null ? null : dataKeys.find(name);
        byte @Nullable [] key = entry == null ? null : entry.encryption();
        if (entry == null || key == null) {
            return null;
        }
        try {
            PayloadKeys.require(entry.commitment(), envelope);
            return Secret.owning(envelope.payload().decrypt(CIPHER, key, context));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private Secret opened(DataKeyCache.@Nullable Name name, Envelope envelope, byte[] context, Secret dataKey) {
        byte[] key = {};
        try (PayloadKeys keys = PayloadKeys.of(dataKey)) {
            byte[] commitment = keys.requireCommitment(envelope, context);
            key = keys.encryption();
            Secret secret = Secret.owning(envelope.payload().decrypt(CIPHER, key, context));
            if (dataKeys != null && name != null) {
                dataKeys.keep(name, new DataKeyCache.Entry(key.clone(), commitment));
            }
            return secret;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static void requireCommitment(Envelope envelope, byte[] context, Secret dataKey) {
        try (PayloadKeys keys = PayloadKeys.of(dataKey)) {
            keys.requireCommitment(envelope, context);
        }
    }

    private static SealedSecret rewrapped(SealedSecret sealed, Envelope envelope, WrappedKey wrapped) {
        return new SealedSecret(new Envelope(wrapped, envelope.payload()).encoded(), sealed.mask());
    }

    private static <T> T guarded(MasterKeyCall<T> call) {
        try {
            return call.run();
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    private static SecretVaultException fault(Throwable failure) {
        return failure instanceof SecretVaultException known
                ? known
                : SecretVaultException.unavailable("the master keys failed", null, failure);
    }

    private interface MasterKeyCall<T> {
        T run();
    }

    /** A secret on its way into an envelope: encrypted, and its data key not yet wrapped. */
    private final class Sealing implements AutoCloseable {

        final byte[] context;
        final Secret dataKey;
        private final Envelope.Payload payload;
        private final String mask;

        Sealing(SecretPlace place, Secret secret) {
            this.context = place.canonical(PLACE);
            byte[] plain = secret.bytes(SecretAccess.get());
            byte[] fresh = new byte[AesGcm.KEY_LENGTH];
            random.nextBytes(fresh);
            this.dataKey = Secret.owning(fresh);
            byte[] key = {};
            try (PayloadKeys keys = PayloadKeys.of(dataKey)) {
                key = keys.encryption();
                byte[] sealed = CIPHER.encrypt(key, plain, context, random, Envelope.COMMITMENT_LENGTH);
                System.arraycopy(keys.commitment(context), 0, sealed, 0, Envelope.COMMITMENT_LENGTH);
                this.payload = new Envelope.Payload(sealed, 0);
                this.mask = SecretMask.of(plain);
            } finally {
                Arrays.fill(plain, (byte) 0);
                Arrays.fill(key, (byte) 0);
            }
        }

        SealedSecret under(WrappedKey wrapped) {
            return new SealedSecret(new Envelope(wrapped, payload).encoded(), mask);
        }

        @Override
        public void close() {
            dataKey.close();
        }
    }

    /** Makes a {@link SecretVault}. Not thread-safe. */
    public static final class Builder {

        private final MasterKeys masterKeys;
        private SecureRandom random = new SecureRandom();
        private int maxDataKeys;
        private Duration dataKeyTime = Duration.ZERO;
        private @Nullable LongSupplier ticker;

        private Builder(MasterKeys masterKeys) {
            this.masterKeys = masterKeys;
        }

        /**
         * Sets where data keys and nonces come from; a new {@link SecureRandom} unless set.
         *
         * @param source the source of randomness
         * @return this builder
         */
        public Builder random(SecureRandom source) {
            this.random = source;
            return this;
        }

        /**
         * Remembers unwrapped data keys, so that opening a secret again asks no master key and costs one AES-GCM; nothing is
         * remembered unless set.
         *
         * <p>A master key that a service withdraws goes on opening what is remembered for that long. What is remembered is
         * wiped when it is evicted or {@link SecretVault#forgetDataKeys} is called, and when a later call finds that its time
         * is over.
         *
         * @param maxEntries how many, 1 to 1,000,000; each takes about 500 bytes
         * @param time for how long, more than 0 and at most 1 hour
         * @return this builder
         * @throws IllegalArgumentException if one of them is out of range
         */
        public Builder dataKeys(int maxEntries, Duration time) {
            if (maxEntries < 1 || maxEntries > DataKeyCache.MAX_ENTRIES) {
                throw new IllegalArgumentException("must be 1 to 1000000: maxEntries=" + maxEntries);
            }
            if (time.isNegative() || time.isZero() || time.compareTo(DataKeyCache.MAX_TIME) > 0) {
                throw new IllegalArgumentException("must be more than PT0S, at most PT1H: time=" + time);
            }
            this.maxDataKeys = maxEntries;
            this.dataKeyTime = time;
            return this;
        }

        /**
         * Sets the monotonic time by which data keys are forgotten; the system's unless set.
         *
         * @param nanos nanoseconds since some fixed moment, never going back
         * @return this builder
         */
        public Builder ticker(LongSupplier nanos) {
            this.ticker = nanos;
            return this;
        }

        /** {@return the vault} */
        public SecretVault build() {
            @Nullable DataKeyCache cache = maxDataKeys == 0 ? null : new DataKeyCache(maxDataKeys, dataKeyTime, ticker);
            return new SecretVault(masterKeys, random, cache);
        }
    }
}
