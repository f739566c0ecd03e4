// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.internal.Names;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/** The text of a sealed secret, taken apart. */
record Envelope(WrappedKey wrappedKey, Payload payload) {

    /*
     * Text:   wh1.<suite>.<master key id>.<base64url without padding>
     * Bytes:  wrapped key length (2) | wrapped key | commitment (32) | nonce (12) | ciphertext | tag (16)
     *
     * The text says which form, which algorithms and which master key, so that a list of rows shows what is left to be
     * rewrapped and nothing has to be guessed when there is a second suite. Suite 1:
     *
     *   data key   = 32 random bytes, for this revision only
     *   place      = SecretPlace.canonical, authenticated by all three steps below
     *   wrapped    = by MasterKeys, with the place as its context
     *   prk        = HKDF-Extract(no salt, data key)
     *   encryption = HKDF-Expand(prk, "weighhouse/v1/enc", 32)
     *   commitment = HMAC(HKDF-Expand(prk, "weighhouse/v1/commit", 32), place)
     *   ciphertext = AES-256-GCM(encryption, nonce, secret, place)
     *
     * A data key that is used once makes the nonce uncritical, and master keys can be changed without touching the
     * payload. The commitment is there because AES-GCM alone does not commit to its key: one ciphertext can be made that
     * opens under two keys to two plaintexts. It is compared before anything is decrypted.
     *
     * The base64 must be the one that encoding would make: the decoder ignores the unused low bits of the last letter,
     * and an envelope would otherwise have several spellings.
     */

    static final int COMMITMENT_LENGTH = 32;

    private static final String HEAD = "wh1.1.";
    private static final int LENGTH_BYTES = 2;
    private static final int MIN_PAYLOAD = COMMITMENT_LENGTH + AesGcm.OVERHEAD + 1;
    private static final int MAX_PAYLOAD = COMMITMENT_LENGTH + AesGcm.OVERHEAD + Secret.MAX_LENGTH;

    /** The unused low bits of the last letter, by how many letters there are beyond groups of four. */
    private static final int[] UNUSED_BITS = {0, 0, 0x0F, 0x03};

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** What does not change when the master key does: commitment, nonce, ciphertext and tag, from somewhere in an array. */
    static final class Payload {

        final byte[] bytes;
        final int from;

        Payload(byte[] bytes, int from) {
            this.bytes = bytes;
            this.from = from;
        }

        byte[] commitment() {
            return Arrays.copyOfRange(bytes, from, from + COMMITMENT_LENGTH);
        }

        byte[] decrypt(AesGcm cipher, byte[] key, byte[] context) {
            return cipher.decrypt(key, bytes, from + COMMITMENT_LENGTH, context);
        }

        int length() {
            return bytes.length - from;
        }
    }

    String encoded() {
        byte[] wrapped = wrappedKey.bytes();
        byte[] bytes = ByteBuffer.allocate(LENGTH_BYTES + wrapped.length + payload.length())
                .putShort((short) wrapped.length)
                .put(wrapped)
                .put(payload.bytes, payload.from, payload.length())
                .array();
        return HEAD + wrappedKey.masterKeyId() + '.' + ENCODER.encodeToString(bytes);
    }

    /** The master key that an envelope names, without a look at the rest. */
    static String masterKeyId(String envelope) {
        int dot = envelope.indexOf('.', HEAD.length());
        if (!envelope.startsWith(HEAD) || dot < 0) {
            throw malformed("must begin with wh1.1 and a master key id");
        }
        String id = envelope.substring(HEAD.length(), dot);
        if (!Names.isId(id)) {
            throw malformed("must have a master key id");
        }
        return id;
    }

    static Envelope decode(String envelope) {
        String masterKeyId = masterKeyId(envelope);
        byte[] bytes = bytes(envelope.substring(HEAD.length() + masterKeyId.length() + 1));
        int wrappedLength = bytes.length < LENGTH_BYTES ? 0 : ((bytes[0] & 0xFF) << Byte.SIZE) | (bytes[1] & 0xFF);
        int from = LENGTH_BYTES + wrappedLength;
        if (wrappedLength == 0 || wrappedLength > WrappedKey.MAX_LENGTH) {
            throw malformed("must have a wrapped key of 1 to 4096 bytes");
        }
        if (bytes.length - from < MIN_PAYLOAD || bytes.length - from > MAX_PAYLOAD) {
            throw malformed("must have as many bytes as it says, and 1 to 65536 of a secret");
        }
        WrappedKey wrapped = WrappedKey.owning(masterKeyId, Arrays.copyOfRange(bytes, LENGTH_BYTES, from));
        return new Envelope(wrapped, new Payload(bytes, from));
    }

    private static byte[] bytes(String base64) {
        int length = base64.length();
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(base64);
            boolean padded = length > 0 && base64.charAt(length - 1) == '=';
            if (length > 0 && !padded && (value(base64.charAt(length - 1)) & UNUSED_BITS[length % 4]) == 0) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            // Its message would show a piece of the envelope.
        }
        throw malformed("must be base64url without padding");
    }

    /** What a letter of base64url stands for. */
    private static int value(char letter) {
        if (letter >= 'a') {
            return letter - 'a' + 26;
        }
        if (letter == '_') {
            return 63;
        }
        if (letter >= 'A') {
            return letter - 'A';
        }
        return letter == '-' ? 62 : letter - '0' + 52;
    }

    private static SecretVaultException malformed(String rule) {
        return new SecretVaultException(SecretVaultException.Fault.MALFORMED_ENVELOPE, rule, null);
    }
}
