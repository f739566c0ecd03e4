// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

/**
 * What somebody is, as the embedder's own sign-in says. The name of a constant is its stable code.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum Role {
    /** Looks after the platform: its keys, and no tenant's. */
    PLATFORM_ADMIN,
    /** Looks after one tenant: its keys, those of its teams, and its policies. */
    TENANT_ADMIN,
    /** One of a tenant's users. */
    MEMBER
}
