// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;

/** Usage as the limits count it: one request, and all input and output tokens whatever their class. */
final class Tokens {

    private static final long MOST_TOKENS = Long.MAX_VALUE / 2;

    private Tokens() {}

    /** The meter that a meter's tokens are counted as in the end: cached input as input, reasoning as output. */
    static Meter familyOf(Meter meter) {
        Meter family = meter;
        for (Meter parent = meter.inheritsFrom(); parent != null; parent = parent.inheritsFrom()) {
            family = parent;
        }
        return family;
    }

    /** What a usage costs the limits. */
    static Cost of(Usage usage) {
        long input = 0;
        long output = 0;
        for (Meter meter : usage.meters()) {
            Meter family = familyOf(meter);
            if (family == Meter.INPUT_TOKENS) {
                input = sum(input, usage.quantity(meter));
            } else if (family == Meter.OUTPUT_TOKENS) {
                output = sum(output, usage.quantity(meter));
            }
        }
        return Cost.of(1, input, output);
    }

    /** Both together must fit a {@code long}; no limit is anywhere near the half of one. */
    private static long sum(long tokens, long more) {
        return Math.min(tokens, MOST_TOKENS - Math.min(more, MOST_TOKENS)) + Math.min(more, MOST_TOKENS);
    }

    /**
     * What is reserved for caps: the caps, but no more than the smallest limit has room for.
     *
     * <p>Caps are bounds, mostly far above what is used: a cap above the limit would shut out every call, while the use
     * above a reservation is settled as debt.
     */
    static Cost reserved(Usage caps, Quota quota) {
        Cost cost = of(caps);
        long input = cost.inputTokens();
        long output = cost.outputTokens();
        for (Limit limit : quota.limits()) {
            switch (limit.counted()) {
                case INPUT_TOKENS -> input = Math.min(input, limit.burst());
                case OUTPUT_TOKENS -> output = Math.min(output, limit.burst());
                case TOKENS -> {
                    output = Math.min(output, limit.burst());
                    input = Math.min(input, limit.burst() - output);
                }
                case REQUESTS -> {}
            }
        }
        return Cost.of(1, input, output);
    }
}
