// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.FileFloor;
import io.weighhouse.benchmarks.rival.JdbcLedger;
import io.weighhouse.benchmarks.work.TransferLedger;
import io.weighhouse.benchmarks.work.Transfers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Durable transfers, ours against embedded databases and against the bare disk; what they take there, and how fast they are
 * read again.
 */
final class JournalSuite implements Suite {

    private static final int WALLETS = 1024;
    private static final int CALLERS = 64;
    private static final int BATCH = 100;
    private static final int BYTES_OF_A_TRANSFER = 64;
    private static final long FLOOR_BYTES = 64 << 20;
    private static final int KEPT = 200_000;
    private static final int KEPT_BATCH = 1_000;
    private static final int READINGS = 3;

    private final TransferLedger.Opener ours;
    private final Path parent;
    private @Nullable Scratch scratch;

    /** With files below a directory, whose disk is the one that is measured. */
    JournalSuite(TransferLedger.Opener ours, Path parent) {
        this.ours = ours;
        this.parent = parent;
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public String about() {
        return "durable transfers, against SQLite, H2 and a bare force of the file";
    }

    @Override
    public List<Measured> cases() throws IOException {
        Scratch files = new Scratch(parent);
        scratch = files;
        TransferLedger mine = funded(files.keep(ours.open(files.directory("ours"))));
        Clock clock = Clock.systemUTC();
        TransferLedger sqlite = funded(files.keep(JdbcLedger.sqlite(files.directory("sqlite"), clock)));
        TransferLedger h2 = funded(files.keep(JdbcLedger.h2(files.directory("h2"), clock)));
        Kept kept = new Kept(ours, files.directory("kept"));
        return List.of(
                Throughput.of("transfers, 1 caller", callers(1, mine))
                        .against("SQLite", callers(1, sqlite))
                        .against("H2", callers(1, h2))
                        .against("bare force", floor(1))
                        .withProcessCpu(),
                Throughput.of("transfers, 64 callers", callers(CALLERS, mine))
                        .against("SQLite", callers(CALLERS, sqlite))
                        .against("H2", callers(CALLERS, h2))
                        .against("bare force of 64", floor(CALLERS))
                        .withProcessCpu(),
                Throughput.of("transfers, batches of 100", batches(mine))
                        .against("SQLite", batches(sqlite))
                        .against("H2", batches(h2))
                        .against("bare force of 100", floor(BATCH))
                        .withProcessCpu(),
                Figure.of("on the disk, a transfer", "B", kept::bytesPerTransfer),
                Figure.of("opened again, transfers", "/s", kept::replayedPerSecond)
                        .times(READINGS));
    }

    @Override
    public void close() throws Exception {
        if (scratch != null) {
            scratch.close();
        }
    }

    private static TransferLedger funded(TransferLedger ledger) throws IOException {
        new Transfers(1, WALLETS).fund(ledger);
        return ledger;
    }

    private static Load callers(int callers, TransferLedger ledger) {
        Transfers transfers = new Transfers(callers, WALLETS);
        return Load.callers(callers, sequence -> booked(ledger.transfer(transfers.at(sequence)) ? 1 : 0, 1));
    }

    private static Load batches(TransferLedger ledger) {
        Transfers transfers = new Transfers(BATCH, WALLETS);
        return Load.batches(BATCH, (first, size) -> booked(ledger.transfer(transfers.batch(first, size)), size));
    }

    /** As if all who wait went into one write, which is the best that callers can get. */
    private Load floor(int transfers) throws IOException {
        Scratch files = files();
        Path file = files.directory("floor-" + transfers).resolve("floor");
        FileFloor floor = files.keep(new FileFloor(file, transfers * BYTES_OF_A_TRANSFER, FLOOR_BYTES));
        return Load.batches(transfers, (first, size) -> floor.append());
    }

    private Scratch files() {
        if (scratch == null) {
            throw new IllegalStateException("not set up");
        }
        return scratch;
    }

    private static void booked(int booked, int wanted) {
        if (booked != wanted) {
            throw new IllegalStateException("refused: booked=" + booked + " wanted=" + wanted);
        }
    }

    /** A ledger of ours with a known number of transfers, closed and opened again. */
    private static final class Kept {

        private final TransferLedger.Opener opener;
        private final Path directory;
        private long bytes;

        Kept(TransferLedger.Opener opener, Path directory) {
            this.opener = opener;
            this.directory = directory;
        }

        double bytesPerTransfer() throws IOException {
            fill();
            return (double) bytes / KEPT;
        }

        double replayedPerSecond() throws IOException {
            fill();
            long start = System.nanoTime();
            TransferLedger ledger = opener.open(directory);
            long nanos = System.nanoTime() - start;
            ledger.close();
            return KEPT * 1e9 / nanos;
        }

        private void fill() throws IOException {
            if (bytes > 0) {
                return;
            }
            try (TransferLedger ledger = opener.open(directory)) {
                Transfers transfers = new Transfers(1, WALLETS);
                transfers.fund(ledger);
                long before = ledger.bytesOnDisk();
                for (int first = 0; first < KEPT; first += KEPT_BATCH) {
                    booked(ledger.transfer(transfers.batch(first, KEPT_BATCH)), KEPT_BATCH);
                }
                bytes = ledger.bytesOnDisk() - before;
            }
        }
    }
}
