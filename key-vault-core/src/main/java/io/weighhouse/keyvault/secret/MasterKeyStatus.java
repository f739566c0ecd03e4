// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * What a master key is used for. The name of a constant is its stable code.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum MasterKeyStatus {
    /** It wraps new data keys, and unwraps. It is the current one. */
    ENCRYPT,
    /** It unwraps what it once wrapped. */
    DECRYPT_ONLY,
    /** It is at hand and does nothing: no row should need it any more. */
    DISABLED,
    /** There is none of that name. */
    UNKNOWN
}
