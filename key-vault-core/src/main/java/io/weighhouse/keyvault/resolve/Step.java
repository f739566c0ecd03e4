// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.Scope;

/**
 * One station of the walk from the caller to the platform.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param scope where it was looked
 * @param finding what was found there
 */
public record Step(Scope scope, Finding finding) {

    /** What was found at a station. */
    public enum Finding {
        /** The owner names no user or no team, so nothing was looked for. */
        SKIPPED,
        /** There is no key. */
        ABSENT,
        /** There is a key, and the walk ended. */
        FOUND,
        /** The owner may not use the key, whether there is one or not, and the walk ended. */
        NOT_ENTITLED
    }
}
