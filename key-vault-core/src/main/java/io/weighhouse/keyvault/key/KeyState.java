// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/**
 * What a key is good for at an instant.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum KeyState {
    /** The key is accepted. */
    ACTIVE,
    /** The key has been revoked, for ever. */
    REVOKED,
    /** The key's last instant has passed. */
    EXPIRED
}
