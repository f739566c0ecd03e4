// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThroughputTest {

    private final ManualGauges gauges = new ManualGauges();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean closed;

    @Test
    void run_everyGoalMet_printsOperationsLatenciesAndCpu() {
        Throughput t = Throughput.of("transfers", taking(20))
                .against("SQLite", taking(100), 5)
                .against("bare force", taking(10))
                .perSecondAtLeast(50_000_000)
                .percentile99AtMost(Duration.ofNanos(20))
                .withProcessCpu();

        assertThat(compare(t)).isZero();
        assertThat(out.toString(UTF_8).lines().map(line -> line.replaceAll(" +", " ")))
                .startsWith(
                        "suite | case | ours | rival | ratio | goal | ok/SHORT",
                        "journal | transfers | 50,000,000 /s | - | - | >= 50,000,000 /s | ok",
                        "journal | transfers | 50,000,000 /s | SQLite 10,000,000 /s | 5.00 | >= 5.00 | ok",
                        "journal | transfers | 50,000,000 /s | bare force 100,000,000 /s | 0.50 | none | ok",
                        "journal | transfers, p50 | 0.0 us | SQLite 0.1 us | 0.20 | none | ok",
                        "journal | transfers, p50 | 0.0 us | bare force 0.0 us | 2.00 | none | ok",
                        "journal | transfers, p99 | 0.0 us | - | - | <= 0.0 us | ok");
        assertThat(out.toString(UTF_8)).contains("transfers, CPU of the process | 0.0 us");
        assertThat(closed).isTrue();
    }

    @Test
    void run_fewerThanTheGoal_saysShort() {
        assertThat(compare(Throughput.of("transfers", taking(21)).against("SQLite", taking(100), 5)))
                .isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("| 4.76  | >= 5.00 | SHORT");
    }

    @Test
    void run_slowerThanTheGoal_saysShort() {
        assertThat(compare(Throughput.of("transfers", taking(2_000_000)).perSecondAtLeast(501)))
                .isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("| 500.0 /s").contains(">= 501.0 /s | SHORT");
        assertThat(compare(Throughput.of("transfers", taking(2_000_000)).percentile99AtMost(Duration.ofMillis(1))))
                .isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("<= 1,000 us | SHORT");
    }

    @Test
    void run_noGoalAndNoRival_isForInformation() {
        assertThat(compare(Throughput.of("transfers", taking(2_000_000)))).isZero();
        assertThat(out.toString(UTF_8)).contains("500.0 /s").contains("transfers, p99");
    }

    @Test
    void run_aFewSlowTurns_doNotMoveTheMedian() throws Exception {
        int[] turn = {0};
        Load usual = taking(1_000);
        Load disturbed = taking(50_000);
        Load load = (operations, latencies) -> (++turn[0] % 5 == 0 ? disturbed : usual).run(operations, latencies);

        Race.Result result =
                new Race(gauges, 1_000_000, List.of(load)).run(100_000_000).get(0);

        assertThat(result.perSecond()).isEqualTo(1_000_000);
        assertThat(result.p99Nanos()).isBetween(1_000.0, 1_031.0);
        assertThat(result.cpuNanosPerOp()).isEqualTo(1_000);
    }

    @Test
    void run_rounds_rotateTheOrder() throws Exception {
        List<String> order = new ArrayList<>();
        List<Load> loads = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            loads.add((operations, latencies) -> {
                order.add(name);
                taking(1_000).run(operations, latencies);
            });
        }

        new Race(gauges, 1_000, loads).run(0);

        assertThat(String.join("", order)).isEqualTo("aaabbbccc" + "abcbcacababcbca");
    }

    @Test
    void run_figures_printsTheirMedianAndGoal() {
        double[] readings = {7, 900, 8};
        int[] next = {0};
        Figure size = Figure.of("a transfer", "B", () -> 63.96).atMost(64).against("SQLite", () -> 128);
        Figure replay =
                Figure.of("replay", "/s", () -> readings[next[0]++]).times(3).atLeast(8.5);
        Figure plain = Figure.of("plain", "B", () -> 1_234_567);

        assertThat(compare(size, replay, plain)).isEqualTo(1);
        assertThat(out.toString(UTF_8).lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "journal | a transfer | 64.0 B | - | - | <= 64.0 B | ok",
                        "journal | a transfer | 64.0 B | SQLite 128.0 B | 0.50 | none | ok",
                        "journal | replay | 8.0 /s | - | - | >= 8.5 /s | SHORT",
                        "journal | plain | 1,234,567 B | - | - | none | ok");
    }

    @Test
    void run_figureThatCannotBeRead_failsTheSuite_whichIsClosed() {
        Figure broken = Figure.of("broken", "B", () -> {
            throw new IllegalStateException("no file");
        });

        assertThat(compare(broken)).isEqualTo(3);
        assertThat(closed).isTrue();
    }

    @Test
    void goals_outOfRange_areRefused() {
        Throughput t = Throughput.of("t", taking(1));
        assertThatThrownBy(() -> t.against("r", taking(1), 0)).hasMessage("must be > 0: ratioAtLeast=0.0");
        assertThatThrownBy(() -> t.perSecondAtLeast(-1)).hasMessage("must be > 0: perSecondAtLeast=-1.0");
        assertThatThrownBy(() -> t.percentile99AtMost(Duration.ZERO))
                .hasMessage("must be > 0: percentile99AtMost nanoseconds=0.0");
        assertThatThrownBy(() -> Figure.of("f", "B", () -> 1).times(0)).hasMessage("must be > 0: times=0");
    }

    private Load taking(long nanosPerOp) {
        Body body = gauges.taking(nanosPerOp, 0);
        return (operations, latencies) -> {
            body.run(operations);
            latencies.record(nanosPerOp, operations);
        };
    }

    private int compare(Measured... measured) {
        Suite suite = new Suite() {
            @Override
            public String name() {
                return "journal";
            }

            @Override
            public String about() {
                return "about it";
            }

            @Override
            public List<Measured> cases() {
                return List.of(measured);
            }

            @Override
            public void close() {
                closed = true;
            }
        };
        PrintStream stream = new PrintStream(out, true, UTF_8);
        return new Compare(List.of(suite), gauges, stream, stream).run(List.of("journal"));
    }
}
