// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

/**
 * Why a key that may exist is not handed out. The name of a constant is its stable code.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum Denial {
    /** No nearer key was found, and the owner may not use the platform's. */
    NOT_ENTITLED
}
