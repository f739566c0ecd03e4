// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

/**
 * What became of the wish to delete or release a credential, or to change a policy. The name of a constant is its stable code.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum ChangeOutcome {
    /** It is done. */
    DONE,
    /** There was nothing to do it to; nothing is changed. */
    NOTHING_THERE,
    /** The actor may not; nothing is changed, and he does not learn whether there is anything. */
    NOT_AUTHORISED
}
