// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Adds up the rows of a run. */
final class TakeoverSums {

    private final Map<TakeoverResult, Long> rows = new EnumMap<>(TakeoverResult.class);
    private BigDecimal exact = BigDecimal.ZERO;
    private BigDecimal rounding = BigDecimal.ZERO;
    private BigDecimal skipped = BigDecimal.ZERO;
    private Amount booked;
    private Amount changed;

    TakeoverSums(Unit unit) {
        booked = Amount.zero(unit);
        changed = Amount.zero(unit);
    }

    void add(TakeoverRow row) {
        rows.merge(row.result(), 1L, Long::sum);
        exact = exact.add(row.exact());
        if (row.result().isTaken()) {
            booked = booked.plus(row.booked());
            rounding = rounding.add(row.rounding());
        } else {
            skipped = skipped.add(row.exact());
            changed = changed.plus(row.booked());
        }
    }

    TakeoverTotals totals(Amount inLedger) {
        return new TakeoverTotals(
                Collections.unmodifiableMap(new EnumMap<>(rows)),
                exact,
                booked,
                new TakeoverTotals.Rest(rounding, skipped, changed),
                inLedger);
    }
}
