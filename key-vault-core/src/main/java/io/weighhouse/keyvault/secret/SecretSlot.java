// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

/**
 * Where a holder keeps what is shown to one provider: {@code acme}'s {@code twilio}, with all its fields.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param holder whose credential it is
 * @param provider whom it is shown to
 */
public record SecretSlot(SecretHolder holder, ProviderId provider) {

    /**
     * One writing of one field of this slot.
     *
     * @param field 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param revision 1 for the first, one more for each further
     * @return the place
     * @throws IllegalArgumentException if the field is not of that form or the revision is less than 1
     */
    public SecretPlace place(String field, long revision) {
        return new SecretPlace(this, field, revision);
    }
}
