// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.benchmarks.rival.JdbcLedger;
import io.weighhouse.benchmarks.work.Transfer;
import io.weighhouse.benchmarks.work.TransferLedger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSuiteTest {

    private static final int KEPT = 4_000;

    @TempDir
    Path parent;

    @Test
    void cases_eachRunOnce_andLeaveNothingBehind() throws Exception {
        JournalSuite suite = new JournalSuite(directory -> new MapTransfers(), parent, KEPT);
        long operations = 0;
        for (Measured measured : suite.cases()) {
            if (measured instanceof Throughput t) {
                Latencies latencies = new Latencies();
                t.ours().run(3, latencies);
                for (Throughput.Rival rival : t.rivals()) {
                    rival.load().run(3, latencies);
                }
                operations += latencies.count();
            } else if (measured instanceof Figure figure) {
                assertThat(figure.lines()).hasSize(1);
            }
        }
        suite.close();

        // Three each, or a batch.
        assertThat(operations).isEqualTo(4 * 3 + 32 + 3 + 256 + 3 + 2 * 100 + 4096 + 3);
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void close_whenOursDidNotOpen_leavesNothingBehind() throws Exception {
        JournalSuite suite = new JournalSuite(
                directory -> {
                    throw new IOException("no disk");
                },
                parent,
                KEPT);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, UTF_8);
        assertThat(new Compare(List.of(suite), new ManualGauges(), stream, stream).run(List.of("journal")))
                .isEqualTo(3);
        assertThat(err.toString(UTF_8)).contains("no disk");
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void ours_thatIsARivalToo_isMeasuredLikeIt() throws Exception {
        JournalSuite suite =
                new JournalSuite(directory -> JdbcLedger.sqlite(directory, Clock.systemUTC()), parent, KEPT);
        Throughput inFlight = (Throughput) suite.cases().get(5);
        Latencies latencies = new Latencies();
        inFlight.ours().run(20, latencies);
        suite.close();

        assertThat(latencies.count()).isEqualTo(20);
    }

    /** Nothing on a disk, and a byte for each transfer. */
    private static final class MapTransfers implements TransferLedger {

        private final Map<Integer, Long> balances = new HashMap<>();
        private final Map<Integer, Long> floors = new HashMap<>();
        private final Set<List<Long>> ids = new HashSet<>();

        @Override
        public void open(List<Integer> accounts, long floor) {
            for (int account : accounts) {
                balances.putIfAbsent(account, 0L);
                floors.putIfAbsent(account, floor);
            }
        }

        @Override
        public synchronized boolean transfer(Transfer transfer) {
            List<Long> id = List.of(transfer.idHigh(), transfer.idLow());
            long left = balance(transfer.from()) - transfer.minor();
            if (ids.contains(id)) {
                return true;
            }
            if (left < floors.getOrDefault(transfer.from(), 0L)) {
                return false;
            }
            ids.add(id);
            balances.put(transfer.from(), left);
            balances.merge(transfer.to(), transfer.minor(), Long::sum);
            return true;
        }

        @Override
        public synchronized int transfer(List<Transfer> batch) {
            return (int) batch.stream().filter(this::transfer).count();
        }

        @Override
        public synchronized long balance(int account) {
            return balances.getOrDefault(account, 0L);
        }

        @Override
        public synchronized long bytesOnDisk() {
            return ids.size();
        }

        @Override
        public void close() {}
    }
}
