// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.nio.CharBuffer;
import java.util.Arrays;

/**
 * An API key in clear, as it is shown once to its owner.
 *
 * <p>{@link #toString()} shows the mask only. Two keys are never compared: equality is identity. Closing wipes the
 * characters; a text that was revealed before lives on until it is collected.
 *
 * <p>This class is thread-safe.
 */
public final class ApiKey implements AutoCloseable {

    private final char[] text;
    private final String display;
    private boolean closed;

    ApiKey(char[] text, String display) {
        this.text = text;
        this.display = display;
    }

    /**
     * The key in clear, to be shown to its owner and then forgotten.
     *
     * @return the whole key
     * @throws IllegalStateException if the key is closed
     */
    public synchronized String reveal() {
        if (closed) {
            throw new IllegalStateException("must not be closed: " + this);
        }
        return new String(text);
    }

    /** The key in clear, without a copy of it. */
    CharSequence characters() {
        return CharBuffer.wrap(text);
    }

    /** {@return the key masked for display, such as {@code wh_sk_live_ab..yz}} */
    public String display() {
        return display;
    }

    /** Wipes the characters. Closing again does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(text, '\0');
    }

    /** {@return the mask} */
    @Override
    public String toString() {
        return display;
    }
}
