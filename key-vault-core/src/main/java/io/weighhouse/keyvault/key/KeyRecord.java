// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a key: everything but the key.
 *
 * <p>A record is found by its {@link #digest()} when a key is presented, and by tenant and {@link #id()} when it is
 * managed. Instants are whole milliseconds. Every change makes a new record of the next {@link #revision()}.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class KeyRecord {

    /** The scheme of {@link #digest()}: SHA-256 of the key's random characters. */
    public static final String SHA_256 = "s1";

    private final KeyId id;
    private final Owner owner;
    private final String name;
    private final KeyTerms terms;
    private final String display;
    private final String hashId;
    private final KeyDigest digest;
    private final Instant createdAt;
    private final @Nullable Instant revokedAt;
    private final long revision;

    private KeyRecord(Builder builder) {
        this.id = builder.id;
        this.owner = builder.owner;
        this.name = builder.name;
        this.terms = builder.terms;
        this.display = builder.display;
        this.hashId = builder.hashId;
        this.digest = builder.digest;
        this.createdAt = builder.createdAt.truncatedTo(ChronoUnit.MILLIS);
        this.revokedAt = builder.revokedAt == null ? null : builder.revokedAt.truncatedTo(ChronoUnit.MILLIS);
        this.revision = builder.revision;
    }

    /**
     * Starts a record, as a store does that reads one back.
     *
     * @param id the key's name within its tenant
     * @param owner on whose behalf the key's calls are made
     * @param digest the digest of the key's random part
     * @return a builder of an active key of revision 1, created at the epoch, with nothing else said
     */
    public static Builder builder(KeyId id, Owner owner, KeyDigest digest) {
        return new Builder(id, owner, digest);
    }

    /** {@return the key's name within its tenant} */
    public KeyId id() {
        return id;
    }

    /** {@return on whose behalf the key's calls are made} */
    public Owner owner() {
        return owner;
    }

    /** {@return what the owner calls the key} */
    public String name() {
        return name;
    }

    /** {@return environment, scopes, labels and end in one} */
    public KeyTerms terms() {
        return terms;
    }

    /** {@return the environment, such as {@code live}; empty if the key's format has none} */
    public String environment() {
        return terms.environment();
    }

    /** {@return what the key may do} */
    public Set<String> scopes() {
        return terms.scopes();
    }

    /** {@return what the embedder wants to remember} */
    public Map<String, String> labels() {
        return terms.labels();
    }

    /** {@return the first instant at which the key is no longer accepted, or null for never} */
    public @Nullable Instant expiresAt() {
        return terms.expiresAt();
    }

    /** {@return the key masked for display, such as {@code wh_sk_live_ab..yz}} */
    public String display() {
        return display;
    }

    /** {@return how the digest was made, such as {@link #SHA_256}} */
    public String hashId() {
        return hashId;
    }

    /** {@return the digest under which the record is found} */
    public KeyDigest digest() {
        return digest;
    }

    /** {@return when the key was issued} */
    public Instant createdAt() {
        return createdAt;
    }

    /** {@return when the key was revoked, or null if it was not} */
    public @Nullable Instant revokedAt() {
        return revokedAt;
    }

    /** {@return 1 for a new record, one more for every change} */
    public long revision() {
        return revision;
    }

    /**
     * What the key is good for at an instant. A revoked key is revoked at every instant, so that a clock behind that of
     * the node which revoked it does no harm.
     *
     * @param instant usually now
     * @return revoked, else expired from {@link #expiresAt()} on, else active
     */
    public KeyState state(Instant instant) {
        if (revokedAt != null) {
            return KeyState.REVOKED;
        }
        Instant end = terms.expiresAt();
        return end != null && !instant.isBefore(end) ? KeyState.EXPIRED : KeyState.ACTIVE;
    }

    /** The state now. The clock is read only if it matters. */
    KeyState state(InstantSource clock) {
        return revokedAt == null && terms.expiresAt() == null ? KeyState.ACTIVE : state(clock.instant());
    }

    /**
     * The record of this key revoked.
     *
     * @param instant when
     * @return the next revision; this very record if it is revoked already
     */
    public KeyRecord revoked(Instant instant) {
        return revokedAt != null
                ? this
                : new Builder(id, owner, digest)
                        .name(name)
                        .terms(terms)
                        .display(display)
                        .hashId(hashId)
                        .createdAt(createdAt)
                        .revokedAt(instant)
                        .revision(revision + 1)
                        .build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRecord that
                && id.equals(that.id)
                && owner.equals(that.owner)
                && name.equals(that.name)
                && terms.equals(that.terms)
                && display.equals(that.display)
                && hashId.equals(that.hashId)
                && digest.equals(that.digest)
                && createdAt.equals(that.createdAt)
                && Objects.equals(revokedAt, that.revokedAt)
                && revision == that.revision;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, owner, revision);
    }

    /** {@return id, owner, mask and state, without digest and labels} */
    @Override
    public String toString() {
        return "KeyRecord[" + id + ' ' + owner + ' ' + display + " revision=" + revision
                + (terms.expiresAt() == null ? "" : " expiresAt=" + terms.expiresAt())
                + (revokedAt == null ? "" : " revokedAt=" + revokedAt) + ']';
    }

    /**
     * Collects the parts of a record.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private static final int MAX_DISPLAY_LENGTH = 64;
        private static final int MAX_NAME_LENGTH = 128;

        private final KeyId id;
        private final Owner owner;
        private final KeyDigest digest;
        private String name = "";
        private KeyTerms terms = KeyTerms.NONE;
        private String display = "";
        private String hashId = SHA_256;
        private Instant createdAt = Instant.EPOCH;
        private @Nullable Instant revokedAt;
        private long revision = 1;

        private Builder(KeyId id, Owner owner, KeyDigest digest) {
            this.id = id;
            this.owner = owner;
            this.digest = digest;
        }

        /**
         * Sets what the owner calls the key.
         *
         * @param text 0 to 128 characters without control characters
         * @return this builder
         * @throws IllegalArgumentException if the text is not of that form
         */
        public Builder name(String text) {
            this.name = Names.text("name", text, MAX_NAME_LENGTH);
            return this;
        }

        /**
         * Sets environment, scopes, labels and end.
         *
         * @param keyTerms all four
         * @return this builder
         */
        public Builder terms(KeyTerms keyTerms) {
            this.terms = keyTerms;
            return this;
        }

        /**
         * Sets the key masked for display.
         *
         * @param mask 0 to 64 characters without control characters
         * @return this builder
         * @throws IllegalArgumentException if the mask is not of that form
         */
        public Builder display(String mask) {
            this.display = Names.text("display", mask, MAX_DISPLAY_LENGTH);
            return this;
        }

        /**
         * Sets how the digest was made.
         *
         * @param scheme such as {@link KeyRecord#SHA_256}
         * @return this builder
         * @throws IllegalArgumentException if it cannot be the name of a scheme
         */
        public Builder hashId(String scheme) {
            this.hashId = Names.id("hashId", scheme);
            return this;
        }

        /**
         * Sets when the key was issued.
         *
         * @param instant cut to whole milliseconds
         * @return this builder
         */
        public Builder createdAt(Instant instant) {
            this.createdAt = instant;
            return this;
        }

        /**
         * Sets when the key was revoked.
         *
         * @param instant cut to whole milliseconds; null if it was not
         * @return this builder
         */
        public Builder revokedAt(@Nullable Instant instant) {
            this.revokedAt = instant;
            return this;
        }

        /**
         * Sets how often the record has been written.
         *
         * @param number at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is less
         */
        public Builder revision(long number) {
            if (number < 1) {
                throw new IllegalArgumentException("must be >= 1: revision=" + number);
            }
            this.revision = number;
            return this;
        }

        /** {@return the record} */
        public KeyRecord build() {
            return new KeyRecord(this);
        }
    }
}
