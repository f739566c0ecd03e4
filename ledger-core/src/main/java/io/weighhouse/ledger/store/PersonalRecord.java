// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.TenantId;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;

/** One text about a subject, and the salt by which it is referred to. Its arrays are never changed. */
final class PersonalRecord {

    static final int SALT_BYTES = 16;

    private static final int MAX_SUBJECT_CHARS = 200;
    private static final int MAX_TEXT_BYTES = 65_536;

    final byte[] tenant;
    final byte[] subject;
    final byte[] salt;
    final byte[] text;

    PersonalRecord(byte[] tenant, byte[] subject, byte[] salt, byte[] text) {
        this.tenant = tenant;
        this.subject = subject;
        this.salt = salt;
        this.text = text;
    }

    static PersonalRecord of(TenantId tenant, String subject, String text, RandomGenerator random) {
        byte[] name = subjectBytes(subject);
        atMost(text.length());
        byte[] utf8 = utf8("text", text);
        atMost(utf8.length);
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PersonalRecord(tenantBytes(tenant), name, salt, utf8);
    }

    /** By what all records of a subject are found. */
    static Digest subjectKey(TenantId tenant, String subject) {
        return subjectKey(tenantBytes(tenant), subjectBytes(subject));
    }

    private static Digest subjectKey(byte[] tenant, byte[] subject) {
        MessageDigest sha256 = ChainHash.sha256();
        sha256.update(tenant);
        // A tenant has no zero byte, so that no two pairs run together alike.
        sha256.update((byte) 0);
        sha256.update(subject);
        return Digest.of(sha256.digest());
    }

    Digest subjectKey() {
        return subjectKey(tenant, subject);
    }

    /** By what it is referred to. */
    Digest digest() {
        MessageDigest sha256 = ChainHash.sha256();
        sha256.update(salt);
        sha256.update(text);
        return Digest.of(sha256.digest());
    }

    boolean isOf(TenantId other) {
        return MessageDigest.isEqual(tenant, tenantBytes(other));
    }

    String text() {
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] tenantBytes(TenantId tenant) {
        return tenant.value().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] subjectBytes(String subject) {
        if (subject.isEmpty() || subject.length() > MAX_SUBJECT_CHARS) {
            throw new IllegalArgumentException("must be 1 to 200 characters: subject.length=" + subject.length());
        }
        return utf8("subject", subject);
    }

    private static void atMost(int bytes) {
        if (bytes > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("must be at most 65536 bytes of UTF-8: text.bytes=" + bytes);
        }
    }

    /** Refuses half a pair: two texts that differ in nothing else would become one. */
    private static byte[] utf8(String name, String value) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException half) {
            throw new IllegalArgumentException("must have its surrogates in pairs: " + name, half);
        }
    }

    /**
     * A SHA-256, small enough to keep millions.
     *
     * @param a its first eight bytes
     * @param b the next
     * @param c the next
     * @param d its last
     */
    record Digest(long a, long b, long c, long d) {

        static Digest of(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Digest(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        }

        byte[] bytes() {
            return ByteBuffer.allocate(4 * Long.BYTES)
                    .putLong(a)
                    .putLong(b)
                    .putLong(c)
                    .putLong(d)
                    .array();
        }
    }
}
