// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.ConcurrencyLimit;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimit;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A random history of one subject: calls with permits and without, settled in any order and at any time, while its quota
 * changes and its ticker is put back.
 */
final class SettledHistory {

    private static final String SUBJECT = "team-7";

    /** Permits and nanoseconds: usual rates, rates that are no whole nanoseconds, and rates that only a fraction says. */
    private static final long[][] RATES = {
        {60, 60_000_000_000L},
        {100_000, 60_000_000_000L},
        {3, 1_000_000_000L},
        {7_000_000_000L, 60_000_000_000L},
        {1_000_003, 600_000_000_000L},
        {17, 7},
        {1_000, 23},
        {1, 1_000_000_000L},
        {23, 1_000_000_007L},
    };

    /** What may happen in a history beside settlements of no more than was reserved. */
    enum Twist {
        OVERRUN,
        CHANGE_OF_QUOTA,
        STEP_BACK
    }

    private record Open(Permit permit, Cost reserved, Map<String, Integer> numbers) {}

    private final SplittableRandom random;
    private final ManualTicker ticker;
    private final RateLimiter limiter;
    private final List<Quota> quotas = new ArrayList<>();
    private final Map<String, ChargedCalls> charged = new HashMap<>();
    private final List<Open> open = new ArrayList<>();
    private final boolean overruns;
    private final boolean stepsBack;
    private final boolean usesLittle;
    private final boolean isLong;
    private final long typicalPauseNanos;
    private final long most;
    private final int steps;
    private final int mostOpen;
    private Quota quota;
    private long newestReading;
    private long now;
    private int admitted;

    SettledHistory(long seed, Twist... twists) {
        this.random = new SplittableRandom(seed);
        this.overruns = List.of(twists).contains(Twist.OVERRUN);
        this.stepsBack = List.of(twists).contains(Twist.STEP_BACK) && random.nextInt(4) == 0;
        this.usesLittle = random.nextBoolean();
        long[] rate = RATES[random.nextInt(RATES.length)];
        this.isLong = random.nextInt(12) == 0;
        long few = isLong ? 60 + random.nextLong(600) : 1 + random.nextLong(20);
        long burst = random.nextBoolean() ? few : few + random.nextLong(2 * rate[0]);
        this.most = isLong ? Math.max(1, burst / (10 + random.nextInt(100))) : burst;
        long refill = Math.max(1, (long) Math.min(1e17, 1.0 * burst * rate[1] / rate[0]));
        this.typicalPauseNanos = Math.max(1, refill / (isLong ? 50 + random.nextInt(500) : 1 + random.nextInt(60)));
        quotas.add(quota(rate, burst, refill));
        for (int i = 0; i < 2 && List.of(twists).contains(Twist.CHANGE_OF_QUOTA) && random.nextInt(3) == 0; i++) {
            long[] next = random.nextBoolean() ? rate : RATES[random.nextInt(RATES.length)];
            quotas.add(quota(next, 1 + random.nextLong(2 * (next == rate ? burst : next[0])), refill));
        }
        this.quota = quotas.get(0);
        this.steps = isLong ? 300 + random.nextInt(700) : 10 + random.nextInt(60);
        this.mostOpen = isLong ? 20 + random.nextInt(200) : 1 + random.nextInt(20);
        this.ticker = new ManualTicker(random.nextBoolean() ? Long.MAX_VALUE - refill : random.nextLong());
        this.newestReading = ticker.nanos();
        long timeToLive = Math.max(1, random.nextBoolean() ? 20 * typicalPauseNanos : 2 * refill);
        this.limiter = RateLimiter.local()
                .ticker(ticker)
                .nonDurable()
                .permitTimeToLive(
                        Duration.ofNanos(Math.min(timeToLive, Duration.ofDays(1).toNanos())))
                .build();
    }

    private Quota quota(long[] rate, long burst, long refill) {
        List<Limit> limits = new ArrayList<>();
        Duration period = Duration.ofNanos(rate[1]);
        limits.add(new RateLimit("rate", Counted.TOKENS, new RateLimit.Rate(rate[0], period), burst, false));
        Duration window = Duration.ofNanos(Math.max(1, 1 + refill / 2));
        if (random.nextInt(3) == 0) {
            limits.add(Limit.rolling("window", Counted.TOKENS, 1 + random.nextLong(2 * burst), window));
        }
        if (random.nextInt(3) == 0) {
            limits.add(Limit.inFlight("at-once", isLong ? 200 : 1 + random.nextInt(5), window));
        }
        return Quota.of(limits.toArray(new Limit[0]));
    }

