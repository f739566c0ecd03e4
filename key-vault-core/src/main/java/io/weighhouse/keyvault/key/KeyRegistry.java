// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Stages;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Issues API keys, authenticates and revokes them.
 *
 * <pre>{@code
 * KeyRegistry keys = KeyRegistry.builder(ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}"), store).build();
 * IssuedKey issued = keys.issue(NewKey.of(Owner.tenant("acme"), "ci").environment("live"));
 * show(issued.key().reveal());
 *
 * Authentication answer = keys.authenticate(presented);
 * }</pre>
 *
 * <p><b>Revocation.</b> On this registry a revoked key is refused as soon as {@link #revoke} returns. On every other
 * registry over the same store it is refused by every call that begins the revocation bound after that, 5 seconds unless
 * said otherwise; if the store cannot be asked by then, the call is refused with {@link Rejection#STORE_UNAVAILABLE}.
 * Expiry is judged on every call.
 *
 * <p>Each verb has a blocking form and one that returns a stage; both do the same. The blocking form waits only when the
 * store is asked.
 *
 * <p>This class is thread-safe.
 */
public final class KeyRegistry {

    private static final int MAX_ATTEMPTS = 8;

    private final ApiKeyFormat format;
    private final KeyRecordStore store;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Authenticator authenticator;

    private KeyRegistry(Builder builder) {
        this.format = builder.format;
        this.store = builder.store;
        this.clock = builder.clock;
        this.random = builder.random;
        this.authenticator = new Authenticator(builder);
    }

    /**
     * Starts a registry.
     *
     * @param format what the keys look like
     * @param store where their records are kept
     * @return a builder with the defaults that its methods name
     */
    public static Builder builder(ApiKeyFormat format, KeyRecordStore store) {
        return new Builder(format, store);
    }

    /**
     * Makes a key and stores its record.
     *
     * @param wish whose key, and for what
     * @return the key, to be shown once, and its record
     * @throws IllegalArgumentException if the format does not have the environment, or the end has passed already
     * @throws KeyStoreException if the store fails; the key is wiped, and a record that may have been stored belongs to a
     *     key that nobody has
     */
    public IssuedKey issue(NewKey wish) {
        return Stages.await(issueAsync(wish));
    }

    /**
     * Does what {@link #issue} does, without waiting.
     *
     * @param wish whose key, and for what
     * @return a stage of the key and its record; it fails as {@link #issue} throws
     * @throws IllegalArgumentException if the format does not have the environment, or the end has passed already
     */
    public CompletionStage<IssuedKey> issueAsync(NewKey wish) {
        Instant now = clock.instant();
        Instant end = wish.terms().expiresAt();
        if (end != null && !end.isAfter(now)) {
            throw new IllegalArgumentException("must be after now, which is " + now + ": expiresAt=" + end);
        }
        ApiKey key = format.generate(random, wish.terms().environment());
        KeyRecord record = KeyRecord.builder(
                        KeyId.generate(now.toEpochMilli(), random),
                        wish.owner(),
                        authenticator.digestOf(key.characters()))
                .name(wish.name())
                .terms(wish.terms())
                .display(key.display())
                .createdAt(now)
                .build();
        return ask("issue a key", () -> store.insert(record)).handle((stored, failure) -> {
            authenticator.forget(record.digest());
            if (failure == null && stored) {
                return new IssuedKey(key, record);
            }
            key.close();
            throw failure == null
                    ? new KeyStoreException("issue a key: its random letters or its id are taken", true, null)
                    : (RuntimeException) failure;
        });
    }

    /**
     * Decides whether a presented key is good.
     *
     * <p>Foreign and damaged texts are refused without any lookup; a digest seen within the revocation bound is answered
     * from memory; else the store is asked. It never throws for anything that a caller may present, or that a store may
     * do.
     *
     * @param key the key alone, of any length and content; with a leading {@code Bearer } it is malformed
     * @return the key's record, or why it is not accepted
     */
    public Authentication authenticate(String key) {
        return Stages.await(authenticateAsync(key));
    }

    /**
     * Does what {@link #authenticate} does, without waiting.
     *
     * @param key the key alone, of any length and content; with a leading {@code Bearer } it is malformed
     * @return a stage of the answer, complete already if the store was not asked; it never fails
     */
    public CompletionStage<Authentication> authenticateAsync(String key) {
        return authenticator.authenticate(key);
    }

    /**
     * Revokes a key, for ever. Revoking it again changes nothing.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @return the revoked record, with the instant of its first revocation; empty if that tenant has no such key
     * @throws KeyStoreException if the store fails; revoking again is safe
     */
    public Optional<KeyRecord> revoke(String tenant, KeyId id) {
        return Stages.await(revokeAsync(tenant, id));
    }

    /**
     * Does what {@link #revoke} does, without waiting.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @return a stage of the revoked record; it fails as {@link #revoke} throws
     */
    public CompletionStage<Optional<KeyRecord>> revokeAsync(String tenant, KeyId id) {
        return revoke(tenant, id, MAX_ATTEMPTS);
    }

    /**
     * Finds one key of a tenant.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @return the record, in whatever state, as the store has it now; empty if that tenant has no such key
     * @throws KeyStoreException if the store fails
     */
    public Optional<KeyRecord> find(String tenant, KeyId id) {
        return Stages.await(findAsync(tenant, id));
    }

    /**
     * Does what {@link #find} does, without waiting.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @return a stage of the record; it fails as {@link #find} throws
     */
    public CompletionStage<Optional<KeyRecord>> findAsync(String tenant, KeyId id) {
        return ask("find a key", () -> store.find(tenant, id));
    }

    /**
     * Lists keys of a tenant, in whatever state.
     *
     * @param tenant whose keys
     * @param page which of them
     * @return the records in the order of their ids
     * @throws KeyStoreException if the store fails
     */
    public List<KeyRecord> list(String tenant, KeyPage page) {
        return Stages.await(listAsync(tenant, page));
    }

    /**
     * Does what {@link #list} does, without waiting.
     *
     * @param tenant whose keys
     * @param page which of them
     * @return a stage of the records; it fails as {@link #list} throws
     */
    public CompletionStage<List<KeyRecord>> listAsync(String tenant, KeyPage page) {
        return ask("list keys", () -> store.list(tenant, page));
    }

    private CompletionStage<Optional<KeyRecord>> revoke(String tenant, KeyId id, int attempts) {
        if (attempts == 0) {
            return CompletableFuture.failedFuture(
                    new KeyStoreException("revoke a key: others kept changing it", true, null));
        }
        return findAsync(tenant, id).thenCompose(found -> {
            if (found.isEmpty() || found.get().revokedAt() != null) {
                found.ifPresent(record -> authenticator.forget(record.digest()));
                return CompletableFuture.completedFuture(found);
            }
            KeyRecord revoked = found.get().revoked(clock.instant());
            return ask("revoke a key", () -> store.update(revoked))
                    .whenComplete((done, failure) -> authenticator.forget(revoked.digest()))
                    .thenCompose(done -> done
                            ? CompletableFuture.completedFuture(Optional.of(revoked))
                            : revoke(tenant, id, attempts - 1));
        });
    }

    /** Asks the store; whatever goes wrong becomes a {@link KeyStoreException}. */
    private static <T> CompletionStage<T> ask(String what, Supplier<CompletionStage<T>> question) {
        return Stages.ask(
                question,
                failure -> failure instanceof KeyStoreException known
                        ? known
                        : new KeyStoreException(what, false, failure));
    }

    /**
     * Collects what a registry is made of.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private static final Duration MAX_REVOCATION_BOUND = Duration.ofHours(1);

        final ApiKeyFormat format;
        final KeyRecordStore store;
        InstantSource clock = InstantSource.system();
        LongSupplier ticker = System::nanoTime;
        private SecureRandom random = new SecureRandom();
        KeySignals signals = KeySignals.NONE;
        Duration revocationBound = Duration.ofSeconds(5);
        int cacheSize = 100_000;

        private Builder(ApiKeyFormat format, KeyRecordStore store) {
            this.format = format;
            this.store = store;
        }

        /**
         * Sets the wall clock, which dates records and judges expiry; the system's unless set.
         *
         * @param source the clock
         * @return this builder
         */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * Sets the monotonic time by which the revocation bound is kept; {@link System#nanoTime()} unless set.
         *
         * @param nanos nanoseconds since some fixed moment, never going back
         * @return this builder
         */
        public Builder ticker(LongSupplier nanos) {
            this.ticker = nanos;
            return this;
        }

        /**
         * Sets where keys and ids come from; a new {@link SecureRandom} unless set.
         *
         * @param source the source of randomness
         * @return this builder
         */
        public Builder random(SecureRandom source) {
            this.random = source;
            return this;
        }

        /**
         * Sets who hears what happens; nobody unless set.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder signals(KeySignals listener) {
            this.signals = listener;
            return this;
        }

        /**
         * Sets for how long an answer of the store may be relied upon; 5 seconds unless set.
         *
         * @param bound 0 to 1 hour; with 0 the store is asked on every call
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder revocationBound(Duration bound) {
            if (bound.isNegative() || bound.compareTo(MAX_REVOCATION_BOUND) > 0) {
                throw new IllegalArgumentException("must be PT0S to PT1H: revocationBound=" + bound);
            }
            this.revocationBound = bound;
            return this;
        }

        /**
         * Sets how many digests are remembered; 100,000 unless set, about 50 MB with their records.
         *
         * @param entries at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is less
         */
        public Builder cacheSize(int entries) {
            if (entries < 1) {
                throw new IllegalArgumentException("must be >= 1: cacheSize=" + entries);
            }
            this.cacheSize = entries;
            return this;
        }

        /** {@return the registry} */
        public KeyRegistry build() {
            return new KeyRegistry(this);
        }
    }
}
