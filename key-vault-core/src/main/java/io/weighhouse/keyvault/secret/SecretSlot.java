// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;

/**
 * Where a holder keeps one secret: a field of a provider's, such as the {@code api_key} of {@code openai}.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param holder whose secret it is
 * @param provider whom it is shown to
 * @param field 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
 */
public record SecretSlot(SecretHolder holder, ProviderId provider, String field) {

    /**
     * Checks the field.
     *
     * @param holder whose secret it is
     * @param provider whom it is shown to
     * @param field 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @throws IllegalArgumentException if the field is not of that form
     */
    public SecretSlot {
        Names.id("field", field);
    }

    /**
     * One writing of this slot.
     *
     * @param number 1 for the first, one more for each further
     * @return the place
     * @throws IllegalArgumentException if the number is less than 1
     */
    public SecretPlace revision(long number) {
        return new SecretPlace(this, number);
    }
}
