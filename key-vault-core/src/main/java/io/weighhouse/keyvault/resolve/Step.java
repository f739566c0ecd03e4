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

    /** What was found at a station. The name of a constant is its stable code. */
    public enum Finding {
        /** The owner names no user or no team, so nothing was looked for. */
        SKIPPED,
        /** There is no key. */
        ABSENT,
        /** There is a key, and the walk ended. */
        FOUND,
        /** The owner may not use the key, whether there is one or not. */
        NOT_ENTITLED,
        /** A nearer key was refused, and the tenant has not agreed to be charged for this one instead. */
        NO_CONSENT,
        /** There is a key, of which a field is missing, and the walk ended. */
        MISCONFIGURED,
        /** There is a key that the provider has refused too often. */
        QUARANTINED,
        /** The provider has refused the key in this call. */
        REJECTED,
        /** The provider has put off the key in this call. */
        LIMITED,
        /** The provider has found the key's account used up in this call. */
        EXHAUSTED
    }
}
