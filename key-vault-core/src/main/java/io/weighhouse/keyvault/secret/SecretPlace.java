// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The one place in which a sealed secret opens: a slot and the revision of its content.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param slot holder, provider and field
 * @param revision at least 1; never used twice for one slot
 */
public record SecretPlace(SecretSlot slot, long revision) {

    /**
     * Checks the revision.
     *
     * @param slot holder, provider and field
     * @param revision at least 1
     * @throws IllegalArgumentException if the revision is less
     */
    public SecretPlace {
        if (revision < 1) {
            throw new IllegalArgumentException("must be >= 1: revision=" + revision);
        }
    }

    /**
     * The bytes that stand for this place and no other: each text is preceded by its length, so that no two places run
     * together. They are authenticated with every secret, hence frozen: another form needs another suite.
     */
    byte[] canonical(String purpose) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, purpose);
            write(out, slot.holder().scope().name());
            write(out, slot.holder().tenant());
            write(out, slot.holder().name());
            write(out, slot.provider().value());
            write(out, slot.field());
            out.writeLong(revision);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
