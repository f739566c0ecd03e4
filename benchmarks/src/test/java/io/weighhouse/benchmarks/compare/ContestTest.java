// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {

    private static final long TURN_NANOS = 1_000;
    private static final long SECOND = 1_000_000_000;

    private final ManualGauges gauges = new ManualGauges();

    @Test
    void median_ofOddAndEvenCounts_isTheMiddle() {
        assertThat(Contest.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5.0);
        assertThat(Contest.median(List.of(9.0, 1.0, 5.0, 7.0))).isEqualTo(6.0);
        assertThat(Contest.median(List.of(3.0))).isEqualTo(3.0);
    }

    @Test
    void median_ofNothing_isRefused() {
        assertThatThrownBy(() -> Contest.median(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void run_twoBodies_givesEachItsOwnFigures() throws Exception {
        List<Contest.Figure> figures =
                contest(gauges.taking(20, 0), gauges.taking(50, 104)).run(SECOND);

        assertThat(figures).containsExactly(new Contest.Figure(20, 0), new Contest.Figure(50, 104));
    }

    @Test
    void run_workOfOtherThreads_countsOnlyWhenAskedFor() throws Exception {
        List<Body> bodies = List.of(gauges.takingElsewhere(50));

        assertThat(new Contest(gauges, TURN_NANOS, true, bodies).run(SECOND))
                .containsExactly(new Contest.Figure(50, 0));
        assertThat(new Contest(gauges, TURN_NANOS, false, bodies).run(0)).containsExactly(new Contest.Figure(0, 0));
    }

    @Test
    void run_aFewSlowRounds_doNotMoveTheMedian() throws Exception {
        Body usual = gauges.taking(10, 0);
        Body disturbed = gauges.taking(10_000, 0);
        int[] turn = {0};
        Body body = iterations -> (++turn[0] % 5 == 0 ? disturbed : usual).run(iterations);

        assertThat(contest(body).run(SECOND).get(0).nanosPerOp()).isEqualTo(10);
    }

    @Test
    void run_bodyThatGetsFaster_isMeasuredWarm() throws Exception {
        Body cold = gauges.taking(1_000, 0);
        Body warm = gauges.taking(10, 0);
        int[] turn = {0};
        Body body = iterations -> (++turn[0] <= 20 ? cold : warm).run(iterations);

        assertThat(contest(body).run(SECOND).get(0).nanosPerOp()).isEqualTo(10);
    }

    @Test
    void run_measuringRounds_rotateTheOrder() throws Exception {
        List<String> order = new ArrayList<>();
        Body a = named("a", order);
        Body b = named("b", order);
        Body c = named("c", order);

        contest(a, b, c).run(0);

        assertThat(String.join("", order)).endsWith("abcbcacababcbca");
    }

    @Test
    void run_noTimeAtAll_stillMeasuresFiveRounds() throws Exception {
        int[] turns = {0};
        Body body = iterations -> {
            turns[0]++;
            return gauges.taking(TURN_NANOS, 0).run(iterations);
        };

        contest(body).run(0);

        assertThat(turns[0]).isEqualTo(1 + 5);
    }

    @Test
    void run_plentyOfTime_warmsUpUntilSteady_andMeasuresAHundredAndOneRounds() throws Exception {
        int[] turns = {0};
        Body body = iterations -> {
            turns[0]++;
            return gauges.taking(TURN_NANOS, 0).run(iterations);
        };

        contest(body).run(SECOND);

        // One to calibrate, one to know the first figure, three that do not differ from it.
        assertThat(turns[0]).isEqualTo(1 + 1 + 3 + 101);
    }

    @Test
    void run_someTime_staysWithinIt() throws Exception {
        contest(gauges.taking(10, 0), gauges.taking(30, 0)).run(50 * TURN_NANOS);

        assertThat(gauges.wallNanos()).isBetween(40 * TURN_NANOS, 60 * TURN_NANOS);
    }

    @Test
    void run_bodyThatFails_passesItsExceptionOn() {
        Body failing = iterations -> {
            throw new IllegalStateException("broken");
        };

        assertThatThrownBy(() -> contest(failing).run(SECOND)).hasMessage("broken");
    }

    @Test
    void inParallel_splitsTheIterations_andAddsTheSums() throws Exception {
        List<String> threads = Collections.synchronizedList(new ArrayList<>());
        Body counting = iterations -> {
            threads.add(Thread.currentThread().getName());
            return iterations;
        };

        assertThat(Body.inParallel(counting, counting).run(7)).isEqualTo(7);
        assertThat(threads).containsExactlyInAnyOrder(Thread.currentThread().getName(), "benchmarks-other");
    }

    @Test
    void inParallel_failureOnTheOtherThread_isPassedOn() {
        Body failing = iterations -> {
            throw new IllegalStateException("broken there");
        };

        assertThatThrownBy(() -> Body.inParallel(iterations -> 0, failing).run(2))
                .hasMessage("broken there");
    }

    @Test
    void run_onTwoThreads_countsTheTimeOfBoth() throws Exception {
        Gauges real = Gauges.ofThisProcess();
        Body nothing = iterations -> iterations;
        Body busy = iterations -> {
            long end = real.threadCpuNanos() + 1_000_000L * iterations;
            while (real.threadCpuNanos() < end) {
                Thread.onSpinWait();
            }
            return iterations;
        };

        Contest.Figure figure = new Contest(real, 2_000_000, false, List.of(Body.onTwoThreads(nothing, busy)))
                .run(0)
                .get(0);

        // A millisecond for each of the other thread's iterations, which are half of all.
        assertThat(figure.nanosPerOp()).isBetween(400_000.0, 1_500_000.0);
    }

    @Test
    void onTwoThreads_splitsTheIterations_andPassesAFailureOn() throws Exception {
        List<String> threads = Collections.synchronizedList(new ArrayList<>());
        Body counting = iterations -> {
            threads.add(Thread.currentThread().getName());
            return iterations;
        };
        Body failing = iterations -> {
            throw new IllegalStateException("broken there");
        };

        assertThat(Body.onTwoThreads(counting, counting).run(7)).isEqualTo(7);
        assertThat(threads).containsExactlyInAnyOrder(Thread.currentThread().getName(), "benchmarks-other");
        assertThatThrownBy(() -> Body.onTwoThreads(counting, failing).run(2)).hasMessage("broken there");
    }

    @Test
    void gauges_ofThisProcess_countWorkAndBytes() throws Exception {
        Body allocating = iterations -> {
            long sum = 0;
            for (int i = 0; i < iterations; i++) {
                sum += new long[1_000].length + System.nanoTime() % 2;
            }
            return sum;
        };

        Contest.Figure figure = new Contest(Gauges.ofThisProcess(), 1_000_000, false, List.of(allocating))
                .run(0)
                .get(0);

        assertThat(figure.nanosPerOp()).isPositive();
        assertThat(figure.bytesPerOp()).isBetween(0.0, 10_000.0);
    }

    private Contest contest(Body... bodies) {
        return new Contest(gauges, TURN_NANOS, false, List.of(bodies));
    }

    private Body named(String name, List<String> order) {
        return iterations -> {
            order.add(name);
            return gauges.taking(TURN_NANOS, 0).run(iterations);
        };
    }
}
