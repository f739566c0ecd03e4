// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A secret in clear, until it is closed.
 *
 * <p>Bytes are copied in, and out only against a {@link SecretAccess}. {@link #toString()} is a constant that does not even
 * tell the length; equality is identity, so nothing can be learnt by comparing, and {@link #isEqualTo} takes the same time
 * wherever two secrets differ; it cannot be serialized, and has no property that a mapper to JSON could find. Closing wipes
 * the bytes.
 *
 * <pre>{@code
 * try (Secret secret = vault.open(place, sealed)) {
 *   request.header("Authorization", "Bearer " + secret.text(SecretAccess.get()));
 * }
 * }</pre>
 *
 * <p>This class is thread-safe.
 */
public final class Secret implements AutoCloseable {

    /** The most bytes that a secret may have; a service account's JSON file is about 2,400. */
    public static final int MAX_LENGTH = 65_536;

    // Transient, so that mappers which look at private fields pass them over.
    private final transient byte[] bytes;
    private transient boolean closed;

    private Secret(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("must be 1 to 65536 bytes: secret has " + bytes.length);
        }
        this.bytes = bytes;
    }

    /**
     * The secret of some bytes. The array remains the caller's, to be wiped by him.
     *
     * @param bytes 1 to 65,536 bytes, copied
     * @return the secret
     * @throws IllegalArgumentException if there are none or too many
     */
    public static Secret ofBytes(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /**
     * The secret of a text, in UTF-8. The text itself cannot be wiped and lives on until it is collected.
     *
     * @param text 1 to 65,536 bytes in UTF-8
     * @return the secret
     * @throws IllegalArgumentException if it is empty or too long
     */
    public static Secret ofText(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes over an array that nobody else keeps. */
    static Secret owning(byte[] bytes) {
        return new Secret(bytes);
    }

    /**
     * The bytes in clear.
     *
     * @param access says that the caller means it
     * @return a copy, to be wiped by the caller
     * @throws IllegalStateException if the secret is closed
     */
    public synchronized byte[] bytes(SecretAccess access) {
        if (closed) {
            throw new IllegalStateException("must not be closed: " + this);
        }
        return bytes.clone();
    }

    synchronized byte @Nullable [] bytesOrNull() {
        return closed ? null : bytes.clone();
    }

    /**
     * The text in clear, for a header or an API that takes nothing else. It defeats the wiping: a string lives on until it
     * is collected.
     *
     * @param access says that the caller means it
     * @return the bytes read as UTF-8
     * @throws IllegalStateException if the secret is closed
     */
    public synchronized String text(SecretAccess access) {
        byte[] copy = bytes(access);
        String text = new String(copy, StandardCharsets.UTF_8);
        Arrays.fill(copy, (byte) 0);
        return text;
    }

    /**
     * Compares the bytes in a time that depends on their lengths only, not on where they differ.
     *
     * @param other another secret; both stay open
     * @return true if both have the same bytes
     * @throws IllegalStateException if one of them is closed
     */
    public boolean isEqualTo(Secret other) {
        byte[] ours = bytes(SecretAccess.get());
        try {
            byte[] theirs = other.bytes(SecretAccess.get());
            boolean equal = MessageDigest.isEqual(ours, theirs);
            Arrays.fill(theirs, (byte) 0);
            return equal;
        } finally {
            Arrays.fill(ours, (byte) 0);
        }
    }

    /** Wipes the bytes. Closing again does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    /** {@return a constant} */
    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
