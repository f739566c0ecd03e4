// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/**
 * Hears of every change of a key, after it was stored.
 *
 * <p>The same is in the record itself, so that nothing is lost if the process ends before this was called. Methods run on
 * the thread that completes the write: they return at once and do not throw. Implementations must be thread-safe.
 */
@FunctionalInterface
public interface KeyAudit {

    /** Hears nothing. */
    KeyAudit NONE = changed -> {};

    /**
     * A record was written.
     *
     * @param changed as it was written; {@link KeyRecord#lastEvent()} says who did what, and when
     */
    void recorded(KeyRecord changed);
}
