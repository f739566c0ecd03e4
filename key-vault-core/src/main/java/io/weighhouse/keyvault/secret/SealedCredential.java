// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * What a store keeps of one slot: all fields of a credential, and its state.
 *
 * <p>The revision counts what was saved and is part of every sealed field's place: an old envelope does not open in a new
 * revision. The version counts every write, also those that leave the content as it is: a rewrap, a quarantine. Neither is
 * ever used twice for one slot, not even after a deletion.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param slot holder and provider
 * @param revision which content it is, at least 1
 * @param version which write it is, at least {@code revision}
 * @param fields sealed and plain fields
 * @param state whether it is used, and the last change
 */
public record SealedCredential(
        SecretSlot slot, long revision, long version, CredentialFields fields, CredentialState state) {

    /**
     * Checks the numbers.
     *
     * @param slot holder and provider
     * @param revision at least 1
     * @param version at least {@code revision}
     * @param fields sealed and plain fields
     * @param state whether it is used, and the last change
     * @throws IllegalArgumentException if a number is less
     */
    public SealedCredential {
        if (revision < 1) {
            throw new IllegalArgumentException("must be >= 1: revision=" + revision);
        }
        if (version < revision) {
            throw new IllegalArgumentException("must be >= revision " + revision + ": version=" + version);
        }
    }

    /**
     * The next write of the same content.
     *
     * @param changed the fields, sealed in the same places
     * @param next the new state
     * @return this revision in the next version
     */
    public SealedCredential rewritten(CredentialFields changed, CredentialState next) {
        return new SealedCredential(slot, revision, version + 1, changed, next);
    }
}
