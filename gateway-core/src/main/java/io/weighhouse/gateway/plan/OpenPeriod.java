// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The running month of a subscription, with what is due of it granted and its counters open.
 *
 * <p>Of a plan with 100 calls a month that then charges $0.01 each, {@link #charging} counts a call against the 100 at no price;
 * if these are used up, {@link #beyond} counts it as overage at $0.01. While a trial runs, the trial is the month.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class OpenPeriod {

    private final Ledger ledger;
    private final Plan plan;
    private final Period period;
    private final Counters counters;

    OpenPeriod(Ledger ledger, Plan plan, Period period, Counters counters) {
        this.ledger = ledger;
        this.plan = plan;
        this.period = period;
        this.counters = counters;
    }

    /** {@return from when until when} */
    public Period period() {
        return period;
    }

    /** {@return the plan that counts} */
    public Plan plan() {
        return plan;
    }

    /**
     * How a call is counted and paid for as long as what is included lasts.
     *
     * @param caps what it may use at most; what it has none of, it does not count against
     * @return the way to try first
     */
    public Charging charging(Usage caps) {
        return charging(caps, Set.of());
    }

    /**
     * How a call is counted and paid for when one counter has reached its limit.
     *
     * @param tried the way that the ledger declined
     * @param counter the counter that the decline names
     * @return the next way to try; empty if the call is to be refused, because its plan says so or the counter is not one of
     *     what is included
     */
    public Optional<Charging> beyond(Charging tried, AccountId counter) {
        for (Included included : plan.included()) {
            if (counters.included(included.name()).equals(counter)
                    && !(included.overage() instanceof Overage.Refused)
                    && !tried.usedUp.contains(included.name())) {
                Set<String> usedUp = new HashSet<>(tried.usedUp);
                usedUp.add(included.name());
                return Optional.of(charging(tried.caps, usedUp));
            }
        }
        return Optional.empty();
    }

    private Charging charging(Usage caps, Set<String> usedUp) {
        List<Allowance> legs = new ArrayList<>();
        BigInteger pieces = BigInteger.ZERO;
        Optional<Amount> price = Optional.empty();
        boolean free = false;
        boolean metered = false;
        for (Included included : plan.included()) {
            long quantity = Charging.quantity(included.counted(), caps);
            if (quantity == 0) {
                continue;
            }
            boolean over = usedUp.contains(included.name());
            legs.add(over ? counters.overageLeg(included) : counters.includedLeg(included));
            if (!over) {
                free |= included.free();
            } else if (included.overage() instanceof Overage.Charged charged) {
                pieces =
                        pieces.add(BigInteger.valueOf(charged.amount().minor()).multiply(BigInteger.valueOf(quantity)));
                price = Optional.of(charged.amount());
            } else {
                metered = true;
            }
        }
        String label = !usedUp.isEmpty() ? Charging.OVERAGE : legs.isEmpty() ? "" : Charging.INCLUDED;
        for (Meter meter : plan.counted()) {
            if (caps.quantity(meter) > 0) {
                legs.add(counters.volumeLeg(meter));
            }
        }
        Optional<Amount> flat = metered || (!free && price.isEmpty())
                ? Optional.empty()
                : Optional.of(Amount.ofMinor(
                        pieces.longValueExact(), price.map(Amount::unit).orElse(Counters.CALLS)));
        return new Charging(legs, label, flat, usedUp, caps);
    }

    /**
     * What was used in this month by now of the meters that the plan counts, for {@link
     * io.weighhouse.metering.price.RatingContext#toDate}.
     *
     * @return completes with the quantities, without those of which nothing was used; what open calls reserve does not count
     */
    public CompletionStage<Usage> toDateAsync() {
        CompletionStage<Usage> sum = CompletableFuture.completedFuture(Usage.empty());
        for (Meter meter : plan.counted()) {
            sum = sum.thenCombine(
                    ledger.balanceAsync(counters.volume(meter)), (usage, balance) -> with(usage, meter, balance));
        }
        return sum;
    }

    private static Usage with(Usage usage, Meter meter, Optional<Balance> balance) {
        long quantity = balance.map(known -> known.posted().minor()).orElse(0L);
        return quantity == 0 ? usage : usage.with(meter, quantity);
    }

    /**
     * How much was used of what is included in this month by now.
     *
     * @return completes with a line for each thing that the plan includes, in its order
     */
    public CompletionStage<List<AllowanceUse>> usesAsync() {
        CompletionStage<List<AllowanceUse>> uses = CompletableFuture.completedFuture(List.of());
        for (Included included : plan.included()) {
            CompletionStage<AllowanceUse> use = ledger.balanceAsync(counters.included(included.name()))
                    .thenCombine(
                            ledger.balanceAsync(counters.overage(included.name())),
                            (within, beyond) -> new AllowanceUse(
                                    included, minor(within, false), minor(within, true), minor(beyond, false)));
            uses = uses.thenCombine(use, (before, line) -> {
                List<AllowanceUse> all = new ArrayList<>(before);
                all.add(line);
                return List.copyOf(all);
            });
        }
        return uses;
    }

    private static long minor(Optional<Balance> balance, boolean held) {
        return balance.map(known -> (held ? known.held() : known.posted()).minor())
                .orElse(0L);
    }

    /** {@return the plan and the period} */
    @Override
    public String toString() {
        return "OpenPeriod[" + plan.name() + ' ' + period + ']';
    }
}
