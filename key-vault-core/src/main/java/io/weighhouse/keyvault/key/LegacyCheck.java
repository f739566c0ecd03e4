// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/**
 * What a {@link LegacyHasher} says of a key and a hash.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum LegacyCheck {
    /** The hash is that of the key. */
    MATCH,
    /** The hash is not that of the key, or no hash at all. */
    MISMATCH,
    /** Not worked out, because it would cost too much or prove too little: the hasher says when that is. */
    REFUSED
}
