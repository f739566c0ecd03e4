// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

/**
 * What a limit counts.
 *
 * <p>This enum is immutable and thread-safe.
 */
public enum Counted {
    /** Requests. */
    REQUESTS,
    /** Input tokens. */
    INPUT_TOKENS,
    /** Output tokens. */
    OUTPUT_TOKENS,
    /** Input and output tokens together. */
    TOKENS;

    /** How many of these a cost has. */
    long of(Cost cost) {
        return switch (this) {
            case REQUESTS -> cost.requests();
            case INPUT_TOKENS -> cost.inputTokens();
            case OUTPUT_TOKENS -> cost.outputTokens();
            case TOKENS -> cost.inputTokens() + cost.outputTokens();
        };
    }
}
