// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * API keys looked up by the hex text of their SHA-256, everything in memory.
 *
 * <p>This class is thread-safe.
 */
public final class HexDigestKeys {

    /**
     * What is known of a key.
     *
     * @param owner whose it is
     * @param expiresAt when it ends
     * @param revoked whether it was taken back
     */
    public record Key(String owner, Instant expiresAt, boolean revoked) {}

    private final String prefix;
    private final Map<String, Key> keysByDigest = new ConcurrentHashMap<>();

    /**
     * No keys as yet.
     *
     * @param prefix what every key begins with
     */
    public HexDigestKeys(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Remembers a key, or what has become of it.
     *
     * @param bearer the key's text, of which only the digest is kept
     * @param key what is known of it
     */
    public void put(String bearer, Key key) {
        keysByDigest.put(digest(bearer), key);
    }

    /**
     * Looks a key up.
     *
     * @param bearer what the caller showed
     * @param now the time
     * @return the key if it is known, not revoked and not expired
     */
    public Optional<Key> authenticate(String bearer, Instant now) {
        if (!bearer.startsWith(prefix)) {
            return Optional.empty();
        }
        Key key = keysByDigest.get(digest(bearer));
        return key == null || key.revoked() || !now.isBefore(key.expiresAt()) ? Optional.empty() : Optional.of(key);
    }

    private static String digest(String bearer) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bearer.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
