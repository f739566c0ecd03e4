// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.bcrypt;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.weighhouse.keyvault.key.LegacyCheck;
import io.weighhouse.keyvault.key.LegacyHasher;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Checks keys against bcrypt hashes: {@code $2a$}, {@code $2b$} and {@code $2y$} in 60 characters.
 *
 * <p>Refused are
 *
 * <ul>
 *   <li>keys of more than 72 bytes, of which bcrypt never sees the rest, so that any other ending would match too;
 *   <li>keys that repeat themselves behind a zero byte, which bcrypt cannot tell from the shorter key;
 *   <li>hashes of a cost above the maximum, 14 unless said: each step doubles the time, and a cost of 31 would hold a
 *       processor for two days;
 *   <li>{@code $2x$}, which marks hashes of a faulty implementation that many keys can share.
 * </ul>
 *
 * <p>What is no bcrypt hash at all is a mismatch: cut short, with something behind it, of a cost below 4 or above 31.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class BcryptHasher implements LegacyHasher {

    /** The name of this kind of hash. */
    public static final String ID = "bc";

    private static final int MAX_KEY_LENGTH = 72;
    private static final int MIN_COST = 4;
    private static final int MAX_COST = 31;
    private static final Pattern HASH = Pattern.compile("\\$2[abxy]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}");
    private static final int VERSION_AT = 2;
    private static final int COST_AT = 4;
    private static final int SALT_AND_HASH_LENGTH = 53;

    private final int maximumCost;
    private final int usualCost;

    private BcryptHasher(int maximumCost, int usualCost) {
        this.maximumCost = maximumCost;
        this.usualCost = usualCost;
    }

    /**
     * A hasher for a table whose usual cost is known.
     *
     * @param usualCost the cost of most hashes in the table, 4 to 14, such as 10 for {@code $2b$10$...}; so much is spent on
     *     keys for which there is no hash, too
     * @return the hasher, of a maximum cost of 14
     * @throws IllegalArgumentException if the cost is not of that range
     */
    public static BcryptHasher ofUsualCost(int usualCost) {
        return new BcryptHasher(14, inRange("usualCost", usualCost, MIN_COST, 14));
    }

    /**
     * The same with another maximum cost.
     *
     * @param cost the usual cost to 31; a check of cost 14 takes about a second
     * @return the changed hasher
     * @throws IllegalArgumentException if the cost is not of that range
     */
    public BcryptHasher maximumCost(int cost) {
        return new BcryptHasher(inRange("maximumCost", cost, usualCost, MAX_COST), usualCost);
    }

    private static int inRange(String what, int cost, int least, int most) {
        if (cost < least || cost > most) {
            throw new IllegalArgumentException("must be " + least + " to " + most + ": " + what + '=' + cost);
        }
        return cost;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean recognises(String hash) {
        return hash.startsWith("$2");
    }

    @Override
    public LegacyCheck check(byte[] key, String hash) {
        if (!HASH.matcher(hash).matches()) {
            return LegacyCheck.MISMATCH;
        }
        int cost = Integer.parseInt(hash, COST_AT, COST_AT + 2, 10);
        if (cost < MIN_COST || cost > MAX_COST) {
            return LegacyCheck.MISMATCH;
        }
        if (cost > maximumCost || hash.charAt(VERSION_AT) == 'x' || key.length > MAX_KEY_LENGTH || isRepetition(key)) {
            return LegacyCheck.REFUSED;
        }
        return BCrypt.verifyer().verify(key, hash.getBytes(StandardCharsets.US_ASCII)).verified
                ? LegacyCheck.MATCH
                : LegacyCheck.MISMATCH;
    }

    /**
     * Whether a shorter key has the same hashes. What bcrypt sees is 72 bytes: the key and a zero byte, again and again. So
     * "k", zero, "k" is "k" to it.
     */
    private static boolean isRepetition(byte[] key) {
        for (int zero = 0; zero < key.length; zero++) {
            if (key[zero] == 0 && repeats(key, zero + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean repeats(byte[] key, int period) {
        for (int i = period; i < MAX_KEY_LENGTH; i++) {
            if (seen(key, i) != seen(key, i - period)) {
                return false;
            }
        }
        return true;
    }

    /** The byte that bcrypt sees at an offset. */
    private static byte seen(byte[] key, int offset) {
        int at = offset % (key.length + 1);
        return at == key.length ? 0 : key[at];
    }

    /** {@return a well-formed hash of the usual cost, whose salt and digest are all zeros} */
    @Override
    public String decoy() {
        return "$2b$" + (usualCost < 10 ? "0" : "") + usualCost + '$' + ".".repeat(SALT_AND_HASH_LENGTH);
    }

    /** {@return the two costs} */
    @Override
    public String toString() {
        return "BcryptHasher[usualCost=" + usualCost + " maximumCost=" + maximumCost + ']';
    }
}
