// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.estimate;

import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.provider.Reading;

/**
 * Tells how many tokens a text is taken for.
 *
 * <p>Implementations are thread-safe, do no I/O, and throw for no text; the contract suite of the testkit holds them to that.
 */
public interface TokenEstimator {

    /**
     * How many tokens a text is taken for.
     *
     * @param sku whose tokens; an estimator that does not know it takes what it knows best, and widens the bounds
     * @param text the text, without what a provider adds around it
     * @return the estimate
     */
    Estimate estimate(Sku sku, CharSequence text);

    /**
     * How many tokens a text is taken for of which only the length is known, such as a body that went through.
     *
     * @param sku whose tokens
     * @param bytes of UTF-8, 0 or more
     * @return the estimate
     */
    default Estimate estimateBytes(Sku sku, long bytes) {
        return bytes == 0 ? Estimate.NOTHING : new Estimate(Reading.tokensOf(bytes), 1, bytes);
    }

    /** {@return one token for every four bytes of UTF-8, and no more tokens than bytes} */
    static TokenEstimator heuristic() {
        return HeuristicEstimator.INSTANCE;
    }
}
