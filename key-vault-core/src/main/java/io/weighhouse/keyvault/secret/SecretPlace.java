// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The one place in which a sealed secret opens: a field of a slot, and the revision of the slot's content.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param slot holder and provider
 * @param field 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
 * @param revision at least 1; never used twice for one slot
 */
public record SecretPlace(SecretSlot slot, String field, long revision) {

    /**
     * Checks field and revision.
     *
     * @param slot holder and provider
     * @param field 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param revision at least 1
     * @throws IllegalArgumentException if the field is not of that form or the revision is less
     */
    public SecretPlace {
        Names.id("field", field);
        if (revision < 1) {
            throw new IllegalArgumentException("must be >= 1: revision=" + revision);
        }
    }

    /**
     * The bytes that stand for this place and no other: each text is preceded by its length, so that no two places run
     * together. They are authenticated with every secret, hence frozen: another form needs another suite.
     */
    byte[] canonical(String purpose) {
        String[] texts = {
            purpose,
            slot.holder().scope().name(),
            slot.holder().tenant(),
            slot.holder().name(),
            slot.provider().value(),
            field
        };
        int length = Long.BYTES;
        for (String text : texts) {
            length += Integer.BYTES + text.length();
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (String text : texts) {
            // All of them are ASCII.
            bytes.putInt(text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.putLong(revision).array();
    }
}
