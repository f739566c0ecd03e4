// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

/**
 * Checks keys against hashes of another system, slow ones above all, so that its keys go on working.
 *
 * <p>A key that matches is given a fast hash on its first use and is not checked here again. Until then each check may take
 * tens of milliseconds of a processor, so checks run on few threads of their own ({@link LegacyHashes}).
 *
 * <p>Nothing that a hasher is handed may make it throw: keys come from anybody, hashes from a table that others have
 * written. What it is not sure about it refuses. Implementations must be thread-safe.
 */
public interface LegacyHasher {

    /**
     * The name of the kind of hash, kept with what it checks.
     *
     * @return 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-', such as {@code bc}
     */
    String id();

    /**
     * Whether a text is for this hasher to judge.
     *
     * @param hash any text from the table
     * @return whether it looks like a hash of this kind, even one that would be refused
     */
    boolean recognises(String hash);

    /**
     * Works out whether a hash is that of a key. What it takes depends on the hash and the length of the key only.
     *
     * @param key the key's bytes, of any length and content; left as they are, and not kept
     * @param hash any text from the table
     * @return the verdict; never a match for what is not certain
     */
    LegacyCheck check(byte[] key, String hash);

    /**
     * A hash that nothing matches and that costs what the usual one in the table costs. It is checked when there is no
     * candidate, so that time does not tell for which keys there is one.
     *
     * @return a hash that this hasher recognises and does not refuse
     */
    String decoy();
}
