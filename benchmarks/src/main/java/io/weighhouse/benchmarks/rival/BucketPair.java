// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.weighhouse.benchmarks.rival.KeyedLimiter.Rate;
import java.util.List;

/**
 * Bucket4j's bucket of requests and bucket of tokens, as a gateway has to use them: one request and the tokens, or neither.
 *
 * <p>What was reserved and not used is added back, for want of anything better. That lets a caller exceed the limit: while
 * the tokens were reserved the bucket refilled all the same, so that time counts twice. Threads: any number at once.
 *
 * @param requests one a call
 * @param tokens as many a call as it asks for
 */
public record BucketPair(Bucket requests, Bucket tokens) {

    /**
     * Two full buckets.
     *
     * @param clock of both
     * @param requests at most so many
     * @param tokens at most so many
     * @return the pair
     */
    public static BucketPair of(TimeMeter clock, Rate requests, Rate tokens) {
        return new BucketPair(
                PeerLimiters.bucket4j(clock, List.of(requests)), PeerLimiters.bucket4j(clock, List.of(tokens)));
    }

    /**
     * Takes a request and tokens, or neither.
     *
     * @param count of the tokens
     * @return whether they were taken
     */
    public boolean tryAcquire(long count) {
        if (!requests.tryConsume(1)) {
            return false;
        }
        boolean taken = tokens.tryConsume(count);
        if (!taken) {
            requests.addTokens(1);
        }
        return taken;
    }

    /**
     * Gives tokens back.
     *
     * @param unused how many, more than 0
     */
    public void giveBack(long unused) {
        tokens.addTokens(unused);
    }
}
