// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.load.GatewayLoad;
import io.weighhouse.benchmarks.load.LoadedGateways;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One gateway over HTTP, each request metered into a journal, against the same without metering; each in a process of its
 * own.
 */
final class GatewayCases {

    private static final int CALLERS = 64;
    private static final int PER_SECOND = 1_000;
    private static final int WARMING = 1_000;
    private static final Duration LONGEST_WARMING = Duration.ofSeconds(8);
    private static final int MOST_WARMING = 30;
    private static final int ROUNDS = 3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;

    private final LoadedGateways gateways;
    private final Load metered;
    private final Load unmetered;
    private final Load pacedMetered;
    private final Load pacedUnmetered;
    private final Spent ofMetered;
    private final Spent ofUnmetered;
    private final List<Double> addedToP50 = new ArrayList<>();
    private final List<Double> addedToP99 = new ArrayList<>();

    /** What a gateway had done when it was warm. */
    private record Spent(GatewayLoad gateway, long cpuNanos, long calls) {

        static Spent soFar(GatewayLoad gateway) {
            return new Spent(gateway, gateway.gatewayCpuNanos(), gateway.answered());
        }

        double microsForACall() {
            return (gateway.gatewayCpuNanos() - cpuNanos) / NANOS_PER_MICRO / (gateway.answered() - calls);
        }
    }

    private GatewayCases(LoadedGateways gateways) throws Exception {
        this.gateways = gateways;
        metered = Load.callers(CALLERS, sequence -> gateways.metered().call());
        unmetered = Load.callers(CALLERS, sequence -> gateways.unmetered().call());
        warmUp(unmetered);
        warmUp(metered);
        ofMetered = Spent.soFar(gateways.metered());
        ofUnmetered = Spent.soFar(gateways.unmetered());
        pacedMetered = new PacedLoad(
                PER_SECOND, CALLERS, sequence -> gateways.metered().call());
        pacedUnmetered = new PacedLoad(
                PER_SECOND, CALLERS, sequence -> gateways.unmetered().call());
    }

    /** Until a server's code is compiled, which takes tens of thousands of calls, or time is up. */
    private static void warmUp(Load load) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < MOST_WARMING && System.nanoTime() - start < LONGEST_WARMING.toNanos(); i++) {
            load.run(WARMING, new Latencies());
        }
    }

    /** Starts the gateways and warms them up. */
    static GatewayCases start(Scratch files) throws Exception {
        return new GatewayCases(files.keep(LoadedGateways.start(files.directory("gateway"))));
    }

    List<Measured> measured() {
        return List.of(
                Throughput.of("HTTP gateway, metered and durable, 64 callers", metered)
                        .against("without metering", unmetered, 0.8),
                Figure.of("HTTP gateway, CPU of its process for a call", "us", ofMetered::microsForACall)
                        .against("without metering", ofUnmetered::microsForACall),
                Figure.of("HTTP gateway at 1,000 calls/s, metering adds to p50", "ms", () -> added(addedToP50)),
                Figure.of("HTTP gateway at 1,000 calls/s, metering adds to p99", "ms", () -> added(addedToP99))
                        .atMost(1),
                Figure.of("HTTP gateway, differences of three books", "", gateways::differences)
                        .atMost(0));
    }

    /** The median of a few rounds; with and without right after each other, since a busy machine changes within seconds. */
    private double added(List<Double> toPercentile) throws Exception {
        while (addedToP50.size() < ROUNDS) {
            Latencies without = new Latencies();
            Latencies with = new Latencies();
            pacedUnmetered.run(PER_SECOND, without);
            pacedMetered.run(PER_SECOND, with);
            addedToP50.add((with.atPercent(50) - without.atPercent(50)) / NANOS_PER_MILLI);
            addedToP99.add((with.atPercent(99) - without.atPercent(99)) / NANOS_PER_MILLI);
        }
        return Contest.median(toPercentile);
    }
}
