// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads one presented key at a time, without allocating: its format, its environment, its secret letters. What was read
 * stays until {@link #wipe}, {@link #digest} or the next text; of a text that is refused nothing stays.
 */
final class KeyReader {

    private final KeyFormats formats;
    private final char[] text;
    private final byte[] body;
    private final byte[] key;
    private final byte[] scratch = new byte[KeyDigest.LENGTH];
    private final CRC32 crc = new CRC32();
    private final MessageDigest sha256 = Hmac.sha256();
    private @Nullable KeyShape shape;
    private int length;
    private int bodyLength;
    private int keyLength;

    KeyReader(KeyFormats formats) {
        this.formats = formats;
        this.text = new char[formats.maxLength];
        this.body = new byte[formats.maxLength];
        this.key = new byte[formats.maxLength];
    }

    KeyReader(ApiKeyFormat format) {
        this(KeyFormats.of(format));
    }

    ApiKeyFormat.Check read(String presented) {
        wipe();
        shape = null;
        int size = presented.length();
        if (size < formats.minLength || size > formats.maxLength) {
            return formats.refusal(presented);
        }
        presented.getChars(0, size, text, 0);
        return routed(size) ? checked() : refused(presented);
    }

    ApiKeyFormat.Check read(CharSequence presented) {
        if (presented instanceof String string) {
            return read(string);
        }
        wipe();
        shape = null;
        int size = presented.length();
        if (size < formats.minLength || size > formats.maxLength) {
            return formats.refusal(presented);
        }
        for (int i = 0; i < size; i++) {
            text[i] = presented.charAt(i);
        }
        return routed(size) ? checked() : refused(presented);
    }

    private boolean routed(int size) {
        length = size;
        for (KeyShape candidate : formats.shapes) {
            int letters = candidate.read(text, size, body);
            if (letters >= 0) {
                shape = candidate;
                bodyLength = letters;
                return true;
            }
        }
        return false;
    }

    private ApiKeyFormat.Check checked() {
        ApiKeyFormat format = format();
        if (format.hasChecksum
                && format.checksum(this) != KeyPart.Checksum.read(text, length - KeyPart.Checksum.LENGTH)) {
            wipe();
            shape = null;
            return ApiKeyFormat.Check.BAD_CHECKSUM;
        }
        return ApiKeyFormat.Check.OK;
    }

    private ApiKeyFormat.Check refused(CharSequence presented) {
        wipe();
        return formats.refusal(presented);
    }

    /** The format of the key that was read. */
    ApiKeyFormat format() {
        return shape().format;
    }

    /** The environment of the key that was read, the very string of its format; empty if that has none. */
    String environment() {
        return shape().environment;
    }

    /** The secret letters, {@link #bodyLength} of them. The array belongs to this reader. */
    byte[] body() {
        return body;
    }

    int bodyLength() {
        return bodyLength;
    }

    /** All characters of the key, {@link #keyLength} of them. The array belongs to this reader. */
    byte[] key() {
        for (int i = 0; i < length; i++) {
            key[i] = (byte) text[i];
        }
        keyLength = length;
        return key;
    }

    int keyLength() {
        return length;
    }

    /** Feeds the secret letters to a digest. */
    void updateBody(MessageDigest digest) {
        digest.update(body, 0, bodyLength);
    }

    /** Feeds the whole key to a digest. */
    void updateKey(MessageDigest digest) {
        digest.update(key(), 0, length);
    }

    /** What may be stored of the key to find it by, see {@link ApiKeyFormat#start}. */
    String start() {
        return format().start(shape(), text);
    }

    /** The first so many characters of the key. */
    String start(int most) {
        return String.valueOf(text, 0, Math.min(most, length));
    }

    /** The mask of the key, see {@link ApiKeyFormat#display}. */
    String display() {
        return format().display(shape(), text, length);
    }

    /** The SHA-256 digest of the secret letters of the key that was read, which is then wiped. */
    KeyDigest digest() {
        updateBody(sha256);
        Hmac.finish(sha256, scratch);
        wipe();
        return KeyDigest.ofBytes(scratch);
    }

    /** Forgets the key that was read; its format and environment can still be asked for. */
    void wipe() {
        if (length > 0) {
            Arrays.fill(text, 0, length, '\0');
            Arrays.fill(body, 0, length, (byte) 0);
            Arrays.fill(key, 0, keyLength, (byte) 0);
            length = 0;
            bodyLength = 0;
            keyLength = 0;
        }
    }

    long crc() {
        crc.reset();
        crc.update(body, 0, bodyLength);
        return crc.getValue();
    }

    long keyed(CheckKey checkKey) {
        return checkKey.checksum(body, bodyLength, sha256, scratch);
    }

    private KeyShape shape() {
        KeyShape read = shape;
        if (read == null) {
            throw new IllegalStateException("must be asked after a key was read");
        }
        return read;
    }
}
