// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** Reads one presented key at a time, without allocating: its environment, its random letters, and their digest. */
final class KeyReader {

    private final KeyPart[] parts;
    private final KeyPart.Literal lead;
    private final int maxLength;
    private final byte[] letters;
    private final byte[] digest = new byte[KeyDigest.LENGTH];
    private final CRC32 crc = new CRC32();
    private final MessageDigest sha256 = sha256();
    private String environment = "";

    KeyReader(ApiKeyFormat format) {
        List<KeyPart> all = format.parts;
        this.parts = all.toArray(new KeyPart[0]);
        this.lead = (KeyPart.Literal) all.get(0);
        this.maxLength = format.maxLength();
        this.letters = new byte[format.randomLetters()];
    }

    ApiKeyFormat.Check read(CharSequence text) {
        if (lead.match(text, 0) < 0) {
            return ApiKeyFormat.Check.FOREIGN;
        }
        if (text.length() > maxLength) {
            return ApiKeyFormat.Check.MALFORMED;
        }
        environment = "";
        int at = 0;
        int read = 0;
        int checksumAt = -1;
        for (KeyPart part : parts) {
            int length = part.match(text, at);
            if (length < 0) {
                return ApiKeyFormat.Check.MALFORMED;
            }
            if (part instanceof KeyPart.Letters) {
                for (int i = 0; i < length; i++) {
                    letters[read++] = (byte) text.charAt(at + i);
                }
            } else if (part instanceof KeyPart.Environment names) {
                environment = names.nameAt(text, at);
            } else if (part instanceof KeyPart.Checksum) {
                checksumAt = at;
            }
            at += length;
        }
        if (at != text.length()) {
            return ApiKeyFormat.Check.MALFORMED;
        }
        return checksumAt < 0 || isChecksum(text, checksumAt) ? ApiKeyFormat.Check.OK : ApiKeyFormat.Check.BAD_CHECKSUM;
    }

    /** The environment of the text that was read. */
    String environment() {
        return environment;
    }

    /** The digest of the text that was read, which is then wiped. */
    KeyDigest digest() {
        sha256.update(letters);
        Arrays.fill(letters, (byte) 0);
        try {
            sha256.digest(digest, 0, digest.length);
        } catch (DigestException tooShort) {
            throw new IllegalStateException("must have room for a digest", tooShort);
        }
        return KeyDigest.ofBytes(digest);
    }

    private boolean isChecksum(CharSequence text, int at) {
        crc.reset();
        crc.update(letters);
        return KeyPart.Checksum.isAt(crc.getValue(), text, at);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("must have SHA-256, as every Java platform does", missing);
        }
    }
}
