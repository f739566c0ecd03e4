// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the items of a quote: the most that caps can come to in one row of a table.
 *
 * <p>What counts against a cap may turn out to be any of the meters that inherit from it, in any mixture. Where all of them
 * are billed in one way, that way's own bound holds for the mixture. Where there are several (a rate, a rate with a least,
 * models), each begins with something fixed and goes on at a price for one more: the mixture costs at most all that is
 * fixed and, for each unit, the highest of these prices.
 */
final class WorstCase {

    private final RateTable table;
    private final int row;
    private final List<Meter> unpriced = new ArrayList<>();
    private final List<Charge.Item> items = new ArrayList<>();

    WorstCase(RateTable table, int row) {
        this.table = table;
        this.row = row;
    }

    /** The capped meters for which there is no price. */
    List<Meter> unpriced() {
        return unpriced;
    }

    List<Charge.Item> of(Usage caps) {
        for (int i = 0; i < caps.meters.length; i++) {
            Meter cap = caps.meters[i];
            // A call is a request, also where nobody counts it.
            long quantity = cap == Meter.REQUESTS ? Math.max(1, caps.quantities[i]) : caps.quantities[i];
            if (quantity == 0) {
                items.add(new Charge.Item(cap, 0, AppliedRate.plain(0, BigDecimal.ZERO)));
            } else if (table.effective(row, cap) == null && table.model(row, cap) == null) {
                unpriced.add(cap);
            } else {
                items.add(new Charge.Item(cap, quantity, most(cap, quantity)));
            }
        }
        addRequest(caps);
        return items;
    }

    private void addRequest(Usage caps) {
        boolean isCharged =
                table.model(row, Meter.REQUESTS) != null || signum(table.effective(row, Meter.REQUESTS)) > 0;
        if (isCharged && !caps.isEmpty() && !caps.reports(Meter.REQUESTS)) {
            items.add(new Charge.Item(Meter.REQUESTS, 1, most(Meter.REQUESTS, 1)));
        }
    }

    private AppliedRate most(Meter cap, long quantity) {
        if (table.hasRatesOnly()) {
            return AppliedRate.plain(quantity, orZero(table.worst(row, cap)));
        }
        Ways ways = new Ways(cap);
        if (ways.count() == 1 && ways.models.isEmpty()) {
            long least = ways.withLeast.keySet().stream()
                    .mapToLong(table::least)
                    .findFirst()
                    .orElse(0);
            long billed = Math.max(quantity, least);
            return new AppliedRate(ways.dearest, BigDecimal.ONE, billed, 0);
        }
        BigDecimal most = ways.count() == 1
                ? ways.models.iterator().next().model().most(quantity).multiply(table.factor(row, cap))
                : ways.mixed(quantity);
        return new AppliedRate(most, BigDecimal.ONE, 1, 0);
    }

    /** In which ways a cap and its heirs are billed. Factors are the same for all of them, since they share a family. */
    private final class Ways {

        private final BigDecimal factor;
        private final Set<RateCard.ModelRate> models = new HashSet<>();

        /** The meters that have a least for themselves and their heirs, and the dearest rate among these. */
        private final Map<Meter, BigDecimal> withLeast = new HashMap<>();

        private BigDecimal dearest = BigDecimal.ZERO;
        private boolean plain;

        Ways(Meter cap) {
            this.factor = table.factor(row, cap);
            for (Meter meter : Meter.known()) {
                if (meter.isFrom(cap)) {
                    add(meter);
                }
            }
        }

        private void add(Meter meter) {
            RateCard.@Nullable ModelRate model = table.model(row, meter);
            BigDecimal rate = table.effective(row, meter);
            if (model != null) {
                models.add(model);
            } else if (rate != null) {
                dearest = dearest.max(rate);
                Meter group = table.leastGroup(row, meter);
                plain |= group == null;
                if (group != null) {
                    withLeast.merge(group, rate, BigDecimal::max);
                }
            }
        }

        int count() {
            return models.size() + withLeast.size() + (plain ? 1 : 0);
        }

        BigDecimal mixed(long quantity) {
            BigDecimal slope = dearest;
            BigDecimal fixed = BigDecimal.ZERO;
            for (RateCard.ModelRate model : models) {
                slope = slope.max(slope(model.model()).multiply(factor));
                fixed = fixed.add(fixed(model.model()).multiply(factor));
            }
            for (Map.Entry<Meter, BigDecimal> group : withLeast.entrySet()) {
                fixed = fixed.add(group.getValue().multiply(BigDecimal.valueOf(table.least(group.getKey()) - 1)));
            }
            return slope.multiply(BigDecimal.valueOf(quantity)).add(fixed);
        }
    }

    private static BigDecimal slope(QuantityModel model) {
        if (model instanceof QuantityModel.Package pack) {
            return pack.unitPrice();
        }
        if (model instanceof QuantityModel.Percentage percentage) {
            return percentage.part();
        }
        BigDecimal dearest = BigDecimal.ZERO;
        for (QuantityModel.Step step : steps(model)) {
            dearest = dearest.max(step.unitPrice());
        }
        return dearest;
    }

    private static BigDecimal fixed(QuantityModel model) {
        if (model instanceof QuantityModel.Package pack) {
            return pack.unitPrice().multiply(BigDecimal.valueOf(pack.size() - 1));
        }
        if (model instanceof QuantityModel.Percentage percentage) {
            return percentage.fee().max(percentage.minimum());
        }
        BigDecimal fees = BigDecimal.ZERO;
        for (QuantityModel.Step step : steps(model)) {
            fees = fees.add(step.fee());
        }
        return fees;
    }

    private static List<QuantityModel.Step> steps(QuantityModel model) {
        return model instanceof QuantityModel.Graduated graduated
                ? graduated.steps()
                : ((QuantityModel.Volume) model).steps();
    }

    private static BigDecimal orZero(@Nullable BigDecimal rate) {
        return rate == null ? BigDecimal.ZERO : rate;
    }

    private static int signum(@Nullable BigDecimal rate) {
        return orZero(rate).signum();
    }
}
