// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.call.HoldPolicy;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One way in which a call of a subscription may be counted and paid for: as included, or as beyond.
 *
 * <p>A call is first opened as {@link OpenPeriod#charging} says. If the ledger declines it because the counter of what is
 * included has reached its limit, it is opened as {@link OpenPeriod#beyond} says, under the same id: a declined call leaves
 * nothing behind. So each call is the one or the other, whatever runs beside it.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class Charging {

    /** The name of the label in the books that says which it was. */
    public static final String LABEL = "allowance";

    /** The label of a call that is included. */
    public static final String INCLUDED = "included";

    /** The label of a call beyond what is included. */
    public static final String OVERAGE = "overage";

    private final List<Allowance> allowances;
    private final String label;
    private final Optional<Amount> flat;

    /** Which of what is included is used up. */
    final Set<String> usedUp;

    /** What the call may use at most. */
    final Usage caps;

    Charging(List<Allowance> allowances, String label, Optional<Amount> flat, Set<String> usedUp, Usage caps) {
        this.allowances = List.copyOf(allowances);
        this.label = label;
        this.flat = flat;
        this.usedUp = Set.copyOf(usedUp);
        this.caps = caps;
    }

    /** {@return what the call counts against beside the wallet, at most 12 counters} */
    public List<Allowance> allowances() {
        return allowances;
    }

    /** {@return {@link #INCLUDED}, {@link #OVERAGE}, or the empty text if its plan includes nothing that it uses} */
    public String label() {
        return label;
    }

    /**
     * How the money for the call is held, if not as the plan's terms say.
     *
     * @param unit the unit that prices are in
     * @return a flat price: zero for a call that is included, the sum of its pieces for one beyond, 5 pages at $0.01 being
     *     $0.05; empty where the call is paid for by its usage
     */
    public Optional<HoldPolicy> holding(Unit unit) {
        return flat.map(price -> HoldPolicy.flat(price.isZero() ? Amount.zero(unit) : price));
    }

    /** How much a usage has of what is counted. */
    static long quantity(Counted counted, Usage caps) {
        if (counted.equals(Counted.REQUESTS)) {
            return 1;
        }
        long sum = 0;
        for (Meter meter : caps.meters()) {
            if (isCountedAs(meter, counted)) {
                sum = Math.addExact(sum, caps.quantity(meter));
            }
        }
        return sum;
    }

    private static boolean isCountedAs(Meter meter, Counted counted) {
        if (counted.isNamed()) {
            return meter.id().equals(counted.name());
        }
        Meter family = meter;
        for (Meter next = meter.inheritsFrom(); next != null; next = next.inheritsFrom()) {
            family = next;
        }
        boolean input = family.equals(Meter.INPUT_TOKENS);
        boolean output = family.equals(Meter.OUTPUT_TOKENS);
        return counted.equals(Counted.TOKENS) ? input || output : counted.equals(Counted.INPUT_TOKENS) ? input : output;
    }

    /** {@return the label and how many counters there are} */
    @Override
    public String toString() {
        return "Charging[" + label + ", counters=" + allowances.size() + ']';
    }
}
