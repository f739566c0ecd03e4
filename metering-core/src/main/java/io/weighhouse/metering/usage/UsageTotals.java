// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Sums over calls.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param counts how many calls, and how they ended
 * @param quantities what was used, by meter
 * @param money what it cost, what was charged
 * @param latencyMillis of all calls together
 */
public record UsageTotals(Counts counts, Map<Meter, Long> quantities, Money money, long latencyMillis) {

    /** Nothing. */
    public static final UsageTotals NOTHING =
            new UsageTotals(new Counts(0, 0, 0, 0), Map.of(), new Money(Map.of(), Map.of(), Map.of(), Map.of()), 0);

    /**
     * How many calls, and how they ended; what is none of the three went well.
     *
     * @param calls calls that have ended
     * @param errors of these, where the provider failed
     * @param aborted of these, where the caller or the gateway broke off
     * @param expired of these, which nobody has ended
     */
    public record Counts(long calls, long errors, long aborted, long expired) {}

    /**
     * What it cost, what was charged.
     *
     * @param price what was taken, less what was given back, by unit
     * @param refunded what was given back, by unit
     * @param cost what the providers take of us, by currency
     * @param shadowCost what the providers take of customers for calls on their own keys, by currency
     */
    public record Money(
            Map<Unit, Amount> price,
            Map<Unit, Amount> refunded,
            Map<String, BigDecimal> cost,
            Map<String, BigDecimal> shadowCost) {}

    /** {@return how many calls have ended} */
    public long calls() {
        return counts.calls();
    }

    /**
     * What was used of one meter.
     *
     * @param meter which
     * @return how much, 0 if nothing
     */
    public long quantity(Meter meter) {
        return quantities.getOrDefault(meter, 0L);
    }

    /**
     * What was taken, less what was given back, in one unit.
     *
     * @param unit which
     * @return how much, zero if nothing
     */
    public Amount price(Unit unit) {
        return money.price().getOrDefault(unit, Amount.zero(unit));
    }

    /**
     * What was given back in one unit.
     *
     * @param unit which
     * @return how much, zero if nothing
     */
    public Amount refunded(Unit unit) {
        return money.refunded().getOrDefault(unit, Amount.zero(unit));
    }

    /**
     * What the providers take of us, in one currency.
     *
     * @param currency such as {@code USD}
     * @return how much, zero if nothing
     */
    public BigDecimal cost(String currency) {
        return money.cost().getOrDefault(currency, BigDecimal.ZERO);
    }
}
