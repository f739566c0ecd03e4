// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.security.MessageDigest;
import java.util.List;

/** Makes the digests of one key at a time, by each way of a {@link KeyHashing}, without garbage. Not thread-safe. */
final class KeyHasher {

    private final Way[] ways;
    private final MessageDigest sha256 = Hmac.sha256();
    private final byte[] digest = new byte[KeyDigest.LENGTH];

    /** A way and its MACs. */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared, and walked without an iterator
    private record Way(HashChain chain, Hmac[] macs) {}

    KeyHasher(KeyHashing hashing) {
        List<HashChain> chains = hashing.chains();
        this.ways = new Way[chains.size()];
        for (int i = 0; i < ways.length; i++) {
            HashChain chain = chains.get(i);
            ways[i] = new Way(
                    chain,
                    chain.peppers().stream()
                            .map(version -> hashing.pepper(version).mac())
                            .toArray(Hmac[]::new));
        }
    }

    int ways() {
        return ways.length;
    }

    String hashId(int way) {
        return ways[way].chain.id();
    }

    /** Returns the digest of the key that was read, in an array that belongs to this hasher. */
    byte[] digest(int number, KeyReader key) {
        Way way = ways[number];
        int from = 0;
        if (way.chain.base() == HashChain.Base.PEPPERED) {
            way.macs[0].begin(sha256);
            sha256.update(key.format().domain());
            key.updateBody(sha256);
            way.macs[0].end(sha256, digest);
            from = 1;
        } else {
            if (way.chain.base() == HashChain.Base.LETTERS) {
                key.updateBody(sha256);
            } else {
                key.updateKey(sha256);
            }
            Hmac.finish(sha256, digest);
        }
        for (int layer = from; layer < way.macs.length; layer++) {
            way.macs[layer].begin(sha256);
            sha256.update(digest);
            way.macs[layer].end(sha256, digest);
        }
        return digest;
    }
}
