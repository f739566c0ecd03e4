// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.Observations.Comparison;
import io.weighhouse.gateway.Observations.Difference;
import io.weighhouse.gateway.Observations.Totals;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;

/** Adds up what is observed. Bounded: few codes, few units, and so many differences. */
final class ObservationTally {

    private static final int MAX_DIFFERENCES = 100;
    private static final Comparator<Difference> NEARER =
            Comparator.comparing(row -> row.apart().abs());

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> refused = new LinkedHashMap<>();
    private final Map<Unit, Totals> totals = new LinkedHashMap<>();
    private final PriorityQueue<Difference> largest = new PriorityQueue<>(NEARER);
    private long requests;
    private long failed;

    void request() {
        locked(() -> requests++);
    }

    void refused(String code) {
        locked(() -> refused.merge(code, 1L, Long::sum));
    }

    void failed() {
        locked(() -> failed++);
    }

    void charged(Amount ours) {
        locked(() -> totals.merge(ours.unit(), sum(ours.unit(), ours.toDecimal(), BigDecimal.ZERO), this::add));
    }

    void forgone(Amount ours) {
        locked(() -> totals.merge(ours.unit(), sum(ours.unit(), BigDecimal.ZERO, ours.toDecimal()), this::add));
    }

    void compared(Unit unit, Difference row) {
        boolean alike = row.apart().signum() == 0;
        Comparison one = new Comparison(1, alike ? 1 : 0, row.ours(), row.theirs());
        locked(() -> {
            totals.merge(unit, new Totals(unit, BigDecimal.ZERO, BigDecimal.ZERO, one), this::add);
            if (!alike) {
                largest.add(row);
                if (largest.size() > MAX_DIFFERENCES) {
                    largest.remove();
                }
            }
        });
    }

    Observations report() {
        lock.lock();
        try {
            List<Difference> rows = new ArrayList<>(largest);
            rows.sort(NEARER.reversed().thenComparing(Difference::requestId));
            return new Observations(requests, refused, failed, List.copyOf(totals.values()), rows);
        } finally {
            lock.unlock();
        }
    }

    private static Totals sum(Unit unit, BigDecimal charged, BigDecimal forgone) {
        return new Totals(unit, charged, forgone, new Comparison(0, 0, BigDecimal.ZERO, BigDecimal.ZERO));
    }

    private Totals add(Totals one, Totals other) {
        Comparison a = one.compared();
        Comparison b = other.compared();
        return new Totals(
                one.unit(),
                one.charged().add(other.charged()),
                one.forgone().add(other.forgone()),
                new Comparison(
                        a.calls() + b.calls(),
                        a.alike() + b.alike(),
                        a.ours().add(b.ours()),
                        a.theirs().add(b.theirs())));
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
