// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.plan.Anchor;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.Period;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whoever touches a month, on whatever node, in whatever order: it is granted once. */
class PeriodGrantProperties {

    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");
    private static final NewSubscription.Start FROM_START =
            new NewSubscription.Start(Optional.of(Anchor.utc(START)), Optional.empty(), false);

    /** What happens next: time passes, and a node is asked; or another plan is chosen. */
    record Step(int hours, int node, int plan) {}

    @Property(tries = 300)
    void touch_anyHistory_grantsEachTouchedMonthOnce(@ForAll("steps") @Size(min = 1, max = 40) List<Step> steps) {
        GrantWork work = new GrantWork(START, 3, GrantWork.free("50"));
        work.subscribe(FROM_START);
        Set<Long> months = new HashSet<>();
        for (Step step : steps) {
            work.clock.set(work.now().plus(Duration.ofHours(step.hours())));
            work.nodes.get(step.node()).touch(work.now());
            months.add(Anchor.utc(START).monthAt(work.now()).index());
        }
        assertThat(grants(work)).hasSize(months.size()).allMatch(amount -> amount.equals(credits("50")));
    }

    /** Never more than what the best plan of a month gives for a month, and exactly what a slow model says. */
    @Property(tries = 300)
    void changePlan_anyHistory_grantsWhatTheModelSays(@ForAll("steps") @Size(min = 1, max = 15) List<Step> steps) {
        String[] credits = {"50", "500", "333.333333"};
        GrantWork work = new GrantWork(
                START,
                2,
                GrantWork.plan("free", credits[0]),
                GrantWork.plan("pro", credits[1]),
                GrantWork.plan("odd", credits[2]));
        work.subscribe(FROM_START);
        String[] names = {"free", "pro", "odd"};
        int plan = 0;
        Amount expected = credits("0");
        long month = -1;
        Amount most = credits("0");
        for (Step step : steps) {
            work.clock.set(work.now().plus(Duration.ofHours(step.hours())));
            Period running = Anchor.utc(START).monthAt(work.now());
            work.nodes.get(step.node() % 2).touch(work.now());
            if (running.index() != month) {
                month = running.index();
                most = credits(credits[plan]);
                expected = expected.plus(most);
            }
            plan = step.plan();
            Amount wanted = credits(credits[plan]);
            if (wanted.compareTo(most) > 0) {
                expected = expected.plus(part(wanted.minus(most), running, work.now()));
                most = wanted;
            }
            work.nodes
                    .get(0)
                    .subscriptions()
                    .changePlan(GrantWork.ID, names[plan], GrantWork.OPS)
                    .orThrow();
            work.nodes.get((step.node() + 1) % 2).touch(work.now());
        }
        Amount sum = grants(work).stream().reduce(credits("0"), Amount::plus);
        assertThat(sum).isEqualTo(expected);
    }

    private static Amount part(Amount whole, Period month, Instant at) {
        BigInteger left = BigInteger.valueOf(Duration.between(at, month.end()).toMillis());
        BigInteger length = BigInteger.valueOf(month.length().toMillis());
        return Amount.ofMinor(
                BigInteger.valueOf(whole.minor()).multiply(left).divide(length).longValueExact(), GrantWork.CREDIT);
    }

    @Test
    void touch_manyThreadsOnManyNodes_grantsEachMonthOnce() throws InterruptedException, ExecutionException {
        GrantWork work = new GrantWork(START, 4, GrantWork.free("50"));
        work.subscribe(FROM_START);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            for (int month = 0; month < 12; month++) {
                work.clock.set(Anchor.utc(START).month(month).start());
                List<Future<?>> touches = new ArrayList<>();
                for (int caller = 0; caller < 64; caller++) {
                    GrantWork.Node node = work.nodes.get(caller % work.nodes.size());
                    touches.add(pool.submit(() -> node.touch(work.now())));
                }
                for (Future<?> touch : touches) {
                    touch.get();
                }
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(grants(work)).hasSize(12);
        assertThat(work.ledger.balance(GrantWork.WALLET).orElseThrow().available())
                .isEqualTo(credits("50"));
        assertThat(work.ledger.balance(GrantWork.BREAKAGE).orElseThrow().posted())
                .isEqualTo(credits("550"));
    }

    private static List<Amount> grants(GrantWork work) {
        List<Amount> amounts = new ArrayList<>();
        for (LedgerEvent event : work.ledger.events(1, 1000)) {
            if (event instanceof LedgerEvent.TransactionBooked booked
                    && booked.transaction().kind() == TransactionKind.BONUS) {
                amounts.add(booked.transaction().entries().get(0).posting().amount());
            }
        }
        return amounts;
    }

    private static Amount credits(String amount) {
        return Amount.of(amount, GrantWork.CREDIT);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2))
                .as(Step::new)
                .list();
    }
}
