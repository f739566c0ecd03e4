// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Receipt;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a receipt says of one sku. */
record ReceiptPart(String sku, OpenCall.SoFar soFar) {

    /** A part for each sku: the last attempt's, and those of attempts before. */
    static List<ReceiptPart> of(Receipt receipt) {
        Map<String, ReceiptPart> parts = new LinkedHashMap<>();
        receipt.beside().earlier().forEach(attempt -> add(parts, attempt.charge()));
        add(parts, receipt.charge());
        return List.copyOf(parts.values());
    }

    private static void add(Map<String, ReceiptPart> parts, Charge charge) {
        Usage usage = Usage.empty();
        for (ChargeLine line : charge.lines()) {
            usage = with(usage, line.meter(), line.quantity());
        }
        String sku = charge.sku().toString();
        ReceiptPart known = parts.get(sku);
        BigDecimal cost = charge.cost();
        if (known != null) {
            usage = plus(usage, known.soFar.usage());
            cost = cost.add(known.soFar.cost());
        }
        parts.put(sku, new ReceiptPart(sku, new OpenCall.SoFar(usage, cost, charge.currency())));
    }

    static Usage plus(Usage a, Usage b) {
        Usage sum = a;
        for (Meter meter : b.meters()) {
            sum = with(sum, meter, b.quantity(meter));
        }
        return sum;
    }

    private static Usage with(Usage usage, Meter meter, long more) {
        long sum = usage.quantity(meter) + more;
        return usage.with(meter, sum < 0 ? Long.MAX_VALUE : sum);
    }
}
