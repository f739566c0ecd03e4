// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.key.KeySignals;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.SecretVault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Collects what a resolver is made of.
 *
 * <p>This class is not thread-safe.
 */
public final class KeyResolverBuilder {

    private static final Duration MAX_CACHE_BOUND = Duration.ofMinutes(1);
    private static final int MAX_QUARANTINE_AFTER = 1000;

    final SecretVault vault;
    final SealedSecretStore store;
    final PlatformAccess platformAccess;
    KeySignals signals = KeySignals.NONE;
    ProviderCatalog catalog = ProviderCatalog.standard();
    SecretValidator validator = SecretValidator.NONE;
    SecretAudit audit = SecretAudit.NONE;
    InstantSource clock = InstantSource.system();
    LongSupplier ticker = System::nanoTime;
    Duration cacheBound = Duration.ofSeconds(5);
    int cacheSize = 10_000;
    int quarantineAfter = 3;

    KeyResolverBuilder(SecretVault vault, SealedSecretStore store, PlatformAccess platformAccess) {
        this.vault = vault;
        this.store = store;
        this.platformAccess = platformAccess;
    }

    /**
     * Sets who hears what happens; nobody unless set.
     *
     * @param listener the listener
     * @return this builder
     */
    public KeyResolverBuilder signals(KeySignals listener) {
        this.signals = listener;
        return this;
    }

    /**
     * Sets the known providers; {@link ProviderCatalog#standard()} unless set.
     *
     * @param providers what each provider is shown
     * @return this builder
     */
    public KeyResolverBuilder catalog(ProviderCatalog providers) {
        this.catalog = providers;
        return this;
    }

    /**
     * Sets who tries credentials out before they are saved; nobody unless set.
     *
     * @param hook the check
     * @return this builder
     */
    public KeyResolverBuilder validator(SecretValidator hook) {
        this.validator = hook;
        return this;
    }

    /**
     * Sets who hears of every change; nobody unless set.
     *
     * @param listener the listener
     * @return this builder
     */
    public KeyResolverBuilder audit(SecretAudit listener) {
        this.audit = listener;
        return this;
    }

    /**
     * Sets the wall clock that dates changes; the system's unless set.
     *
     * @param source the clock
     * @return this builder
     */
    public KeyResolverBuilder clock(InstantSource source) {
        this.clock = source;
        return this;
    }

    /**
     * Sets the monotonic time by which the cache's bound is kept; {@link System#nanoTime()} unless set.
     *
     * @param nanos nanoseconds since some fixed moment, never going back
     * @return this builder
     */
    public KeyResolverBuilder ticker(LongSupplier nanos) {
        this.ticker = nanos;
        return this;
    }

    /**
     * Sets for how long an answer of the store and what was opened may be relied upon; 5 seconds unless set.
     *
     * @param bound 0 to 1 minute; with 0 the store and the vault are asked on every call, and no secret is kept
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public KeyResolverBuilder cacheBound(Duration bound) {
        if (bound.isNegative() || bound.compareTo(MAX_CACHE_BOUND) > 0) {
            throw new IllegalArgumentException("must be PT0S to PT1M: cacheBound=" + bound);
        }
        this.cacheBound = bound;
        return this;
    }

    /**
     * Sets how many credentials are remembered, and how many owners' ways to them; 10,000 unless set.
     *
     * @param entries at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public KeyResolverBuilder cacheSize(int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("must be >= 1: cacheSize=" + entries);
        }
        this.cacheSize = entries;
        return this;
    }

    /**
     * Sets how many rejections in a row put a customer's key into quarantine; 3 unless set.
     *
     * @param rejections 1 to 1000
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public KeyResolverBuilder quarantineAfter(int rejections) {
        if (rejections < 1 || rejections > MAX_QUARANTINE_AFTER) {
            throw new IllegalArgumentException("must be 1 to 1000: quarantineAfter=" + rejections);
        }
        this.quarantineAfter = rejections;
        return this;
    }

    /** {@return the resolver} */
    public KeyResolver build() {
        return new KeyResolver(this);
    }
}
