// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

/**
 * Why a key that may exist is not handed out. The name of a constant is its stable code.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum Denial {
    /** No nearer key was found, and the owner may not use the platform's. */
    NOT_ENTITLED,
    /** The nearest key lacks a field that the provider wants; nothing else is tried, since somebody meant it to be used. */
    MISCONFIGURED,
    /** The nearest key was refused by the provider too often, and its tenant wants no other to be used instead. */
    QUARANTINED,
    /** The provider has refused the key, and its tenant wants no other to be used instead, or has none. */
    REJECTED,
    /** The provider has put off the key as used too fast, and its tenant wants no other to be used instead, or has none. */
    LIMITED,
    /** The provider has refused the key as used up, and its tenant wants no other to be used instead, or has none. */
    EXHAUSTED
}
