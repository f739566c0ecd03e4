// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.price;

import io.weighhouse.metering.price.ConditionalRates;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What prices should be, said a second time in the plainest way: look each rate up when it is needed, keep everything as
 * a fraction of big integers, round at the end.
 */
final class PriceModel {

    private final RateCard card;
    private final Markup markup;

    PriceModel(RateCard card, Markup markup) {
        this.card = card;
        this.markup = markup;
    }

    /** The cost, or empty if nothing was reported or something that was used has no rate. */
    Optional<BigDecimal> cost(Usage usage) {
        List<List<Rate>> tiers = tiers(usage);
        BigDecimal cost = BigDecimal.ZERO;
        for (Meter meter : usage.meters()) {
            Optional<BigDecimal> unitPrice = unitPrice(meter, tiers);
            if (unitPrice.isEmpty() && usage.quantity(meter) > 0) {
                return Optional.empty();
            }
            cost = cost.add(unitPrice.orElse(BigDecimal.ZERO).multiply(BigDecimal.valueOf(usage.quantity(meter))));
        }
        if (!usage.reports(Meter.REQUESTS)) {
            cost = cost.add(unitPrice(Meter.REQUESTS, tiers).orElse(BigDecimal.ZERO));
        }
        return usage.isEmpty() ? Optional.empty() : Optional.of(cost);
    }

    /** The price of a cost in the smallest parts of the unit, of any size. */
    BigInteger price(BigDecimal cost) {
        BigDecimal creditPrice = markup.creditPrice().orElse(BigDecimal.ONE);
        BigDecimal charge = cost.multiply(markup.multiplier()).add(markup.fixedFee());
        if (cost.signum() == 0 && markup.fixedFee().signum() == 0) {
            return BigInteger.ZERO;
        }
        BigInteger numerator =
                whole(charge).multiply(BigInteger.TEN.pow(markup.unit().scale()));
        BigInteger denominator = whole(creditPrice);
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        int half = parts[1].shiftLeft(1).compareTo(denominator);
        boolean up = switch (markup.rounding()) {
            case UP -> parts[1].signum() > 0;
            case HALF_UP -> half >= 0;
            case HALF_EVEN -> half > 0 || (half == 0 && parts[0].testBit(0));
            case DOWN -> false;
        };
        BigInteger rounded = up ? parts[0].add(BigInteger.ONE) : parts[0];
        return rounded.max(BigInteger.valueOf(markup.minimum().minor()));
    }

    /** The rates that hold for the prompt, those of the highest threshold first, the base rates last. */
    List<List<Rate>> tiers(Usage usage) {
        BigInteger prompt = usage.meters().stream()
                .filter(meter -> root(meter) == Meter.INPUT_TOKENS)
                .map(meter -> BigInteger.valueOf(usage.quantity(meter)))
                .reduce(BigInteger.ZERO, BigInteger::add);
        List<List<Rate>> tiers = new ArrayList<>();
        tiers.add(card.rates());
        for (ConditionalRates tier : card.conditional()) {
            if (prompt.compareTo(BigInteger.valueOf(tier.when().aboveTokens())) > 0) {
                tiers.add(0, tier.rates());
            }
        }
        return tiers;
    }

    private static Optional<BigDecimal> unitPrice(Meter meter, List<List<Rate>> tiers) {
        for (Meter at = meter; at != null; at = at.inheritsFrom()) {
            for (List<Rate> rates : tiers) {
                for (Rate rate : rates) {
                    if (rate.meter() == at) {
                        return Optional.of(rate.unitPrice());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Meter root(Meter meter) {
        Meter parent = meter.inheritsFrom();
        return parent == null ? meter : root(parent);
    }

    /** As many units of 10^-60 as it is; the largest scale of charge and credit price together is below that. */
    private static BigInteger whole(BigDecimal number) {
        return number.setScale(60).unscaledValue();
    }
}
