// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that another system has issued, whose hash is taken over so that it goes on working.
 *
 * <pre>{@code
 * AdoptedKey.of(NewKey.of(owner, "ci"), KeyHash.legacy("bc", "$2b$10$...")).start("pp_live-Xk3a")
 * AdoptedKey.of(NewKey.of(owner, "ci"), KeyHash.of(KeyHash.SHA_256_WHOLE, KeyDigest.ofHex(column)))
 * }</pre>
 *
 * <p>With an id of the other system's, taking a key over again finds what was taken over before, also if the key has been
 * used and rehashed since; without one, a second record would be made.
 *
 * <p>This class is immutable and thread-safe: each method returns a changed copy.
 */
public final class AdoptedKey {

    final NewKey wish;
    final KeyHash hash;
    final @Nullable KeyId id;
    final String display;
    final String start;
    final Instant createdAt;

    private AdoptedKey(NewKey wish, KeyHash hash, @Nullable KeyId id, Look look) {
        this.wish = wish;
        this.hash = hash;
        this.id = id;
        this.display = look.display;
        this.start = look.start;
        this.createdAt = look.createdAt;
    }

    private record Look(String display, String start, Instant createdAt) {}

    /**
     * A key that was issued at the epoch, with nothing to show.
     *
     * @param wish owner, name and terms
     * @param hash how the key is recognised
     * @return the key
     */
    public static AdoptedKey of(NewKey wish, KeyHash hash) {
        return new AdoptedKey(wish, hash, null, new Look("", "", Instant.EPOCH));
    }

    /**
     * The same with the id that the other system has for it.
     *
     * @param known its name within the tenant
     * @return the changed copy
     */
    public AdoptedKey id(KeyId known) {
        return new AdoptedKey(wish, hash, known, look());
    }

    /**
     * The same with what it begins with, by which a slow hash is found.
     *
     * @param prefix at most 20 characters, as many as {@link LegacyHashes#startLength} says
     * @return the changed copy
     */
    public AdoptedKey start(String prefix) {
        return new AdoptedKey(wish, hash, id, new Look(display, prefix, createdAt));
    }

    /**
     * The same with a mask, as the other system shows it.
     *
     * @param mask at most 64 characters
     * @return the changed copy
     */
    public AdoptedKey display(String mask) {
        return new AdoptedKey(wish, hash, id, new Look(mask, start, createdAt));
    }

    /**
     * The same with the instant of its issue.
     *
     * @param instant when it was issued
     * @return the changed copy
     */
    public AdoptedKey createdAt(Instant instant) {
        return new AdoptedKey(wish, hash, id, new Look(display, start, instant));
    }

    private Look look() {
        return new Look(display, start, createdAt);
    }

    /** {@return owner and way of the hash, without the hash} */
    @Override
    public String toString() {
        return "AdoptedKey[" + wish.owner() + ' ' + hash + ']';
    }
}
