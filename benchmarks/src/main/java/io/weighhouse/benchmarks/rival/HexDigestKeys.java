// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * API keys looked up by the hex text of their digest, everything in memory.
 *
 * <p>This class is thread-safe.
 */
public final class HexDigestKeys {

    private static final String HMAC = "HmacSHA256";
    private static final long CACHED_KEYS = 100_000;

    /**
     * What is known of a key.
     *
     * @param owner whose it is
     * @param expiresAt when it ends
     * @param revoked whether it was taken back
     */
    public record Key(String owner, Instant expiresAt, boolean revoked) {}

    /** Makes the digest of a key's bytes. */
    private interface Hashing {
        byte[] digest(byte[] bearer) throws GeneralSecurityException;
    }

    private final String prefix;
    private final Map<String, Key> keysByDigest;
    private final Hashing hashing;

    private HexDigestKeys(String prefix, Map<String, Key> keysByDigest, Hashing hashing) {
        this.prefix = prefix;
        this.keysByDigest = keysByDigest;
        this.hashing = hashing;
    }

    /**
     * No keys as yet, to be looked up in a map by their SHA-256.
     *
     * @param prefix what every key begins with
     */
    public HexDigestKeys(String prefix) {
        this(prefix, new ConcurrentHashMap<>(), HexDigestKeys::sha256);
    }

    /**
     * No keys as yet, to be looked up in a cache of 100,000 by their SHA-256.
     *
     * @param prefix what every key begins with
     * @return the keys, each known for an hour
     */
    public static HexDigestKeys cached(String prefix) {
        Map<String, Key> cache = Caffeine.newBuilder()
                .maximumSize(CACHED_KEYS)
                .expireAfterWrite(Duration.ofHours(1))
                .<String, Key>build()
                .asMap();
        return new HexDigestKeys(prefix, cache, HexDigestKeys::sha256);
    }

    /**
     * No keys as yet, to be looked up in a map by their HMAC-SHA-256.
     *
     * @param prefix what every key begins with
     * @param pepper the key of the HMAC
     * @return the keys
     */
    public static HexDigestKeys peppered(String prefix, String pepper) {
        SecretKeySpec key = new SecretKeySpec(pepper.getBytes(UTF_8), HMAC);
        return new HexDigestKeys(prefix, new ConcurrentHashMap<>(), bearer -> hmac(key, bearer));
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

    private String digest(String bearer) {
        try {
            return HexFormat.of().formatHex(hashing.digest(bearer.getBytes(UTF_8)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static byte[] sha256(byte[] bearer) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bearer);
    }

    private static byte[] hmac(SecretKeySpec key, byte[] bearer) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(key);
        return mac.doFinal(bearer);
    }
}
