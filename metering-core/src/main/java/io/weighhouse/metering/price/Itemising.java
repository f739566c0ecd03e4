// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the items of a charge from a usage and one row of a table.
 *
 * <p>A meter with a model, or that inherits from one with a model and has no rate of its own, is billed by the model, each
 * such meter after the ones before it; every other by its rate.
 */
final class Itemising {

    private final RateTable table;
    private final int row;
    private final List<Meter> unpriced = new ArrayList<>();
    private final List<Charge.Item> items = new ArrayList<>();

    Itemising(RateTable table, int row) {
        this.table = table;
        this.row = row;
    }

    /** The meters with a quantity for which there was no price. */
    List<Meter> unpriced() {
        return unpriced;
    }

    /** What was used. */
    List<Charge.Item> of(Usage usage, Usage toDate) {
        for (int i = 0; i < usage.meters.length; i++) {
            Meter meter = usage.meters[i];
            long quantity = usage.quantities[i];
            RateCard.@Nullable ModelRate model = model(meter);
            if (model != null) {
                long period = model.perPeriod() ? toDate.quantity(model.meter()) : 0;
                long before = Math.addExact(period, billedBefore(model, i, usage));
                byModel(meter, model.model().parts(before, quantity), before);
            } else {
                byRate(meter, quantity, table.price(row, meter));
            }
        }
        addRequestFee(usage);
        return items;
    }

    /** The most that caps can come to: the dearest of each cap's heirs, and the most of a model. */
    List<Charge.Item> most(Usage caps) {
        long[] worst = table.worstRates(row);
        for (int i = 0; i < caps.meters.length; i++) {
            Meter meter = caps.meters[i];
            long quantity = caps.quantities[i];
            BigDecimal rate = worstOf(worst, meter);
            BigDecimal byModel = mostOfModels(meter, quantity);
            if (quantity > 0 && rate == null && byModel == null) {
                unpriced.add(meter);
            } else if (byModel != null && (rate == null || byModel.compareTo(times(rate, quantity)) > 0)) {
                items.add(new Charge.Item(
                        meter, quantity, new AppliedRate(byModel, BigDecimal.ONE, quantity > 0 ? 1 : 0, 0)));
            } else {
                BigDecimal unitPrice = rate == null ? BigDecimal.ZERO : rate;
                long billed = quantity == 0 ? 0 : Math.max(quantity, leastWithin(meter));
                items.add(new Charge.Item(meter, quantity, new AppliedRate(unitPrice, BigDecimal.ONE, billed, 0)));
            }
        }
        addRequestFee(caps);
        return items;
    }

    private static BigDecimal times(BigDecimal rate, long quantity) {
        return rate.multiply(BigDecimal.valueOf(quantity));
    }

    private @Nullable BigDecimal worstOf(long[] worst, Meter meter) {
        long rate = RateMath.rate(worst, meter);
        return rate < 0 ? null : table.decimal(rate);
    }

    /** The dearest model among those of the cap's heirs, and of the one that it is billed by itself. */
    private @Nullable BigDecimal mostOfModels(Meter cap, long quantity) {
        BigDecimal most = null;
        for (RateCard.ModelRate rate : table.card().models()) {
            if (rate.meter().isFrom(cap) || rate == model(cap)) {
                BigDecimal cost =
                        Texts.canonical(rate.model().most(quantity).multiply(table.factor(row, rate.meter())));
                most = most == null ? cost : most.max(cost);
            }
        }
        return most;
    }

    private long leastWithin(Meter cap) {
        long least = 0;
        for (Meter meter : table.card().least().keySet()) {
            least = meter.isFrom(cap) ? Math.max(least, table.card().least().getOrDefault(meter, 0L)) : least;
        }
        return least;
    }

    /** The model that bills a meter: its own, or the nearest ancestor's if no rate comes before. */
    private RateCard.@Nullable ModelRate model(Meter meter) {
        if (table.card().models().isEmpty()) {
            return null;
        }
        for (Meter ancestor = meter; ancestor != null; ancestor = ancestor.inheritsFrom()) {
            Optional<RateCard.ModelRate> model = table.card().model(ancestor);
            if (model.isPresent()) {
                return model.get();
            }
            if (table.card().prices(ancestor)) {
                return null;
            }
        }
        return null;
    }

    /** What meters before this one have used of the same model in this very call. */
    private long billedBefore(RateCard.ModelRate model, int index, Usage usage) {
        long before = 0;
        for (int i = 0; i < index; i++) {
            before = model.equals(model(usage.meters[i])) ? Math.addExact(before, usage.quantities[i]) : before;
        }
        return before;
    }

    private void byModel(Meter meter, List<QuantityModel.Part> parts, long toDate) {
        BigDecimal factor = table.factor(row, meter);
        for (QuantityModel.Part part : parts) {
            items.add(new Charge.Item(
                    meter, part.quantity(), new AppliedRate(part.unitPrice(), factor, part.billed(), toDate)));
        }
    }

    private void byRate(Meter meter, long quantity, @Nullable BigDecimal price) {
        if (price == null && quantity > 0) {
            unpriced.add(meter);
            return;
        }
        // A meter with a quantity of zero may lack a rate; then nothing of it costs nothing.
        BigDecimal unitPrice = price == null ? BigDecimal.ZERO : price;
        long billed =
                quantity == 0 ? 0 : Math.max(quantity, table.card().least().getOrDefault(meter, 0L));
        items.add(new Charge.Item(meter, quantity, new AppliedRate(unitPrice, table.factor(row, meter), billed, 0)));
    }

    /** A card that has a fee for a request has it for a call of which nobody has counted the requests. */
    private void addRequestFee(Usage usage) {
        BigDecimal fee = table.price(row, Meter.REQUESTS);
        if (fee != null && fee.signum() > 0 && !usage.isEmpty() && !usage.reports(Meter.REQUESTS)) {
            items.add(
                    new Charge.Item(Meter.REQUESTS, 1, new AppliedRate(fee, table.factor(row, Meter.REQUESTS), 1, 0)));
        }
    }
}
