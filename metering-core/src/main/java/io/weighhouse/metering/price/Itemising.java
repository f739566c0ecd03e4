// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the items of a charge from a usage and one row of a table.
 *
 * <p>A meter with a model, or that inherits from one with a model and has no rate of its own, is billed by the model; every
 * other by its rate. Meters that share a model, or a least, are billed one after the other, as if they were one.
 */
final class Itemising {

    private final RateTable table;
    private final int row;
    private final List<Meter> unpriced = new ArrayList<>(0);
    private final List<Charge.Item> items = new ArrayList<>(4);

    Itemising(RateTable table, int row) {
        this.table = table;
        this.row = row;
    }

    /** The meters with a quantity for which there was no price. */
    List<Meter> unpriced() {
        return unpriced;
    }

    List<Charge.Item> of(Usage usage, Usage toDate) {
        for (int i = 0; i < usage.meters.length; i++) {
            Meter meter = usage.meters[i];
            RateCard.@Nullable ModelRate model = table.model(row, meter);
            if (model != null) {
                long before = Math.addExact(period(model, toDate), sameModelBefore(model, i, usage));
                byModel(meter, model.model().parts(before, usage.quantities[i]), before);
            } else {
                byRate(usage, i);
            }
        }
        addRequest(usage, toDate);
        return items;
    }

    private static long period(RateCard.ModelRate model, Usage toDate) {
        return model.perPeriod() ? toDate.quantity(model.meter()) : 0;
    }

    /** What meters before this one have used of the same model in this very call. */
    private long sameModelBefore(RateCard.ModelRate model, int index, Usage usage) {
        long before = 0;
        for (int i = 0; i < index; i++) {
            before = model.equals(table.model(row, usage.meters[i]))
                    ? Math.addExact(before, usage.quantities[i])
                    : before;
        }
        return before;
    }

    private void byModel(Meter meter, List<QuantityModel.Part> parts, long toDate) {
        BigDecimal factor = table.factor(row, meter);
        if (parts.isEmpty()) {
            items.add(new Charge.Item(meter, 0, AppliedRate.plain(0, BigDecimal.ZERO)));
        }
        for (QuantityModel.Part part : parts) {
            items.add(new Charge.Item(
                    meter, part.quantity(), new AppliedRate(part.unitPrice(), factor, part.billed(), toDate)));
        }
    }

    private void byRate(Usage usage, int index) {
        Meter meter = usage.meters[index];
        long quantity = usage.quantities[index];
        BigDecimal price = table.price(row, meter);
        if (price == null && quantity > 0) {
            unpriced.add(meter);
            return;
        }
        Meter group = table.leastGroup(row, meter);
        long billed = group == null ? quantity : billed(usage, index, group);
        items.add(new Charge.Item(meter, quantity, table.applied(row, meter, billed)));
    }

    /** What this meter adds to what those before it have made the group pay for. */
    private long billed(Usage usage, int index, Meter group) {
        long before = 0;
        for (int i = 0; i < index; i++) {
            Meter other = usage.meters[i];
            if (table.model(row, other) == null && Objects.equals(table.leastGroup(row, other), group)) {
                before = Math.addExact(before, usage.quantities[i]);
            }
        }
        long least = table.least(group);
        long after = Math.addExact(before, usage.quantities[index]);
        return (after == 0 ? 0 : Math.max(after, least)) - (before == 0 ? 0 : Math.max(before, least));
    }

    /** A card that charges for requests does so for a call of which nobody has counted them. */
    private void addRequest(Usage usage, Usage toDate) {
        if (usage.isEmpty() || usage.reports(Meter.REQUESTS)) {
            return;
        }
        RateCard.@Nullable ModelRate model = table.model(row, Meter.REQUESTS);
        BigDecimal fee = table.effective(row, Meter.REQUESTS);
        if (model != null) {
            long before = period(model, toDate);
            byModel(Meter.REQUESTS, model.model().parts(before, 1), before);
        } else if (fee != null && fee.signum() > 0) {
            items.add(new Charge.Item(Meter.REQUESTS, 1, table.applied(row, Meter.REQUESTS, 1)));
        }
    }
}
