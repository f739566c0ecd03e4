// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static java.nio.charset.StandardCharsets.US_ASCII;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.MessageDigestPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * API keys kept as passwords are: found by what they begin with, then checked against a hash that has a salt. Nothing is
 * remembered of a check.
 *
 * <p>This class is thread-safe.
 */
public final class SaltedHashKeys {

    /** Long enough that no two keys begin alike. */
    private static final int START = 20;

    private static final int COST = 10;
    private static final String SHA_256 = "SHA-256";
    private static final String BCRYPT = "bcrypt";

    private final PasswordEncoder encoder;
    private final Map<String, Row> rowsByStart = new ConcurrentHashMap<>();

    private record Row(String hash, HexDigestKeys.Key key) {}

    private SaltedHashKeys(PasswordEncoder encoder) {
        this.encoder = encoder;
    }

    /** {@return no keys as yet, to be hashed by at.favre.lib's bcrypt of cost 10} */
    public static SaltedHashKeys bcrypt() {
        return new SaltedHashKeys(new FavreBcrypt());
    }

    /** {@return no keys as yet, to be hashed by Spring Security's delegating encoder with bcrypt of cost 10, as it usually does} */
    public static SaltedHashKeys springBcrypt() {
        return new SaltedHashKeys(spring(BCRYPT));
    }

    /** {@return no keys as yet, to be hashed by Spring Security's delegating encoder with one salted SHA-256} */
    public static SaltedHashKeys springSha256() {
        return new SaltedHashKeys(spring(SHA_256));
    }

    /** Whoever uses the quick one means it: Spring advises against it, for passwords. */
    @SuppressWarnings("deprecation")
    private static PasswordEncoder spring(String encoding) {
        return new DelegatingPasswordEncoder(
                encoding,
                Map.of(BCRYPT, new BCryptPasswordEncoder(COST), SHA_256, new MessageDigestPasswordEncoder(SHA_256)));
    }

    /**
     * Remembers a key, or what has become of it.
     *
     * @param bearer the key's text, at least 20 characters, of which the first 20 and a hash are kept
     * @param key what is known of it
     */
    public void put(String bearer, HexDigestKeys.Key key) {
        rowsByStart.put(bearer.substring(0, START), new Row(encoder.encode(bearer), key));
    }

    /**
     * Looks a key up.
     *
     * @param bearer what the caller showed
     * @param now the time
     * @return the key if it is known, not revoked and not expired
     */
    public Optional<HexDigestKeys.Key> authenticate(String bearer, Instant now) {
        Row row = bearer.length() < START ? null : rowsByStart.get(bearer.substring(0, START));
        return row == null
                        || !encoder.matches(bearer, row.hash)
                        || row.key.revoked()
                        || !now.isBefore(row.key.expiresAt())
                ? Optional.empty()
                : Optional.of(row.key);
    }

    private static final class FavreBcrypt implements PasswordEncoder {

        @Override
        public String encode(CharSequence bearer) {
            return BCrypt.withDefaults().hashToString(COST, bearer.toString().toCharArray());
        }

        @Override
        public boolean matches(CharSequence bearer, String hash) {
            return BCrypt.verifyer().verify(bearer.toString().getBytes(US_ASCII), hash.getBytes(US_ASCII)).verified;
        }
    }
}
