// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.nio.ByteBuffer;
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
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** What does not change when the master key does. */
    static final class Payload {

        final byte[] commitment;
        final byte[] ciphertext;

        Payload(byte[] commitment, byte[] ciphertext) {
            this.commitment = commitment;
            this.ciphertext = ciphertext;
        }
    }

    String encoded() {
        byte[] wrapped = wrappedKey.bytes();
        byte[] bytes = ByteBuffer.allocate(
                        LENGTH_BYTES + wrapped.length + COMMITMENT_LENGTH + payload.ciphertext.length)
                .putShort((short) wrapped.length)
                .put(wrapped)
                .put(payload.commitment)
                .put(payload.ciphertext)
                .array();
        return HEAD + wrappedKey.masterKeyId() + '.' + ENCODER.encodeToString(bytes);
    }

    static Envelope decode(String envelope) {
        int dot = envelope.indexOf('.', HEAD.length());
        if (!envelope.startsWith(HEAD) || dot < 0) {
            throw malformed("must begin with wh1.1 and a master key id");
        }
        ByteBuffer bytes = ByteBuffer.wrap(bytes(envelope.substring(dot + 1)));
        int wrappedLength = bytes.remaining() < LENGTH_BYTES ? 0 : bytes.getShort() & 0xFFFF;
        if (bytes.remaining() < wrappedLength + COMMITMENT_LENGTH) {
            throw malformed("must have as many bytes as it says");
        }
        try {
            WrappedKey wrapped = new WrappedKey(envelope.substring(HEAD.length(), dot), take(bytes, wrappedLength));
            return new Envelope(wrapped, new Payload(take(bytes, COMMITMENT_LENGTH), take(bytes, bytes.remaining())));
        } catch (IllegalArgumentException outOfRange) {
            throw malformed("must have a master key id and a wrapped key of 1 to 4096 bytes");
        }
    }

    private static byte[] bytes(String base64) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(base64);
            if (ENCODER.encodeToString(bytes).equals(base64)) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            // Its message would show a piece of the envelope.
        }
        throw malformed("must be base64url without padding");
    }

    private static byte[] take(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static SecretVaultException malformed(String rule) {
        return new SecretVaultException(SecretVaultException.Fault.MALFORMED_ENVELOPE, rule, null);
    }
}
