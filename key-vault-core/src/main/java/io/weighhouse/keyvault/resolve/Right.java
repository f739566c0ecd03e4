// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

/**
 * What somebody may do with a holder's credentials. The name of a constant is its stable code.
 *
 * <p>Nobody may see a secret: it is shown to the provider only.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum Right {
    /** To learn whether there is a credential. */
    SEE_CONFIGURED,
    /** To see its mask, its fields in clear, its state, and who changed it last. */
    SEE_MASK,
    /** To save one, and to release one from quarantine. */
    CHANGE,
    /** To delete one. */
    DELETE
}
