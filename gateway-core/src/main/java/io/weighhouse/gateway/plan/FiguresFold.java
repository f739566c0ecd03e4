// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.gateway.plan.BusinessFigures.Movements;
import io.weighhouse.gateway.plan.BusinessFigures.Range;
import io.weighhouse.gateway.plan.BusinessFigures.Revenue;
import io.weighhouse.gateway.plan.BusinessFigures.Trials;
import io.weighhouse.gateway.plan.Term.TrialTerm;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds up how subscriptions stand at the two ends of a range, and what changed between. For one thread. */
final class FiguresFold {

    private final Plans plans;
    private final Range range;
    private final Map<String, Long> serving = new HashMap<>();
    private final Map<Unit, Amount> yearly = new HashMap<>();
    private long paying;
    private long payingBefore;
    private long gained;
    private long lost;
    private long upgrades;
    private long downgrades;
    private long ended;
    private long converted;

    FiguresFold(Plans plans, Range range) {
        this.plans = plans;
        this.range = range;
    }

    void add(List<SubscriptionChange> history) {
        Optional<Standing> before = standing(history, range.from());
        Optional<Standing> after = standing(history, range.until());
        boolean paidBefore = before.filter(FiguresFold::pays).isPresent();
        boolean paysAfter = after.filter(FiguresFold::pays).isPresent();
        payingBefore += paidBefore ? 1 : 0;
        paying += paysAfter ? 1 : 0;
        gained += paysAfter && !paidBefore ? 1 : 0;
        lost += paidBefore && !paysAfter ? 1 : 0;
        after.filter(Standing::serves)
                .ifPresent(standing -> serving.merge(standing.plan().name(), 1L, Long::sum));
        if (paysAfter) {
            Amount year = yearOf(after.orElseThrow().plan());
            yearly.merge(year.unit(), year, Amount::plus);
        }
        trial(history, paysAfter);
        changes(history);
    }

    private static boolean pays(Standing standing) {
        return (standing.kind() == Standing.Kind.ACTIVE || standing.kind() == Standing.Kind.GRACE)
                && standing.plan()
                        .price()
                        .filter(price -> price.amount().isPositive())
                        .isPresent();
    }

    private static Amount yearOf(Plan plan) {
        PlanPrice price = plan.price().orElseThrow();
        int times = PlanPrice.Every.YEAR.months() / price.every().months();
        return Amount.ofMinor(
                Math.multiplyExact(price.amount().minor(), times),
                price.amount().unit());
    }

    private Optional<Standing> standing(List<SubscriptionChange> history, Instant at) {
        SubscriptionChange last = null;
        for (SubscriptionChange change : history) {
            if (change.at().isAfter(at)) {
                break;
            }
            last = change;
        }
        return Optional.ofNullable(last).map(change -> {
            SubscriptionRecord record = change.record();
            Plan trial = record.term()
                    .ends()
                    .trial()
                    .filter(term -> term.covers(at))
                    .map(term -> plans.require(term.plan()))
                    .orElse(null);
            return new Subscription(record, plans.require(record.term().plan().name()), trial).at(at);
        });
    }

    private void trial(List<SubscriptionChange> history, boolean paysAfter) {
        if (history.isEmpty()) {
            return;
        }
        Optional<Instant> end =
                history.get(history.size() - 1).record().term().ends().trial().map(TrialTerm::endsAt);
        if (end.isPresent() && isWithin(end.get())) {
            ended++;
            converted += paysAfter ? 1 : 0;
        }
    }

    private boolean isWithin(Instant instant) {
        return !instant.isBefore(range.from()) && instant.isBefore(range.until());
    }

    private void changes(List<SubscriptionChange> history) {
        for (int i = 1; i < history.size(); i++) {
            String from = history.get(i - 1).record().term().plan().name();
            String to = history.get(i).record().term().plan().name();
            if (isWithin(history.get(i).at()) && !from.equals(to)) {
                int dearer = compare(plans.require(to), plans.require(from));
                upgrades += dearer > 0 ? 1 : 0;
                downgrades += dearer < 0 ? 1 : 0;
            }
        }
    }

    /** By the price of a year; one without a price is the cheapest, and other moneys are not compared. */
    private static int compare(Plan one, Plan other) {
        if (one.price().isEmpty() || other.price().isEmpty()) {
            return Boolean.compare(one.price().isPresent(), other.price().isPresent());
        }
        Amount first = yearOf(one);
        Amount second = yearOf(other);
        return first.unit().equals(second.unit()) ? first.compareTo(second) : 0;
    }

    BusinessFigures figures() {
        return new BusinessFigures(
                range,
                serving,
                new Revenue(paying, Map.copyOf(yearly)),
                new Movements(payingBefore, gained, lost, upgrades, downgrades),
                new Trials(ended, converted));
    }
}
