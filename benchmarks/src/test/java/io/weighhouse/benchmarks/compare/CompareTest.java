// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompareTest {

    private final ManualGauges gauges = new ManualGauges();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void run_everyGoalMet_printsTheTableAndTheMachine_andExitsWith0() {
        Case c = Case.of("admit", gauges.taking(20, 0))
                .against("Bucket4j", gauges.taking(80, 104), 0.5)
                .against("Guava", gauges.taking(10, 0))
                .nanosAtMost(20)
                .bytesAtMost(0);

        assertThat(compare(c, "limits")).isZero();

        assertThat(out.toString(UTF_8).lines())
                .containsExactly(
                        "suite  | case             | ours    | rival            | ratio | goal       | ok/SHORT",
                        "limits | admit            | 20.0 ns | Bucket4j 80.0 ns | 0.25  | <= 0.50    | ok",
                        "limits | admit            | 20.0 ns | Guava 10.0 ns    | 2.00  | none       | ok",
                        "limits | admit            | 20.0 ns | -                | -     | <= 20.0 ns | ok",
                        "limits | admit, allocated | 0.0 B   | -                | -     | <= 0.0 B   | ok",
                        Machine.line());
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void run_netOfABaseline_comparesWhatRemains_exceptForARivalOfWholeTime() {
        Case c = Case.of("admit", gauges.taking(20, 0))
                .netOf("clock", gauges.taking(5, 0))
                .against("Bucket4j", gauges.taking(80, 104), 0.2)
                .againstWhole("milliseconds", gauges.taking(40, 0))
                .nanosAtMost(15);

        assertThat(compare(c, "limits")).isZero();

        assertThat(out.toString(UTF_8).lines())
                .containsExactly(
                        "suite  | case                   | ours    | rival                | ratio | goal       | ok/SHORT",
                        "limits | admit, above the clock | 15.0 ns | Bucket4j 75.0 ns     | 0.20  | <= 0.20    | ok",
                        "limits | admit                  | 20.0 ns | milliseconds 40.0 ns | 0.50  | none       | ok",
                        "limits | admit, above the clock | 15.0 ns | clock 5.0 ns         | 3.00  | <= 15.0 ns | ok",
                        Machine.line());
    }

    @Test
    void run_ratioNetOfABaselineMissed_saysShort_thoughTheWholeWouldMeetIt() {
        Case c = Case.of("admit", gauges.taking(30, 0))
                .netOf("clock", gauges.taking(25, 0))
                .against("Guava", gauges.taking(32, 0), 0.67);

        assertThat(compare(c, "limits")).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("| 5.0 ns | Guava 7.0 ns  | 0.71  | <= 0.67 | SHORT");
    }

    @Test
    void run_nothingLeftOfTheRivalAboveTheBaseline_isMetOnlyWhereNothingIsLeftOfOurs() {
        Case ours = Case.of("less", gauges.taking(24, 0))
                .netOf("clock", gauges.taking(25, 0))
                .against("Guava", gauges.taking(25, 0), 0.67);
        Case theirs = Case.of("more", gauges.taking(26, 0))
                .netOf("clock", gauges.taking(25, 0))
                .against("Guava", gauges.taking(24, 0), 0.67);

        assertThat(compare(ours, "limits")).isZero();
        assertThat(compare(theirs, "limits")).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("| 1.0 ns | Guava 0.0 ns  | -     | <= 0.67 | SHORT");
    }

    @Test
    void run_ratioMissed_saysShort_andExitsWith1() {
        Case c = Case.of("admit", gauges.taking(41, 0)).against("Bucket4j", gauges.taking(80, 0), 0.5);

        assertThat(compare(c, "limits")).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("| 0.51  | <= 0.50 | SHORT");
    }

    @Test
    void run_goalOfAnEighth_isTold() {
        Case c = Case.of("admit", gauges.taking(10, 0)).against("Bucket4j", gauges.taking(80, 0), 0.125);

        assertThat(compare(c, "limits")).isZero();
        assertThat(out.toString(UTF_8)).contains("| 0.13  | <= 0.125 | ok");
    }

    @Test
    void run_nanosMissed_saysShort_andExitsWith1() {
        assertThat(compare(Case.of("admit", gauges.taking(21, 0)).nanosAtMost(20), "limits"))
                .isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("| 21.0 ns | -     | -     | <= 20.0 ns | SHORT");
    }

    @Test
    void run_nanosAboveTheBaselineMissed_saysShort_andExitsWith1() {
        Case c = Case.of("admit", gauges.taking(46, 0))
                .netOf("clock", gauges.taking(25, 0))
                .nanosAtMost(20);

        assertThat(compare(c, "limits")).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("| 21.0 ns | clock 25.0 ns | 0.84  | <= 20.0 ns | SHORT");
    }

    @Test
    void run_oneByteTooMany_saysShort_andExitsWith1() {
        assertThat(compare(Case.of("admit", gauges.taking(20, 1)).bytesAtMost(0), "limits"))
                .isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("| 1.0 B | -     | -     | <= 0.0 B | SHORT");
    }

    @Test
    void run_bytesWithoutAGoal_areForInformation() {
        assertThat(compare(Case.of("admit", gauges.taking(20, 48)).tellingBytes(), "limits"))
                .isZero();
        assertThat(out.toString(UTF_8)).contains("limits | admit, allocated | 48.0 B | -     | -     | none | ok");
    }

    @Test
    void run_noGoalAndNoRival_isForInformation() {
        assertThat(compare(Case.of("read", gauges.taking(25, 0)), "clock")).isZero();
        assertThat(out.toString(UTF_8)).contains("clock | read | 25.0 ns | -     | -     | none | ok");
    }

    @Test
    void run_workOfOtherThreads_countsAcrossThreads() {
        Case c = Case.of("two threads", gauges.takingElsewhere(10))
                .against("rival", gauges.taking(40, 0), 0.25)
                .acrossThreads();

        assertThat(compare(c, "limits")).isZero();
        assertThat(out.toString(UTF_8)).contains("| 10.0 ns | rival 40.0 ns | 0.25");
    }

    @Test
    void turns_areAsLongAsTheCaseNeeds() {
        Case usual = Case.of("c", gauges.taking(1, 0));
        Duration turn = Budget.QUICK.turn();

        assertThat(Budget.QUICK.turnNanos(usual)).isEqualTo(turn.toNanos());
        assertThat(Budget.QUICK.turnNanos(usual.withLongTurns())).isEqualTo(8 * turn.toNanos());
        assertThat(Budget.QUICK.turnNanos(usual.acrossThreads())).isEqualTo(25 * turn.toNanos());
    }

    @Test
    void run_quick_takesLessThanHalfAMinuteForManyCases() {
        Case[] cases = new Case[20];
        for (int i = 0; i < cases.length; i++) {
            cases[i] = Case.of("case " + i, gauges.taking(1_000, 0))
                    .against("rival", gauges.taking(100_000, 0))
                    .against("slow rival", gauges.taking(2_000_000, 0));
        }

        assertThat(compare(suite("many", cases), "many", "--quick")).isZero();
        assertThat(gauges.wallNanos()).isLessThan(36_000_000_000L);
    }

    @Test
    void run_noSuite_listsThem() {
        assertThat(compare(suite("clock"))).isZero();
        assertThat(out.toString(UTF_8))
                .contains("usage: benchmarks/compare <suite> [--quick]")
                .contains("clock         about clock");
    }

    @Test
    void run_unknownSuite_isRefusedWithTheList_andExitsWith2() {
        assertThat(compare(suite("clock"), "clokc")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("unknown suite: clokc\n").contains("about clock");
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void run_unknownFlag_isRefused_andExitsWith2() {
        assertThat(compare(suite("clock"), "clock", "--fast")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("unknown flag: --fast\n");
    }

    @Test
    void run_twoSuites_areRefused_andExitsWith2() {
        assertThat(compare(suite("clock"), "clock", "money")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("one suite at a time: clock money\n");
    }

    @Test
    void run_bodyThatFails_saysWhich_andExitsWith3() {
        Body failing = iterations -> {
            throw new IllegalStateException("broken");
        };

        assertThat(compare(Case.of("read", failing), "clock")).isEqualTo(3);
        assertThat(err.toString(UTF_8)).startsWith("suite clock failed: java.lang.IllegalStateException: broken");
    }

    @Test
    void goals_outOfRange_areRefused() {
        Body body = gauges.taking(1, 0);
        assertThatThrownBy(() -> Case.of("c", body).against("r", body, 0)).hasMessage("must be > 0: ratioAtMost=0.0");
        assertThatThrownBy(() -> Case.of("c", body).nanosAtMost(Double.NaN)).hasMessage("must be > 0: nanosAtMost=NaN");
        assertThatThrownBy(() -> Case.of("c", body).bytesAtMost(-1)).hasMessage("must be >= 0: bytesAtMost=-1.0");
        assertThatThrownBy(() -> Case.of("c", body).bytesAtMost(24).acrossThreads())
                .hasMessage("bytes are counted on one thread: acrossThreads with bytesAtMost=24.0");
    }

    private int compare(Case c, String suite) {
        return compare(suite(suite, c), suite);
    }

    private int compare(Suite suite, String... args) {
        PrintStream outStream = new PrintStream(out, true, UTF_8);
        PrintStream errStream = new PrintStream(err, true, UTF_8);
        return new Compare(List.of(suite), gauges, outStream, errStream).run(List.of(args));
    }

    private static Suite suite(String name, Case... cases) {
        return new Suite() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String about() {
                return "about " + name;
            }

            @Override
            public List<Case> cases() {
                return List.of(cases);
            }
        };
    }
}
