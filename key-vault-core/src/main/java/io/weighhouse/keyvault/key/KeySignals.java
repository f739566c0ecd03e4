// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/**
 * Hears what happens inside, for counters.
 *
 * <p>Every name that is handed over comes from a small, fixed set; a key, a secret or a tenant is never among them.
 * Methods run on the caller's thread in the middle of the work: they return at once and do not throw. Implementations
 * must be thread-safe.
 */
public interface KeySignals {

    /** Hears nothing. */
    KeySignals NONE = new KeySignals() {};

    /** A key was accepted. */
    default void authenticated() {}

    /**
     * A key was refused.
     *
     * @param code the name of a {@link Rejection}
     */
    default void rejected(String code) {}

    /** A key was looked up in the store, because the cache had nothing fresh. */
    default void storeRead() {}

    /** The store did not answer, and a key was accepted by what it said longer ago than the revocation bound. */
    default void staleAccepted() {}

    /**
     * A key that was recognised by an older way was rehashed to the current one.
     *
     * @param hashId the older way, such as {@code bc} or {@code h1.1.2}
     */
    default void rehashed(String hashId) {}

    /**
     * The store was asked for changes.
     *
     * @param complete false if it failed or changes may be missing, so that keys are read anew
     */
    default void changesRead(boolean complete) {}

    /**
     * A provider's key was looked for.
     *
     * @param source the scope in which it was found ({@code PERSONAL}, {@code TEAM}, {@code TENANT}, {@code PLATFORM}),
     *     or {@code DENIED} or {@code NONE}
     */
    default void resolved(String source) {}
}
