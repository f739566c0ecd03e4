// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * Whether a stored credential is used, and what happened to it last.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param status whether it is used
 * @param rejections how often the provider has refused it since it was saved or last accepted, at least 0
 * @param lastEvent the change that made this state
 */
public record CredentialState(Status status, int rejections, SecretEvent lastEvent) {

    /** Whether a credential is used. The name of a constant is its stable code. */
    public enum Status {
        /** It is used. */
        OK,
        /** The provider has refused it too often; it is kept and shown, but not used until it is saved anew or released. */
        QUARANTINED,
        /** It was found not to open; it is kept and shown, and whoever asks for it gets an error. */
        UNDECRYPTABLE
    }

    /**
     * Checks the count.
     *
     * @param status whether it is used
     * @param rejections at least 0
     * @param lastEvent the change that made this state
     * @throws IllegalArgumentException if the count is less
     */
    public CredentialState {
        if (rejections < 0) {
            throw new IllegalArgumentException("must be >= 0: rejections=" + rejections);
        }
    }
}
