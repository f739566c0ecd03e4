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
    /** The key has a successor, and the time beside it has passed. */
    SUPERSEDED,
    /** The key is refused until it is enabled. */
    DISABLED,
    /** The key's last instant has passed. */
    EXPIRED,
    /** The key's first instant has not come. */
    NOT_YET_VALID
}
