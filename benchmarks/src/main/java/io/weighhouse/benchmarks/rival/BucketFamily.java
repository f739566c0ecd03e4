// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import io.github.bucket4j.Bucket;

/**
 * Bucket4j's buckets of a key, its team and its organisation: one of each, or none.
 *
 * <p>What a later one refuses is given back to those before; another caller may have been refused meanwhile. Threads: any
 * number at once.
 *
 * @param key the key's own
 * @param team shared by the keys of a team
 * @param organisation shared by the teams of an organisation
 */
public record BucketFamily(Bucket key, Bucket team, Bucket organisation) {

    /**
     * Takes as many from all three.
     *
     * @param permits how many
     * @return whether they were taken
     */
    public boolean tryAcquire(long permits) {
        if (!key.tryConsume(permits)) {
            return false;
        }
        if (!team.tryConsume(permits)) {
            key.addTokens(permits);
            return false;
        }
        if (!organisation.tryConsume(permits)) {
            team.addTokens(permits);
            key.addTokens(permits);
            return false;
        }
        return true;
    }
}
