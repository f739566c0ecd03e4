// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

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
    private static final int MAX_MASK_LENGTH = 128;

    /**
     * Checks the lengths; what the envelope holds is found out by opening it.
     *
     * @param envelope printable text of at most 100,000 characters
     * @param mask what may be shown, 1 to 128 printable ASCII characters
     * @throws IllegalArgumentException if one of them is too long or cannot be shown
     */
    public SealedSecret {
        // Neither is shown: whoever mixes things up hands over a secret in clear.
        if (envelope.length() > MAX_ENVELOPE_LENGTH || envelope.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must be at most 100000 characters, none of them a control character:"
                    + " envelope=(" + envelope.length() + " characters)");
        }
        if (mask.isEmpty() || mask.length() > MAX_MASK_LENGTH || !mask.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("must be 1 to 128 printable ASCII characters without spaces: mask=("
                    + mask.length() + " characters)");
        }
    }

    /** {@return the mask, without the envelope} */
    @Override
    public String toString() {
        return "SealedSecret[" + mask + ']';
    }
}
