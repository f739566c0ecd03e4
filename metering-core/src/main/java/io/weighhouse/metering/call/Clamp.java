// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.money.Amount;
import org.jspecify.annotations.Nullable;

/** Finds the largest output cap whose hold can be paid. */
final class Clamp {

    private Clamp() {}

    /** The trip with as many output tokens as a share of what is available pays; null if that is not even one. */
    static @Nullable Trip within(HoldPolicy policy, Trip trip, Amount available) {
        if (available.isNegative()) {
            return null;
        }
        long most = policy.share(available);
        long low = 0;
        long high = largestOutput(trip.caps());
        // A quote never falls when a cap rises.
        while (low < high) {
            long middle = high - (high - low) / 2;
            if (policy.held(capped(trip, middle).quoteMinor()) <= most) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low == 0 ? null : capped(trip, low);
    }

    private static long largestOutput(Usage caps) {
        long largest = 0;
        for (Meter meter : caps.meters()) {
            if (Tokens.familyOf(meter) == Meter.OUTPUT_TOKENS) {
                largest = Math.max(largest, caps.quantity(meter));
            }
        }
        return largest;
    }

    private static Trip capped(Trip trip, long output) {
        UsageTally tally = new UsageTally();
        for (Meter meter : trip.caps().meters()) {
            long cap = trip.caps().quantity(meter);
            tally.set(meter, Tokens.familyOf(meter) == Meter.OUTPUT_TOKENS ? Math.min(cap, output) : cap);
        }
        return trip.within(tally.toUsage());
    }
}
