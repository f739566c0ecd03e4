// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a {@link KeyRegistry} is made of.
 *
 * <p>This class is not thread-safe.
 */
public final class KeyRegistryBuilder {

    private static final Duration MAX_REVOCATION_BOUND = Duration.ofHours(1);
    private static final Duration MAX_LIFE = Duration.ofDays(1);

    final KeyFormats formats;
    final KeyRecordStore store;
    KeyHashing hashing = KeyHashing.sha256();

    @Nullable
    LegacyHashes legacy;

    InstantSource clock = InstantSource.system();
    LongSupplier ticker = System::nanoTime;
    SecureRandom random = new SecureRandom();
    KeySignals signals = KeySignals.NONE;
    KeyAudit audit = KeyAudit.NONE;
    OwnerStatus owners = OwnerStatus.ALL_ENABLED;
    MissBudget missBudget = MissBudget.UNLIMITED;
    String environment = "";
    Duration revocationBound = Duration.ofSeconds(5);

    @Nullable
    Duration feedLife;

    Duration staleAllowed = Duration.ZERO;
    int cacheSize = 100_000;

    KeyRegistryBuilder(KeyFormats formats, KeyRecordStore store) {
        this.formats = formats;
        this.store = store;
    }

    /**
     * Sets how keys are hashed; {@link KeyHashing#sha256()} unless set.
     *
     * @param keyHashing the way for new keys, and those by which older ones are recognised
     * @return this builder
     */
    public KeyRegistryBuilder hashing(KeyHashing keyHashing) {
        this.hashing = keyHashing;
        return this;
    }

    /**
     * Has keys checked by slow hashes that were taken over from another system; none are unless set.
     *
     * @param hashes by which hashers, and how much of the machine they may take
     * @return this builder
     */
    public KeyRegistryBuilder legacy(LegacyHashes hashes) {
        this.legacy = hashes;
        return this;
    }

    /**
     * Sets the wall clock, which dates records and judges beginnings and ends; the system's unless set.
     *
     * @param source the clock
     * @return this builder
     */
    public KeyRegistryBuilder clock(InstantSource source) {
        this.clock = source;
        return this;
    }

    /**
     * Sets the monotonic time by which the revocation bound is kept; {@link System#nanoTime()} unless set.
     *
     * @param nanos nanoseconds since some fixed moment, never going back
     * @return this builder
     */
    public KeyRegistryBuilder ticker(LongSupplier nanos) {
        this.ticker = nanos;
        return this;
    }

    /**
     * Sets where keys and ids come from; a new {@link SecureRandom} unless set.
     *
     * @param source the source of randomness
     * @return this builder
     */
    public KeyRegistryBuilder random(SecureRandom source) {
        this.random = source;
        return this;
    }

    /**
     * Sets who hears what happens; nobody unless set.
     *
     * @param listener the listener
     * @return this builder
     */
    public KeyRegistryBuilder signals(KeySignals listener) {
        this.signals = listener;
        return this;
    }

    /**
     * Sets who hears of every change of a key; nobody unless set.
     *
     * @param listener the listener
     * @return this builder
     */
    public KeyRegistryBuilder audit(KeyAudit listener) {
        this.audit = listener;
        return this;
    }

    /**
     * Sets who tells which owners are locked out; none is unless set.
     *
     * @param status asked when a key's record is read
     * @return this builder
     */
    public KeyRegistryBuilder owners(OwnerStatus status) {
        this.owners = status;
        return this;
    }

    /**
     * Sets how many unknown keys a source may have looked up; any number unless set.
     *
     * @param budget asked before a key of which nothing is known is looked up
     * @return this builder
     */
    public KeyRegistryBuilder missBudget(MissBudget budget) {
        this.missBudget = budget;
        return this;
    }

    /**
     * Sets the environment that keys must be of; any will do unless set.
     *
     * @param name such as {@code live}
     * @return this builder
     * @throws IllegalArgumentException if it cannot be the name of one
     */
    public KeyRegistryBuilder environment(String name) {
        this.environment = Names.id("environment", name);
        return this;
    }

    /**
     * Sets for how long an answer of the store may be relied upon; 5 seconds unless set.
     *
     * @param bound 0 to 1 hour; with 0 the store is asked on every call
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public KeyRegistryBuilder revocationBound(Duration bound) {
        if (bound.isNegative() || bound.compareTo(MAX_REVOCATION_BOUND) > 0) {
            throw new IllegalArgumentException("must be PT0S to PT1H: revocationBound=" + bound);
        }
        this.revocationBound = bound;
        return this;
    }

    /**
     * Relies on answers of the store for longer, because what changes is heard of: the store is asked for changes four times
     * within the revocation bound, while there are requests. If it does not answer, the bound is kept by asking it for each
     * key again. With {@link #owners} set this saves nothing, since nobody tells when an owner is locked out.
     *
     * @param life how long an answer is relied upon while no change is heard of, more than 0, at most a day
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public KeyRegistryBuilder changeFeed(Duration life) {
        if (life.isNegative() || life.isZero() || life.compareTo(MAX_LIFE) > 0) {
            throw new IllegalArgumentException("must be more than PT0S and at most PT24H: life=" + life);
        }
        this.feedLife = life;
        return this;
    }

    /**
     * Gives up the revocation bound for availability: while the store fails, a key is accepted by what it said not longer ago
     * than this. Off unless set. {@link KeySignals#staleAccepted()} hears of every such call.
     *
     * @param limit how old an answer may be, 0 to a day; 0 keeps the bound
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public KeyRegistryBuilder acceptStale(Duration limit) {
        if (limit.isNegative() || limit.compareTo(MAX_LIFE) > 0) {
            throw new IllegalArgumentException("must be PT0S to PT24H: acceptStale=" + limit);
        }
        this.staleAllowed = limit;
        return this;
    }

    /**
     * Sets how many digests are remembered; 100,000 unless set, about 50 MB with their records.
     *
     * @param entries at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public KeyRegistryBuilder cacheSize(int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("must be >= 1: cacheSize=" + entries);
        }
        this.cacheSize = entries;
        return this;
    }

    /**
     * The registry.
     *
     * @return a new one
     * @throws IllegalArgumentException if a hash id names a pepper that was not given
     */
    public KeyRegistry build() {
        return KeyRegistry.of(this);
    }
}
