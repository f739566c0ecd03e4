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
 * <p>A record is found by the digest of its {@link #hash()} when a key is presented, and by tenant and {@link #id()} when it
 * is managed. Instants are whole milliseconds. Every change makes a new record of the next {@link #revision()}, which says
 * in {@link #lastEvent()} who made it; only {@link #lastUsedAt()} changes without.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class KeyRecord {

    private final KeyId id;
    private final Owner owner;
    private final String name;
    private final KeyTerms terms;
    private final String display;
    private final String start;
    private final KeyHash hash;
    private final Instant createdAt;
    private final @Nullable Instant lastUsedAt;
    private final @Nullable Instant disabledAt;
    private final @Nullable Instant revokedAt;
    private final @Nullable Supersession supersession;
    private final KeyEvent lastEvent;
    private final long revision;

    private KeyRecord(Builder builder) {
        this.id = builder.id;
        this.owner = builder.owner;
        this.name = builder.name;
        this.terms = builder.terms;
        this.display = builder.display;
        this.start = builder.start;
        this.hash = builder.hash;
        this.createdAt = builder.createdAt.truncatedTo(ChronoUnit.MILLIS);
        this.lastUsedAt = cut(builder.lastUsedAt);
        this.disabledAt = cut(builder.disabledAt);
        this.revokedAt = cut(builder.revokedAt);
        this.supersession = builder.supersession;
        this.lastEvent = builder.lastEvent;
        this.revision = builder.revision;
    }

    /**
     * Starts a record, as a store does that reads one back.
     *
     * @param id the key's name within its tenant
     * @param owner on whose behalf the key's calls are made
     * @param hash how the key is recognised
     * @return a builder of an active key of revision 1, created at the epoch, with nothing else said
     */
    public static Builder builder(KeyId id, Owner owner, KeyHash hash) {
        return new Builder(id, owner, hash);
    }

    /** {@return a builder with the parts of this record} */
    public Builder toBuilder() {
        Builder copy = new Builder(id, owner, hash);
        copy.name = name;
        copy.terms = terms;
        copy.display = display;
        copy.start = start;
        copy.createdAt = createdAt;
        copy.lastUsedAt = lastUsedAt;
        copy.disabledAt = disabledAt;
        copy.revokedAt = revokedAt;
        copy.supersession = supersession;
        copy.lastEvent = lastEvent;
        copy.revision = revision;
        return copy;
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

    /** {@return environment, access, validity, plan and labels in one} */
    public KeyTerms terms() {
        return terms;
    }

    /** {@return the environment, such as {@code live}; empty if the key's format has none} */
    public String environment() {
        return terms.environment();
    }

    /** {@return what the key may do} */
    public Set<String> scopes() {
        return terms.access().scopes();
    }

    /** {@return the name of the key's plan; empty for its owner's} */
    public String plan() {
        return terms.plan();
    }

    /** {@return what the embedder wants to remember} */
    public Map<String, String> labels() {
        return terms.labels();
    }

    /** {@return the first instant at which the key is no longer accepted, or null for never} */
    public @Nullable Instant expiresAt() {
        return terms.validity().expiresAt();
    }

    /** {@return the key masked for display, such as {@code wh_sk_live_ab..yz}} */
    public String display() {
        return display;
    }

    /** {@return what the key begins with, at most 20 characters, such as {@code glyph_sk_live_1234}; may be empty} */
    public String start() {
        return start;
    }

    /** {@return how the key is recognised} */
    public KeyHash hash() {
        return hash;
    }

    /** {@return the digest under which the record is found} */
    public KeyDigest digest() {
        return hash.digest();
    }

    /** {@return when the key was issued} */
    public Instant createdAt() {
        return createdAt;
    }

    /** {@return when the key was last used, a minute or so late; null if never} */
    public @Nullable Instant lastUsedAt() {
        return lastUsedAt;
    }

    /** {@return since when the key is disabled, or null if it is not} */
    public @Nullable Instant disabledAt() {
        return disabledAt;
    }

    /** {@return when the key was revoked, or null if it was not} */
    public @Nullable Instant revokedAt() {
        return revokedAt;
    }

    /** {@return the key's successor, or null if it has none} */
    public @Nullable Supersession supersession() {
        return supersession;
    }

    /** {@return the change that made this revision} */
    public KeyEvent lastEvent() {
        return lastEvent;
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
     * @return the first that holds of revoked, superseded, disabled, expired, not yet valid; else active
     */
    public KeyState state(Instant instant) {
        if (revokedAt != null) {
            return KeyState.REVOKED;
        }
        if (supersession != null && !instant.isBefore(supersession.endsAt())) {
            return KeyState.SUPERSEDED;
        }
        if (disabledAt != null) {
            return KeyState.DISABLED;
        }
        Instant end = terms.validity().expiresAt();
        if (end != null && !instant.isBefore(end)) {
            return KeyState.EXPIRED;
        }
        Instant beginning = terms.validity().notBefore();
        return beginning != null && instant.isBefore(beginning) ? KeyState.NOT_YET_VALID : KeyState.ACTIVE;
    }

    /** The state now. The clock is read only if it matters. */
    KeyState state(InstantSource clock) {
        boolean always = revokedAt == null
                && supersession == null
                && disabledAt == null
                && terms.validity().equals(KeyValidity.ALWAYS);
        return always ? KeyState.ACTIVE : state(clock.instant());
    }

    /**
     * The next revision of this record, for a store or an administration that changes it.
     *
     * @param event who made the change
     * @return a builder with the parts of this record, the next revision, and that event
     */
    public Builder changed(KeyEvent event) {
        return toBuilder().revision(revision + 1).lastEvent(event);
    }

    /**
     * This revision with a use, unless a later one is known.
     *
     * @param instant when the key was used
     * @return the record with the later of both instants
     */
    public KeyRecord usedAt(Instant instant) {
        return lastUsedAt != null && !instant.isAfter(lastUsedAt)
                ? this
                : toBuilder().lastUsedAt(instant).build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRecord that
                && id.equals(that.id)
                && owner.equals(that.owner)
                && name.equals(that.name)
                && terms.equals(that.terms)
                && display.equals(that.display)
                && start.equals(that.start)
                && hash.equals(that.hash)
                && createdAt.equals(that.createdAt)
                && Objects.equals(lastUsedAt, that.lastUsedAt)
                && Objects.equals(disabledAt, that.disabledAt)
                && Objects.equals(revokedAt, that.revokedAt)
                && Objects.equals(supersession, that.supersession)
                && lastEvent.equals(that.lastEvent)
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
                + (expiresAt() == null ? "" : " expiresAt=" + expiresAt())
                + (disabledAt == null ? "" : " disabledAt=" + disabledAt)
                + (supersession == null ? "" : " successor=" + supersession.successor())
                + (revokedAt == null ? "" : " revokedAt=" + revokedAt) + ']';
    }

    private static @Nullable Instant cut(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Collects the parts of a record.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private static final int MAX_DISPLAY_LENGTH = 64;
        static final int MAX_START_LENGTH = 20;
        private static final int MAX_NAME_LENGTH = 128;

        private final KeyId id;
        private final Owner owner;
        private KeyHash hash;
        private String name = "";
        KeyTerms terms = KeyTerms.NONE;
        private String display = "";
        private String start = "";
        private Instant createdAt = Instant.EPOCH;
        private @Nullable Instant lastUsedAt;
        private @Nullable Instant disabledAt;
        private @Nullable Instant revokedAt;
        private @Nullable Supersession supersession;
        private KeyEvent lastEvent = new KeyEvent(KeyEvent.Kind.ISSUED, KeyRegistry.SYSTEM, Instant.EPOCH);
        private long revision = 1;

        private Builder(KeyId id, Owner owner, KeyHash hash) {
            this.id = id;
            this.owner = owner;
            this.hash = hash;
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
         * Sets environment, access, validity, plan and labels.
         *
         * @param keyTerms all of them
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
         * Sets what the key begins with.
         *
         * @param prefix 0 to 20 characters without control characters
         * @return this builder
         * @throws IllegalArgumentException if the prefix is not of that form
         */
        public Builder start(String prefix) {
            this.start = Names.text("start", prefix, MAX_START_LENGTH);
            return this;
        }

        /**
         * Sets how the key is recognised.
         *
         * @param keyHash way and digest
         * @return this builder
         */
        public Builder hash(KeyHash keyHash) {
            this.hash = keyHash;
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
         * Sets when the key was last used.
         *
         * @param instant cut to whole milliseconds; null for never
         * @return this builder
         */
        public Builder lastUsedAt(@Nullable Instant instant) {
            this.lastUsedAt = instant;
            return this;
        }

        /**
         * Sets since when the key is disabled.
         *
         * @param instant cut to whole milliseconds; null if it is not
         * @return this builder
         */
        public Builder disabledAt(@Nullable Instant instant) {
            this.disabledAt = instant;
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
         * Sets the key's successor.
         *
         * @param next successor and end of the overlap; null for none
         * @return this builder
         */
        public Builder supersession(@Nullable Supersession next) {
            this.supersession = next;
            return this;
        }

        /**
         * Sets the change that made this revision.
         *
         * @param event who did what, and when
         * @return this builder
         */
        public Builder lastEvent(KeyEvent event) {
            this.lastEvent = event;
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
