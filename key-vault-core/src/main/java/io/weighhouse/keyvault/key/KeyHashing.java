// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How digests of keys are made: one way for new keys, and those by which older keys are still recognised.
 *
 * <pre>{@code
 * KeyHashing.sha256()                                               // no pepper
 * KeyHashing.hmac(second).reading("h1.1.2", "h1.1").with(first)     // while the second pepper takes over
 * }</pre>
 *
 * <p>A presented key is hashed in all these ways until one is known, so keep the list short: two are enough outside a
 * rotation. A record whose hash is of another way is not recognised, so that nobody who writes to the store can choose a
 * way that needs no pepper. A key that is recognised by an older way is rehashed to the current one when it is used.
 *
 * <p>This class is immutable and thread-safe: each method returns a changed copy.
 */
public final class KeyHashing {

    private static final int MAX_CHAINS = 6;

    private final List<HashChain> chains;
    private final Map<Integer, Pepper> peppers;

    private KeyHashing(List<HashChain> chains, Map<Integer, Pepper> peppers) {
        this.chains = chains;
        this.peppers = peppers;
    }

    /** {@return SHA-256 of the secret letters for new keys, id {@code s1}} */
    public static KeyHashing sha256() {
        return new KeyHashing(List.of(HashChain.parse(KeyHash.SHA_256)), Map.of());
    }

    /**
     * HMAC-SHA-256 for new keys.
     *
     * @param current the pepper that new keys are hashed under; with the second, their id is {@code h1.2}
     * @return the way
     */
    public static KeyHashing hmac(Pepper current) {
        return new KeyHashing(List.of(HashChain.parse("h1." + current.version())), Map.of(current.version(), current));
    }

    /**
     * The same, and older keys recognised by further ways.
     *
     * @param hashIds such as {@code s1}, {@code s256}, {@code h1.1} or {@code h1.1.2}, in the order in which they are tried
     * @return the changed copy
     * @throws IllegalArgumentException if one is no such id, is there already, or there are more than 6
     */
    public KeyHashing reading(String... hashIds) {
        List<HashChain> all = new ArrayList<>(chains);
        for (String hashId : hashIds) {
            HashChain chain = HashChain.parse(hashId);
            if (all.contains(chain)) {
                throw new IllegalArgumentException("must be named once: hashId=" + hashId);
            }
            all.add(chain);
        }
        if (all.size() > MAX_CHAINS) {
            throw new IllegalArgumentException("must be at most 6: hash ids=" + all.size());
        }
        return new KeyHashing(List.copyOf(all), peppers);
    }

    /**
     * The same with another pepper at hand.
     *
     * @param pepper one that the ways name
     * @return the changed copy
     * @throws IllegalArgumentException if there is one of that number already
     */
    public KeyHashing with(Pepper pepper) {
        if (peppers.containsKey(pepper.version())) {
            throw new IllegalArgumentException("must be given once: " + pepper);
        }
        Map<Integer, Pepper> more = new TreeMap<>(peppers);
        more.put(pepper.version(), pepper);
        return new KeyHashing(chains, Map.copyOf(more));
    }

    /** {@return the id of the way for new keys} */
    public String current() {
        return chains.get(0).id();
    }

    /** {@return the ids of all ways, the current one first} */
    @Override
    public String toString() {
        return "KeyHashing" + chains.stream().map(HashChain::id).toList();
    }

    List<HashChain> chains() {
        return chains;
    }

    /** The pepper of a number; a mistake if it was never given. */
    Pepper pepper(int version) {
        Pepper pepper = peppers.get(version);
        if (pepper == null) {
            throw new IllegalArgumentException("must have been given: pepper " + version + " for " + this);
        }
        return pepper;
    }
}