    /** Runs it, and fails if a limit was exceeded on the costs that calls came to. */
    SettledHistory run() {
        for (int step = 0; step < steps; step++) {
            pass();
            int choice = random.nextInt(100);
            if (choice < 4 && quotas.size() > 1) {
                change();
            } else if (choice == 4 && random.nextInt(steps) == 0) {
                reset();
            } else if (choice < 15) {
                takeWithoutPermit();
            } else if (open.size() < random.nextInt(1 + mostOpen)) {
                acquire();
            } else if (!open.isEmpty()) {
                end(open.remove(random.nextInt(open.size())));
            }
        }
        charged.values().forEach(ChargedCalls::requireWithin);
        return this;
    }

    /** How many calls were admitted. */
    int admitted() {
        return admitted;
    }

    private void pass() {
        int choice = random.nextInt(100);
        long pause = choice < 40
                ? 0
                : choice < 50
                        ? random.nextInt(4)
                        : choice < 99 || isLong ? random.nextLong(2 * typicalPauseNanos) : 50 * typicalPauseNanos;
        ticker.advanceNanos(stepsBack && random.nextInt(20) == 0 ? -pause : pause);
    }

    /** What the limiter should take the time to be, once for each of its readings. */
    private long read() {
        long reading = ticker.nanos();
        now += Math.max(0, reading - newestReading);
        newestReading = reading;
        return now;
    }

    private void change() {
        quota = quotas.get(random.nextInt(quotas.size()));
        limiter.acquire(SUBJECT, quota, Cost.of(0, Long.MAX_VALUE, 0));
        read();
        charged.keySet().removeIf(this::lacks);
        if (lacks("at-once")) {
            open.forEach(one -> one.numbers().remove("at-once"));
        }
        if (lacks("window")) {
            open.forEach(one -> one.numbers().remove("window"));
        }
    }

    private void reset() {
        limiter.reset(Subjects.of(SUBJECT, quota));
        charged.clear();
        open.forEach(one -> one.numbers().clear());
    }

    private void acquire() {
        Cost cost = cost();
        Decision decision = limiter.acquire(SUBJECT, quota, cost);
        read();
        if (decision.allowed()) {
            open.add(new Open(decision.permit(), cost, admit(cost)));
        }
    }

    private void takeWithoutPermit() {
        Cost cost = cost();
        if (lacks("at-once")) {
            boolean passes = limiter.tryAcquire(SUBJECT, quota, cost);
            read();
            if (passes) {
                admit(cost);
            }
        }
    }

    private Cost cost() {
        int choice = random.nextInt(isLong ? 60 : 8);
        if (choice == 0) {
            long left = Long.MAX_VALUE;
            for (LimitState state : limiter.peek(SUBJECT, quota, Cost.none()).states()) {
                boolean isInFlight = state.limit() instanceof ConcurrencyLimit;
                left = isInFlight ? left : Math.min(left, state.remaining());
            }
            read();
            return Cost.of(1, left, 0);
        }
        return Cost.of(1, choice % 4 == 1 ? most : random.nextLong(most + 1), 0);
    }

    private Map<String, Integer> admit(Cost cost) {
        admitted++;
        Map<String, Integer> numbers = new HashMap<>();
        for (Limit limit : quota.limits()) {
            ChargedCalls calls = charged.computeIfAbsent(limit.id(), id -> new ChargedCalls());
            numbers.put(limit.id(), calls.admit(limit, cost, now));
        }
        return numbers;
    }

    private void end(Open one) {
        long reserved = one.reserved().inputTokens();
        int choice = random.nextInt(overruns ? 5 : 4);
        Cost actual = switch (choice) {
            case 0 -> Cost.none();
            case 1 -> one.reserved();
            case 4 -> Cost.of(1, reserved + 1 + random.nextLong(most), 0);
            default -> Cost.of(1, random.nextLong((usesLittle ? reserved / 8 : reserved) + 1), 0);
        };
        if (choice == 0) {
            one.permit().release();
        } else if (choice == 1) {
            one.permit().close();
        } else {
            one.permit().settle(actual);
        }
        read();
        one.numbers()
                .forEach((id, number) ->
                        Objects.requireNonNull(charged.get(id), id).settle(number, actual, now));
    }

    private boolean lacks(String id) {
        return quota.limits().stream().noneMatch(limit -> limit.id().equals(id));
    }
}
