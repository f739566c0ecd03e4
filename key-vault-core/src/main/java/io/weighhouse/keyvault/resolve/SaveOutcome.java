// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

/**
 * What became of the wish to save a credential.
 *
 * <p>Outcomes are immutable and thread-safe.
 */
public sealed interface SaveOutcome {

    /**
     * It is saved, all fields as one.
     *
     * @param status how it is shown from now on
     */
    record Saved(CredentialStatus status) implements SaveOutcome {}

    /**
     * Nothing is saved, and what was there before is as it was.
     *
     * @param reason why
     * @param field which field is meant; empty if it is none
     */
    record Refused(Reason reason, String field) implements SaveOutcome {}

    /** Why nothing is saved. The name of a constant is its stable code. */
    enum Reason {
        /** The actor may not change this holder's credentials. */
        NOT_AUTHORISED,
        /** The provider is not in the catalogue, which refuses others. */
        UNKNOWN_PROVIDER,
        /** The provider has no such field. */
        UNKNOWN_FIELD,
        /** The provider wants this field too. */
        MISSING_FIELD,
        /** The field does not look as the provider's do. */
        MALFORMED_FIELD,
        /** The {@link SecretValidator} has tried it out, and the provider refuses it. */
        REFUSED_BY_PROVIDER
    }
}
