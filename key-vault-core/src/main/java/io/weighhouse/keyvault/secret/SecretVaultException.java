// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a sealed secret cannot be opened, or a secret not sealed.
 *
 * <p>It never means that there is no secret: whoever takes it for that would go on to the next scope and let somebody
 * else pay. Its message holds nothing of the secret or its envelope.
 *
 * <p>The outcome is always known: wrapping and unwrapping change nothing, so nothing was sealed, opened or stored, and the
 * same call may be made again.
 */
public final class SecretVaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. The name of a constant is its stable code. */
    public enum Fault {
        /** The text is no envelope, or of a form that this version does not know. */
        MALFORMED_ENVELOPE,
        /** The master key that it names is not among those at hand; with that key it would open. */
        UNKNOWN_MASTER_KEY,
        /** The master key that it names is at hand and switched off; nothing was tried. */
        MASTER_KEY_DISABLED,
        /** The current master key has wrapped as many data keys as is safe, 2^32; make a new one current. */
        MASTER_KEY_EXHAUSTED,
        /** It was sealed for another place, under another master key of that name, or changed since. */
        TAMPERED,
        /** The service that keeps the master keys does not answer; trying again later may succeed. */
        MASTER_KEYS_UNAVAILABLE
    }

    /** What is wrong. */
    private final Fault fault;

    /** How long to wait, if the service said so. */
    private final @Nullable Duration retryAfter;

    /**
     * A failure, as {@link MasterKeys} throws it too.
     *
     * @param fault what is wrong
     * @param message what was tried, without anything of a secret or a key
     * @param cause what went wrong below, or null
     */
    public SecretVaultException(Fault fault, String message, @Nullable Throwable cause) {
        this(fault, message, null, cause);
    }

    private SecretVaultException(
            Fault fault, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(fault + ": " + message, cause);
        this.fault = fault;
        this.retryAfter = retryAfter;
    }

    /**
     * That the master keys cannot be reached now.
     *
     * @param message what was tried, without anything of a secret or a key
     * @param retryAfter how long the service asked to be left alone, at least 0; null if it did not say
     * @param cause what went wrong below, or null
     * @return the exception, {@link Fault#MASTER_KEYS_UNAVAILABLE}
     * @throws IllegalArgumentException if the time is negative
     */
    public static SecretVaultException unavailable(
            String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        if (retryAfter != null && retryAfter.isNegative()) {
            throw new IllegalArgumentException("must be >= 0: retryAfter=" + retryAfter);
        }
        return new SecretVaultException(Fault.MASTER_KEYS_UNAVAILABLE, message, retryAfter, cause);
    }

    /** {@return how long the service that keeps the master keys asked to be left alone, if it did} */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** {@return what is wrong} */
    public Fault fault() {
        return fault;
    }
}
