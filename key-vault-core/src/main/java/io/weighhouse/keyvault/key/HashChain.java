// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a digest is made of a key, as its id says it: {@code s1}, {@code s256} or {@code h1.N}, and for every further number
 * an HMAC of the digest so far under that pepper.
 *
 * <p>{@code h1.1.2} is what became of {@code h1.1} when the second pepper came: the digest could be wrapped although nobody
 * had the key any more.
 */
record HashChain(String id, Base base, List<Integer> peppers) {

    /*
     * Hashed under the first pepper is: the lead of the key's format, a zero byte, the secret letters. The lead keeps two
     * formats apart whose keys have the same letters. Every further pepper is put around the 32 bytes so far. s1 has no
     * lead: it is what a table of SHA-256 digests holds that was made elsewhere.
     */

    private static final Pattern ID = Pattern.compile("(s1|s256|h1\\.[1-9][0-9]{0,3})((?:\\.[1-9][0-9]{0,3})*)");
    /** As many as fit the length of an id. */
    private static final int MAX_LAYERS = 12;

    /** What the first step hashes. */
    enum Base {
        /** SHA-256 of the secret letters. */
        LETTERS,
        /** SHA-256 of the whole key. */
        WHOLE_KEY,
        /** HMAC of lead and secret letters under the first pepper. */
        PEPPERED
    }

    static HashChain parse(String id) {
        var parts = ID.matcher(id);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "must be s1, s256 or h1.N, perhaps wrapped as in h1.1.2: hashId=" + Names.quoted(id));
        }
        Base base = id.startsWith("h1")
                ? Base.PEPPERED
                : id.startsWith(KeyHash.SHA_256_WHOLE) ? Base.WHOLE_KEY : Base.LETTERS;
        List<Integer> peppers = new ArrayList<>();
        String[] numbers = id.split("\\.", -1);
        for (int i = 1; i < numbers.length; i++) {
            peppers.add(Integer.valueOf(numbers[i]));
        }
        if (peppers.size() > MAX_LAYERS) {
            throw new IllegalArgumentException("must have at most 12 peppers: hashId=" + Names.quoted(id));
        }
        return new HashChain(id, base, List.copyOf(peppers));
    }

    boolean mayBeWrapped() {
        return peppers.size() < MAX_LAYERS;
    }

    /** The chain with one more pepper around it. */
    HashChain wrapped(int pepper) {
        return parse(id + '.' + pepper);
    }
}
