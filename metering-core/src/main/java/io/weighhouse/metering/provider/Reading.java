// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.Usage;

/**
 * What a response told, whole or so far: its usage, and how much text it delivered.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param usage the counts, or why there are none
 * @param textBytes bytes of delivered text (content, reasoning, refusals, tool arguments), escapes counted as one, 0 or
 *     more
 * @param textEvents how many pieces the text came in, 0 or more: a provider sends at least one token with each
 * @param facts the model that answered, its tier, and what else decides about prices
 */
public record Reading(UsageOutcome usage, long textBytes, long textEvents, ResponseFacts facts) {

    /** Bytes of text behind one token, as the estimate has it: English prose has about four. */
    public static final int BYTES_PER_TOKEN = 4;

    /**
     * The reading of a usage that somebody counted without a provider's help: 3 images, 40 seconds.
     *
     * @param usage a partition
     * @return it, with no text and no facts
     */
    public static Reading counted(Usage usage) {
        return new Reading(UsageOutcome.Reported.of(usage), 0, 0, ResponseFacts.of("caller"));
    }

    /** {@return whether any text reached the caller} */
    public boolean delivered() {
        return textEvents > 0;
    }

    /**
     * How many tokens the delivered text is taken for when the provider does not say.
     *
     * <p>One token for every four bytes, rounded up, and never less than one for each piece: 1,000 bytes in 300 pieces
     * are 300 tokens, in 10 pieces 250. It is an estimate: the true count is at least the number of pieces with every
     * provider that streams token by token, and at most the number of bytes.
     *
     * @return the estimate, 0 if nothing was delivered
     */
    public long estimatedOutputTokens() {
        return Math.max(textEvents, tokensOf(textBytes));
    }

    /**
     * How many tokens a text of that many bytes is taken for.
     *
     * @param bytes of UTF-8, 0 or more
     * @return one token for every four bytes, rounded up
     */
    public static long tokensOf(long bytes) {
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
