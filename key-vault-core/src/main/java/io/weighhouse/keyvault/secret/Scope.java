// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * Whose provider secret it is, the nearest to the caller first: in this order they are looked for.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum Scope {
    /** One user's own. */
    PERSONAL,
    /** A team's. */
    TEAM,
    /** A whole tenant's. */
    TENANT,
    /** The platform's, which pays the provider itself. */
    PLATFORM
}
