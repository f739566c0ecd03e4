// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import static org.assertj.core.api.Assertions.fail;

import io.weighhouse.metering.limit.ConcurrencyLimit;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.metering.limit.RollingLimit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What one limit admitted and what that came to, checked against the limit's bare promise: sums, and no algorithm.
 *
 * <p>A limit may change on the way; a call is charged by the limit of its time. Times never go back.
 */
final class ChargedCalls {

    /** An admission, or a debt: what was forced on the limit by who used more than reserved. */
    private static final class Charge {

        private final Limit limit;
        private final long at;
        private final boolean isAdmission;

        /** The latest that is known of it, and after and before how many other charges it began and ended. */
        private long permits;

        private final int known;
        private int ended = Integer.MAX_VALUE;

        Charge(Limit limit, long at, long permits, int known, boolean isAdmission) {
            this.limit = limit;
            this.at = at;
            this.permits = permits;
            this.known = known;
            this.isAdmission = isAdmission;
        }
    }

    private final List<Charge> charges = new ArrayList<>();

    int size() {
        return charges.size();
    }

    /** Notes an admission; returns its number. */
    int admit(Limit limit, Cost cost, long now) {
        long permits = cost.quantity(limit.counted());
        // A call of nothing adds nothing, and may pass where the whole burst was rounded up.
        charges.add(new Charge(limit, now, permits, charges.size(), permits > 0));
        return charges.size() - 1;
    }

    /** Notes what a call came to; more than was reserved is a debt of this moment. */
    void settle(int number, Cost actual, long now) {
        Charge charge = charges.get(number);
        charge.ended = charges.size();
        long used = actual.quantity(charge.limit.counted());
        if (used <= charge.permits) {
            charge.permits = used;
        } else {
            charges.add(new Charge(charge.limit, now, used - charge.permits, charges.size(), false));
        }
    }

    /** Fails if at any admission more was charged than the limit lets pass. */
    void requireWithin() {
        if (charges.isEmpty()) {
            return;
        }
        Limit first = charges.get(0).limit;
        if (first instanceof RateLimit) {
            requireWithinRate();
        } else {
            for (Charge charge : charges) {
                if (charge.isAdmission) {
                    requireWithinWindow(charge);
                }
            }
        }
    }

    /** The backlog in fractions of a nanosecond, all with one denominator. */
    private void requireWithinRate() {
        BigInteger denominator = BigInteger.ONE;
        for (Charge charge : charges) {
            BigInteger permits = BigInteger.valueOf(((RateLimit) charge.limit).permits());
            denominator = permits.multiply(denominator).divide(permits.gcd(denominator));
        }
        BigInteger backlog = BigInteger.ZERO;
        long time = charges.get(0).at;
        for (Charge charge : charges) {
            BigInteger elapsed = BigInteger.valueOf(charge.at - time).multiply(denominator);
            backlog = backlog.subtract(elapsed).max(BigInteger.ZERO).add(time(charge, charge.permits, denominator));
            time = charge.at;
            if (charge.isAdmission && backlog.compareTo(time(charge, charge.limit.most(), denominator)) > 0) {
                fail("exceeds %s at %s after %s calls", charge.limit, time, charge.known);
            }
        }
    }

    private static BigInteger time(Charge charge, long permits, BigInteger denominator) {
        RateLimit limit = (RateLimit) charge.limit;
        return BigInteger.valueOf(permits)
                .multiply(BigInteger.valueOf(limit.period().toNanos()))
                .multiply(denominator)
                .divide(BigInteger.valueOf(limit.permits()));
    }

    private void requireWithinWindow(Charge admission) {
        long sum = 0;
        for (Charge charge : charges) {
            boolean counts = charge.known <= admission.known && charge.at <= admission.at;
            sum += counts && countsAt(charge, admission) ? charge.permits : 0;
        }
        if (sum > admission.limit.most()) {
            fail("exceeds %s at %s with %s after %s calls", admission.limit, admission.at, sum, admission.known);
        }
    }

    private static boolean countsAt(Charge charge, Charge admission) {
        if (admission.limit instanceof ConcurrencyLimit limit) {
            return charge.ended > admission.known
                    && admission.at - charge.at < limit.expiry().toNanos();
        }
        return admission.at - charge.at
                < ((RollingLimit) admission.limit).window().toNanos();
    }
}
