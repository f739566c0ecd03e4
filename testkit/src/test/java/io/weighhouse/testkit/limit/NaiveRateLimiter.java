// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.CalendarLimit;
import io.weighhouse.metering.limit.ConcurrencyLimit;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.limit.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A limiter that does what limiters promise in the slowest and plainest way, by one oracle for each limit and one lock. */
final class NaiveRateLimiter implements RateLimiter {

    private static final Duration PERMIT_TIME_TO_LIVE = Duration.ofMinutes(10);

    private final Roster roster;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Map<String, Map<String, LimitOracle>> used = new HashMap<>();

    /** The ids of the limits that a subject had last, for those who owe. */
    private final Map<String, List<String>> lastIds = new HashMap<>();

    private Duration permitTimeToLive = PERMIT_TIME_TO_LIVE;
    private long lastReading;
    private long elapsedNanos;

    /** A limit of a subject as it meets one call. */
    private record Line(String subject, Limit limit, LimitOracle oracle, long cost, long waitNanos) {

        boolean refuses() {
            return waitNanos > 0 && !limit.isShadow();
        }

        boolean wouldRefuse() {
            return waitNanos > 0 && limit.isShadow();
        }

        LimitState state(Moment now) {
            return new LimitState(subject, limit, oracle.remaining(limit, now), oracle.resetNanos(limit, now));
        }
    }

    private record Taken(Line line, LimitOracle.Charge charge) {}

    NaiveRateLimiter(Roster roster, Ticker ticker, InstantSource clock) {
        this.roster = roster;
        this.ticker = ticker;
        this.clock = clock;
        this.lastReading = ticker.nanos();
    }

    NaiveRateLimiter permitTimeToLive(Duration time) {
        permitTimeToLive = time;
        return this;
    }

    @Override
    public Decision acquire(Subjects subjects, Cost cost) {
        return decide(subjects, cost, true);
    }

    @Override
    public Decision peek(Subjects subjects, Cost cost) {
        return decide(subjects, cost, false);
    }

    @Override
    public boolean tryAcquire(Subjects subjects, Cost cost) {
        for (Quota quota : roster.quotas(subjects).values()) {
            for (Limit limit : quota.limits()) {
                if (limit instanceof ConcurrencyLimit) {
                    throw new IllegalArgumentException("must be acquired, to be ended: " + limit);
                }
            }
        }
        Decision decision = acquire(subjects, cost);
        if (decision.allowed()) {
            decision.permit().close();
        }
        return decision.allowed();
    }

    @Override
    public Decision awaitAcquire(Subjects subjects, Cost cost, Duration atMost) throws InterruptedException {
        if (atMost.isNegative()) {
            throw new IllegalArgumentException("must be >= 0: atMost=" + atMost);
        }
        long start = now().nanos();
        while (true) {
            Decision decision = acquire(subjects, cost);
            Duration waited = Duration.ofNanos(now().nanos() - start);
            boolean never = decision.neverAdmissible();
            if (decision.allowed()
                    || never
                    || waited.plusNanos(decision.retryAfterNanos()).compareTo(atMost) > 0) {
                return decision;
            }
            ticker.await(decision.retryAfterNanos());
        }
    }

    @Override
    public synchronized void reset(Subjects subjects) {
        used.keySet().removeAll(subjects.names());
        lastIds.keySet().removeAll(subjects.names());
    }

    private synchronized Moment now() {
        long reading = ticker.nanos();
        elapsedNanos += Math.max(0, reading - lastReading);
        lastReading = reading;
        return new Moment(elapsedNanos, clock.millis());
    }

    private synchronized Decision decide(Subjects subjects, Cost cost, boolean takes) {
        Moment now = now();
        List<Line> lines = lines(subjects, cost, now);
        List<LimitState> shadows = lines.stream()
                .filter(Line::wouldRefuse)
                .map(line -> line.state(now))
                .toList();
        @Nullable Line binding = null;
        for (Line line : lines) {
            if (line.refuses() && (binding == null || line.waitNanos > binding.waitNanos)) {
                binding = line;
            }
        }
        @Nullable Permit permit = null;
        if (takes) {
            roster.quotas(subjects).forEach(this::forgetOthers);
        }
        if (takes && binding == null) {
            permit = new NaivePermit(cost, now, take(lines, now));
        }
        List<LimitState> states = lines.stream().map(line -> line.state(now)).toList();
        return new NaiveDecision(
                binding == null ? null : binding.state(now),
                binding == null ? 0 : binding.waitNanos,
                states,
                shadows,
                permit);
    }

