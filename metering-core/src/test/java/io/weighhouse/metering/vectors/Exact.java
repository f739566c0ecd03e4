// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.vectors;

import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Predicate;

/** Exact answers of others, and ours beside them. */
final class Exact {

    /** Cost only: the price is of no interest here. */
    static final Markup AT_COST = Markup.none(Unit.of("USD", 0));

    /** Where the answer is a fraction that never ends, this many places are compared. */
    private static final int PLACES = 28;

    private Exact() {}

    /** Whether a number is that of a text, a decimal or a fraction. */
    static boolean same(BigDecimal ours, String theirs) {
        int slash = theirs.indexOf('/');
        if (slash < 0) {
            return ours.compareTo(new BigDecimal(theirs)) == 0;
        }
        BigDecimal fraction = new BigDecimal(theirs.substring(0, slash))
                .divide(new BigDecimal(theirs.substring(slash + 1)), PLACES, RoundingMode.HALF_EVEN);
        return ours.setScale(PLACES, RoundingMode.HALF_EVEN).compareTo(fraction) == 0;
    }

    /** The cost of the lines whose meter is as asked for. */
    static BigDecimal cost(Charge charge, Predicate<Meter> which) {
        return charge.lines().stream()
                .filter(line -> which.test(line.meter()))
                .map(ChargeLine::cost)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Adds the price of many, whether or not the price of one is a decimal number. */
    static void add(RateCard.Builder card, long per, Meter meter, BigDecimal price) {
        try {
            card.rate(Rate.per(per, meter, price));
        } catch (IllegalArgumentException endless) {
            card.model(meter, new QuantityModel.Proportional(per, price));
        }
    }
}
