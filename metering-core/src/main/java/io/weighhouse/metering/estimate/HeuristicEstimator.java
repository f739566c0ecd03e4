// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.estimate;

import io.weighhouse.metering.price.Sku;

/** One token for every four bytes. */
final class HeuristicEstimator implements TokenEstimator {

    static final HeuristicEstimator INSTANCE = new HeuristicEstimator();

    private HeuristicEstimator() {}

    @Override
    public Estimate estimate(Sku sku, CharSequence text) {
        return estimateBytes(sku, utf8Bytes(text));
    }

    /** Half a surrogate pair is written as a question mark, one byte. */
    private static long utf8Bytes(CharSequence text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes++;
            }
        }
        return bytes;
    }
}
