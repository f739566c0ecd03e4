// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;

/**
 * A secret as it is stored: an envelope that only a {@link SecretVault} opens, and a mask to show.
 *
 * <p>The mask, such as {@code sk-12...89}, lets people recognise a secret without anything being decrypted. It is for
 * display only: nothing protects it against change.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param envelope printable text of at most 100,000 characters
 * @param mask what may be shown, 1 to 128 printable ASCII characters
 */
public record SealedSecret(String envelope, String mask) {

    private static final int MAX_ENVELOPE_LENGTH = 100_000;

    /**
     * Checks the lengths; what the envelope holds is found out by opening it.
     *
     * @param envelope printable text of at most 100,000 characters
     * @param mask what may be shown, 1 to 128 printable ASCII characters
     * @throws IllegalArgumentException if one of them is too long or cannot be shown
     */
    public SealedSecret {
        Names.text("envelope", envelope, MAX_ENVELOPE_LENGTH);
        Names.name("mask", mask);
    }

    /** {@return the mask, without the envelope} */
    @Override
    public String toString() {
        return "SealedSecret[" + mask + ']';
    }
}
