// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Sums that are added to and taken from; what has become zero is as if it never was, so that equal sums are equal. */
final class Sums {

    private static final Comparator<Unit> BY_TEXT = Comparator.comparing(Unit::toString);

    /** More than any call can use; a nonsensical quantity must not overflow the sum of all the others. */
    private static final long MOST_OF_A_CALL = 1L << 48;

    long calls;
    long errors;
    long aborted;
    long expired;
    long latencyMillis;
    final Map<Meter, Long> quantities = new TreeMap<>();
    final Map<Unit, Long> price = new TreeMap<>(BY_TEXT);
    final Map<Unit, Long> refunded = new TreeMap<>(BY_TEXT);
    final Map<String, BigDecimal> cost = new TreeMap<>();
    final Map<String, BigDecimal> shadowCost = new TreeMap<>();
    final Map<String, BigDecimal> earned = new TreeMap<>();
    final Map<String, BigDecimal> breakage = new TreeMap<>();
    final Map<Unit, Long> promotional = new TreeMap<>(BY_TEXT);
    final Map<Unit, Long> unvalued = new TreeMap<>(BY_TEXT);

    void add(Sums more) {
        add(more, 1);
    }

    void subtract(Sums less) {
        add(less, -1);
    }

    private void add(Sums more, int sign) {
        calls += sign * more.calls;
        errors += sign * more.errors;
        aborted += sign * more.aborted;
        expired += sign * more.expired;
        latencyMillis = sum(latencyMillis, sign * more.latencyMillis);
        more.quantities.forEach((meter, quantity) -> add(quantities, meter, sign * quantity));
        more.price.forEach((unit, minor) -> add(price, unit, sign * minor));
        more.refunded.forEach((unit, minor) -> add(refunded, unit, sign * minor));
        more.promotional.forEach((unit, minor) -> add(promotional, unit, sign * minor));
        more.unvalued.forEach((unit, minor) -> add(unvalued, unit, sign * minor));
        add(cost, more.cost, sign);
        add(shadowCost, more.shadowCost, sign);
        add(earned, more.earned, sign);
        add(breakage, more.breakage, sign);
    }

    private static void add(Map<String, BigDecimal> to, Map<String, BigDecimal> more, int sign) {
        more.forEach((currency, value) -> add(to, currency, sign > 0 ? value : value.negate()));
    }

    static <K> void add(Map<K, Long> to, K key, long change) {
        if (change != 0) {
            to.merge(key, change, (a, b) -> {
                long sum = sum(a, b);
                return sum == 0 ? null : sum;
            });
        }
    }

    static void add(Map<String, BigDecimal> to, String currency, BigDecimal change) {
        if (change.signum() != 0) {
            to.merge(currency, change.stripTrailingZeros(), (a, b) -> {
                BigDecimal sum = a.add(b);
                return sum.signum() == 0 ? null : sum.stripTrailingZeros();
            });
        }
    }

    void add(Usage usage, int sign) {
        for (Meter meter : usage.meters()) {
            add(quantities, meter, sign * Math.min(MOST_OF_A_CALL, usage.quantity(meter)));
        }
    }

    void count(UsageStatus status, long millis) {
        calls++;
        latencyMillis = sum(latencyMillis, millis);
        if (status.isError()) {
            errors++;
        } else if (status == UsageStatus.EXPIRED) {
            expired++;
        } else if (status != UsageStatus.OK) {
            aborted++;
        }
    }

    boolean isNothing() {
        return (calls | errors | aborted | expired | latencyMillis) == 0
                && quantities.isEmpty()
                && price.isEmpty()
                && refunded.isEmpty()
                && cost.isEmpty()
                && shadowCost.isEmpty()
                && earned.isEmpty()
                && breakage.isEmpty()
                && promotional.isEmpty()
                && unvalued.isEmpty();
    }

    UsageTotals totals() {
        return new UsageTotals(
                new UsageTotals.Counts(calls, errors, aborted, expired),
                Collections.unmodifiableMap(new TreeMap<>(quantities)),
                new UsageTotals.Money(amounts(price), amounts(refunded), decimals(cost), decimals(shadowCost)),
                latencyMillis);
    }

    MarginReport.Margin margin() {
        return new MarginReport.Margin(
                decimals(earned), decimals(breakage), decimals(cost), amounts(promotional), amounts(unvalued));
    }

    private static Map<Unit, Amount> amounts(Map<Unit, Long> minors) {
        Map<Unit, Amount> amounts = new TreeMap<>(BY_TEXT);
        minors.forEach((unit, minor) -> amounts.put(unit, Amount.ofMinor(minor, unit)));
        return Collections.unmodifiableMap(amounts);
    }

    /** As they are written for people: 100, not 1E+2. */
    private static Map<String, BigDecimal> decimals(Map<String, BigDecimal> sums) {
        Map<String, BigDecimal> decimals = new TreeMap<>();
        sums.forEach((currency, sum) -> decimals.put(currency, sum.scale() < 0 ? sum.setScale(0) : sum));
        return Collections.unmodifiableMap(decimals);
    }

    /** Stays where it is at the end of the range: a projection must not stop for one absurd figure. */
    private static long sum(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}
