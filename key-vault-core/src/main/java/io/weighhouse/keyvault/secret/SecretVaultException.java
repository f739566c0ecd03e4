// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a sealed secret cannot be opened, or a secret not sealed.
 *
 * <p>It never means that there is no secret: whoever takes it for that would go on to the next scope and let somebody
 * else pay. Its message holds nothing of the secret or its envelope.
 */
public final class SecretVaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. The name of a constant is its stable code. */
    public enum Fault {
        /** The text is no envelope, or of a form that this version does not know. */
        MALFORMED_ENVELOPE,
        /** The master key that it names is not among those at hand; with that key it would open. */
        UNKNOWN_MASTER_KEY,
        /** It was sealed for another place, under another master key of that name, or changed since. */
        TAMPERED,
        /** The service that keeps the master keys does not answer; trying again later may succeed. */
        MASTER_KEYS_UNAVAILABLE
    }

    /** What is wrong. */
    private final Fault fault;

    /**
     * A failure, as {@link MasterKeys} throws it too.
     *
     * @param fault what is wrong
     * @param message what was tried, without anything of a secret or a key
     * @param cause what went wrong below, or null
     */
    public SecretVaultException(Fault fault, String message, @Nullable Throwable cause) {
        super(fault + ": " + message, cause);
        this.fault = fault;
    }

    /** {@return what is wrong} */
    public Fault fault() {
        return fault;
    }
}