    private List<Line> lines(Subjects subjects, Cost cost, Moment now) {
        List<Line> lines = new ArrayList<>();
        roster.quotas(subjects).forEach((subject, quota) -> {
            for (Limit limit : quota.limits()) {
                LimitOracle oracle = used.getOrDefault(subject, Map.of()).get(limit.id());
                LimitOracle known = oracle == null ? LimitOracle.of(limit) : oracle;
                long quantity = cost.quantity(limit.counted());
                lines.add(new Line(subject, limit, known, quantity, known.waitNanos(limit, quantity, now)));
            }
        });
        return lines;
    }

    /** A limit that is left out of a quota is forgotten. */
    private void forgetOthers(String subject, Quota quota) {
        List<String> ids = quota.limits().stream().map(Limit::id).toList();
        lastIds.put(subject, ids);
        used.getOrDefault(subject, new HashMap<>()).keySet().retainAll(ids);
    }

    private List<Taken> take(List<Line> lines, Moment now) {
        List<Taken> taken = new ArrayList<>();
        for (Line line : lines) {
            if (!line.wouldRefuse()) {
                used.computeIfAbsent(line.subject, key -> new HashMap<>()).put(line.limit.id(), line.oracle);
                taken.add(new Taken(line, line.oracle.take(line.limit, line.cost, now)));
            }
        }
        return taken;
    }

    private final class NaivePermit implements Permit {

        private final Cost reserved;
        private final Moment takenAt;
        private final List<Taken> taken;
        private boolean ended;

        NaivePermit(Cost reserved, Moment takenAt, List<Taken> taken) {
            this.reserved = reserved;
            this.takenAt = takenAt;
            this.taken = taken;
        }

        @Override
        public void settle(Cost actual) {
            synchronized (NaiveRateLimiter.this) {
                List<Long> quantities = taken.stream()
                        .map(each -> actual.quantity(each.line.limit.counted()))
                        .toList();
                for (int i = 0; i < taken.size() && !ended; i++) {
                    end(taken.get(i), quantities.get(i));
                }
                ended = true;
            }
        }

        private void end(Taken each, long actual) {
            Moment now = now();
            Line line = each.line;
            boolean late = now.nanos() - takenAt.nanos() > permitTimeToLive.toNanos();
            long counted = late ? Math.max(actual, line.cost) : actual;
            LimitOracle current = used.getOrDefault(line.subject, Map.of()).get(line.limit.id());
            List<String> ids = lastIds.getOrDefault(line.subject, List.of(line.limit.id()));
            if (current == line.oracle) {
                each.charge.end(counted, now);
            } else if (counted > line.cost && ids.contains(line.limit.id()) && isStillCounted(line.limit, now)) {
                LimitOracle owing = current == null ? LimitOracle.of(line.limit) : current;
                used.computeIfAbsent(line.subject, key -> new HashMap<>()).put(line.limit.id(), owing);
                owing.take(line.limit, counted - line.cost, now).end(counted - line.cost, now);
            }
        }

        /** What was used in a period of the calendar that is over counts nowhere. */
        private boolean isStillCounted(Limit limit, Moment now) {
            return !(limit instanceof CalendarLimit calendar)
                    || CalendarOracle.end(calendar, takenAt).equals(CalendarOracle.end(calendar, now));
        }

        @Override
        public void release() {
            Cost nothing = Cost.none();
            for (Taken each : taken) {
                if (each.line.limit.counted().isNamed()
                        || each.line.limit.counted().name().indexOf('/') > 0) {
                    nothing = nothing.and(each.line.limit.counted(), 0);
                }
            }
            settle(nothing);
        }

        @Override
        public void close() {
            settle(reserved);
        }
    }

    private record NaiveDecision(
            @Nullable LimitState binding,
            long retryAfterNanos,
            List<LimitState> states,
            List<LimitState> shadowRefusals,
            @Nullable Permit open)
            implements Decision {

        @Override
        public Reason reason() {
            if (binding == null) {
                return Reason.ADMITTED;
            }
            return retryAfterNanos == Long.MAX_VALUE ? Reason.NEVER_ADMISSIBLE : Reason.LIMITED;
        }

        @Override
        public Permit permit() {
            if (open == null) {
                throw new IllegalStateException("nothing was taken: " + this);
            }
            return Objects.requireNonNull(open);
        }
    }
}
