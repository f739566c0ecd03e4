// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadTest {

    private final Latencies latencies = new Latencies();

    @Test
    void callers_doEachOperationOnce_countingUpFromTurnToTurn() throws Exception {
        List<Long> done = Collections.synchronizedList(new ArrayList<>());
        Load load = Load.callers(3, done::add);

        load.run(10, latencies);
        load.run(5, latencies);

        assertThat(done)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 15).boxed().toList());
        assertThat(latencies.count()).isEqualTo(15);
    }

    @Test
    void callers_askAtTheSameTime_onThreadsOfTheirOwn() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();

        Load.callers(4, sequence -> {
                    threads.add(Thread.currentThread());
                    together.await();
                })
                .run(4, latencies);

        assertThat(threads).hasSize(4).doesNotContain(Thread.currentThread());
    }

    @Test
    void callers_oneThatFails_endsTheLoad() {
        Load load = Load.callers(3, sequence -> {
            if (sequence == 5) {
                throw new IllegalStateException("broken");
            }
        });

        assertThatThrownBy(() -> load.run(1_000_000_000, latencies)).hasMessage("broken");
    }

    @Test
    void batches_completeTheLastOne_andRecordEachOperation() throws Exception {
        List<String> done = new ArrayList<>();
        Load load = Load.batches(4, (first, size) -> done.add(first + "+" + size));

        load.run(5, latencies);
        load.run(1, latencies);

        assertThat(done).containsExactly("0+4", "4+4", "8+4");
        assertThat(latencies.count()).isEqualTo(12);
    }

    @Test
    void inFlight_neverHasMoreOutstanding_andWaitsForAll() throws Exception {
        List<CompletableFuture<Long>> outstanding = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Load load = Load.inFlight(3, sequence -> {
            CompletableFuture<Long> one = new CompletableFuture<>();
            outstanding.add(one);
            sizes.add(outstanding.size());
            // Nobody else would complete them: full, or the last.
            if (outstanding.size() == 3 || sequence == 7) {
                List<CompletableFuture<Long>> all = List.copyOf(outstanding);
                outstanding.clear();
                all.forEach(each -> each.complete(sequence));
            }
            return one;
        });

        load.run(8, latencies);

        assertThat(sizes).containsExactly(1, 2, 3, 1, 2, 3, 1, 2);
        assertThat(latencies.count()).isEqualTo(8);
    }

    @Test
    void inFlight_oneThatFails_endsTheLoad() {
        Load load = Load.inFlight(
                2,
                sequence -> sequence == 5
                        ? CompletableFuture.failedFuture(new IllegalStateException("broken"))
                        : CompletableFuture.completedFuture(sequence));

        assertThatThrownBy(() -> load.run(1_000_000_000, latencies))
                .hasMessage("an operation in flight failed: broken");
        assertThat(latencies.count()).isEqualTo(6);
    }

    @Test
    void loads_ofNobody_areRefused() {
        assertThatThrownBy(() -> Load.callers(0, sequence -> {})).hasMessage("must be > 0: callers=0");
        assertThatThrownBy(() -> Load.batches(0, (first, size) -> {})).hasMessage("must be > 0: size=0");
        assertThatThrownBy(() -> Load.inFlight(0, sequence -> new CompletableFuture<>()))
                .hasMessage("must be > 0: most=0");
    }
}
