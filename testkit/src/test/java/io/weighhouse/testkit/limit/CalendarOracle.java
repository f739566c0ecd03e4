// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.CalendarLimit;
import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Limit;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A calendar: what was taken in the newest period that the clock has shown. A period is known by when it ends. */
final class CalendarOracle implements LimitOracle {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** The periods that tests use, and how each finds the next start after an instant. */
    private static final Map<CalendarPeriod, UnaryOperator<Instant>> NEXT_START = Map.of(
            CalendarPeriod.hour(ZoneOffset.UTC),
            CalendarOracle::nextHour,
            CalendarPeriod.hour(BERLIN),
            CalendarOracle::nextHour,
            CalendarPeriod.day(ZoneOffset.UTC),
            now -> date(now, ZoneOffset.UTC)
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant(),
            CalendarPeriod.day(BERLIN),
            now -> date(now, BERLIN).plusDays(1).atStartOfDay(BERLIN).toInstant(),
            CalendarPeriod.week(DayOfWeek.MONDAY, ZoneOffset.UTC),
            now -> start(date(now, ZoneOffset.UTC).with(TemporalAdjusters.next(DayOfWeek.MONDAY))),
            CalendarPeriod.month(31, ZoneOffset.UTC),
            CalendarOracle::nextMonthEnd,
            CalendarPeriod.year(MonthDay.of(4, 6), ZoneOffset.UTC),
            CalendarOracle::nextSixthOfApril);

    private Instant end = Instant.MIN;
    private BigInteger used = BigInteger.ZERO;

    private static Instant nextHour(Instant now) {
        return now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    }

    private static Instant nextMonthEnd(Instant now) {
        LocalDate today = date(now, ZoneOffset.UTC);
        LocalDate last = YearMonth.from(today).atEndOfMonth();
        return start(
                today.isBefore(last)
                        ? last
                        : YearMonth.from(today).plusMonths(1).atEndOfMonth());
    }

    private static Instant nextSixthOfApril(Instant now) {
        LocalDate today = date(now, ZoneOffset.UTC);
        LocalDate sixth = LocalDate.of(today.getYear(), 4, 6);
        return start(today.isBefore(sixth) ? sixth : sixth.plusYears(1));
    }

    private static LocalDate date(Instant now, ZoneId zone) {
        return LocalDate.ofInstant(now, zone);
    }

    private static Instant start(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    @Override
    public long waitNanos(Limit limit, long cost, Moment now) {
        if (cost > limit.most()) {
            return Long.MAX_VALUE;
        }
        boolean fits =
                usedNow(limit, now).add(BigInteger.valueOf(cost)).compareTo(BigInteger.valueOf(limit.most())) <= 0;
        return fits ? 0 : nanosToEnd(limit, now);
    }

    @Override
    public Charge take(Limit limit, long cost, Moment now) {
        used = usedNow(limit, now).add(BigInteger.valueOf(cost));
        end = endNow(limit, now);
        Instant takenUntil = end;
        return (actual, settled) -> {
            if (endNow(limit, settled).equals(takenUntil)) {
                used = used.add(BigInteger.valueOf(actual)).subtract(BigInteger.valueOf(cost));
            }
        };
    }

    @Override
    public long remaining(Limit limit, Moment now) {
        return BigInteger.valueOf(limit.most())
                .subtract(usedNow(limit, now))
                .max(BigInteger.ZERO)
                .longValueExact();
    }

    @Override
    public long resetNanos(Limit limit, Moment now) {
        return usedNow(limit, now).signum() == 0 ? 0 : nanosToEnd(limit, now);
    }

    private BigInteger usedNow(Limit limit, Moment now) {
        return endNow(limit, now).equals(end) ? used : BigInteger.ZERO;
    }

    private long nanosToEnd(Limit limit, Moment now) {
        return Math.multiplyExact(endNow(limit, now).toEpochMilli() - now.epochMillis(), 1_000_000L);
    }

    private Instant endNow(Limit limit, Moment now) {
        Instant byClock = end((CalendarLimit) limit, now);
        return byClock.isAfter(end) ? byClock : end;
    }

    /** When the period of a time ends. */
    static Instant end(CalendarLimit limit, Moment now) {
        UnaryOperator<Instant> next = NEXT_START.get(limit.period());
        if (next == null) {
            throw new AssertionError("teach the oracle " + limit);
        }
        return next.apply(Instant.ofEpochMilli(now.epochMillis()));
    }
}
