// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;

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

    /** How much a usage and its price have of something that a counter counts, in its smallest parts. */
    static long counted(Counted what, Usage usage, Amount price) {
        if (what.isNamed()) {
            return named(what.name(), usage);
        }
        Cost cost = of(usage);
        return what.equals(Counted.money(price.unit())) ? price.minor() : cost.quantity(what);
    }

    /** How much a usage has of the meter of that name. */
    static long named(String name, Usage usage) {
        long quantity = 0;
        for (Meter meter : usage.meters()) {
            if (meter.id().equals(name)) {
                quantity = usage.quantity(meter);
            }
        }
        return quantity;
    }

    /** Both together must fit a {@code long}; no limit is anywhere near the half of one. */
    private static long sum(long tokens, long more) {
        return Math.min(tokens, MOST_TOKENS - Math.min(more, MOST_TOKENS)) + Math.min(more, MOST_TOKENS);
    }
}
