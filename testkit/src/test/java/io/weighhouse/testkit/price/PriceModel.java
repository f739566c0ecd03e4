// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.price;

import io.weighhouse.metering.price.ContextTier;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
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
        List<Rate> tier = tier(usage);
        BigDecimal cost = BigDecimal.ZERO;
        for (Meter meter : usage.meters()) {
            Optional<BigDecimal> unitPrice = unitPrice(meter, tier);
            if (unitPrice.isEmpty() && usage.quantity(meter) > 0) {
                return Optional.empty();
            }
            cost = cost.add(unitPrice.orElse(BigDecimal.ZERO).multiply(BigDecimal.valueOf(usage.quantity(meter))));
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

    /** The rates above the highest threshold that the prompt exceeds; empty for the base rates. */
    List<Rate> tier(Usage usage) {
        BigInteger prompt = usage.meters().stream()
                .filter(meter -> root(meter) == Meter.INPUT_TOKENS)
                .map(meter -> BigInteger.valueOf(usage.quantity(meter)))
                .reduce(BigInteger.ZERO, BigInteger::add);
        List<Rate> rates = List.of();
        for (ContextTier tier : card.tiers()) {
            if (prompt.compareTo(BigInteger.valueOf(tier.aboveInputTokens())) > 0) {
                rates = tier.rates();
            }
        }
        return rates;
    }

    private Optional<BigDecimal> unitPrice(Meter meter, List<Rate> tier) {
        for (Meter at = meter; at != null; at = at.inheritsFrom()) {
            for (List<Rate> rates : List.of(tier, card.rates())) {
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
