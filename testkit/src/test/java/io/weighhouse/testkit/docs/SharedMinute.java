// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.testkit.ManualTicker;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Minutes in which 60 callers share 100,000 tokens a minute: each sends 1,000, allows 4,000, gets 400 after ten seconds,
 * and calls again at once; who is refused asks again a second later.
 */
final class SharedMinute {

    static final Cost ACTUAL = Cost.of(1, 1_000, 400);
    static final Cost BOUND = Cost.of(1, 1_000, 4_000);

    private static final long CALLERS = 60;
    private static final long LIMIT = 100_000;
    private static final long CALL_MILLIS = 10_000;
    private static final long RETRY_MILLIS = 1_000;
    /** 100,000 a minute are 5 in 3 milliseconds. */
    private static final long THIRDS_PER_MILLI = 5;

    private final long endMillis;
    private final Cost reserved;
    private final Consumer<Permit> ending;
    private final ManualTicker ticker = new ManualTicker();
    private final RateLimiter limiter = RateLimiter.local().ticker(ticker).build();
    private final Subjects everybody = Subjects.of("all", Quota.of(Limit.tokens("tpm", LIMIT, Duration.ofMinutes(1))));
    private final PriorityQueue<Turn> turns =
            new PriorityQueue<>(Comparator.comparingLong(Turn::atMillis).thenComparingLong(Turn::number));
    private long number;
    private long nowMillis;
    private long used;
    private long backlogThirds;
    private long backlogMillis;
    private long mostThirds;

    /** A caller's turn to end a call, if it has one, and to begin the next. */
    private record Turn(
            long atMillis, long number, @Nullable Permit permit) {}

    private SharedMinute(int minutes, Cost reserved, Consumer<Permit> ending) {
        this.endMillis = Duration.ofMinutes(minutes).toMillis();
        this.reserved = reserved;
        this.ending = ending;
    }

    /**
     * What came of it.
     *
     * @param used tokens that were used by calls which began in that time
     * @param mostBeyond by how many tokens more was used, at most, than the burst and the rate let pass
     */
    record Result(long used, long mostBeyond) {}

    /** Lives through so many minutes, with calls that take so much and are ended so. */
    static Result of(int minutes, Cost reserved, Consumer<Permit> ending) {
        return new SharedMinute(minutes, reserved, ending).run();
    }

    private Result run() {
        for (int caller = 0; caller < CALLERS; caller++) {
            later(0, null);
        }
        for (Turn turn = turns.remove(); turn.atMillis() < endMillis; turn = turns.remove()) {
            ticker.advance(Duration.ofMillis(turn.atMillis() - nowMillis));
            nowMillis = turn.atMillis();
            if (turn.permit() != null) {
                ending.accept(turn.permit());
            }
            Decision decision = limiter.acquire(everybody, reserved);
            if (decision.allowed()) {
                use();
                later(CALL_MILLIS, decision.permit());
            } else {
                later(RETRY_MILLIS, null);
            }
        }
        return new Result(used, Math.max(0, mostThirds / 3 - LIMIT));
    }

    private void later(long inMillis, @Nullable Permit permit) {
        turns.add(new Turn(nowMillis + inMillis, number++, permit));
    }

    private void use() {
        long tokens = ACTUAL.inputTokens() + ACTUAL.outputTokens();
        used += tokens;
        backlogThirds = Math.max(0, backlogThirds - THIRDS_PER_MILLI * (nowMillis - backlogMillis)) + 3 * tokens;
        backlogMillis = nowMillis;
        mostThirds = Math.max(mostThirds, backlogThirds);
    }
}
