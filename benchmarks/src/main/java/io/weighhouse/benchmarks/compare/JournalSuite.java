// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.FileFloor;
import io.weighhouse.benchmarks.rival.JdbcLedger;
import io.weighhouse.benchmarks.rival.WakingFloor;
import io.weighhouse.benchmarks.work.DurableLedger;
import io.weighhouse.benchmarks.work.TransferLedger;
import io.weighhouse.benchmarks.work.Transfers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Durable transfers from one hot account, ours against embedded databases and against the bare disk; what they take there,
 * and how fast they are read again.
 */
final class JournalSuite implements Suite {

    private static final int HOT = 1;
    private static final int CALLERS = 32;
    private static final int SOME = 256;
    private static final int MANY = 4096;
    private static final int BATCH = 100;
    private static final int SECTOR = 512;
    private static final int SECTOR_PAYLOAD = 504;
    private static final int HEADER_BYTES = 48;
    private static final int BYTES_OF_A_TRANSFER = 56;
    private static final long FLOOR_BYTES = 64 << 20;
    private static final int WARMING = 100_000;
    private static final int READINGS = 3;

    private final TransferLedger.Opener ours;
    private final Path parent;
    private final int kept;
    private @Nullable Scratch scratch;

    /**
     * With files below a directory, whose disk is the one that is measured.
     *
     * @param kept how many transfers are read again
     */
    JournalSuite(TransferLedger.Opener ours, Path parent, int kept) {
        this.ours = ours;
        this.parent = parent;
        this.kept = kept;
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public String about() {
        return "durable transfers, against SQLite, H2 and a bare force of the file";
    }

    /*
     * Wanted: 50,000 transfers a second with 32 callers and a 99th percentile of 1 ms; 100,000 with 256 in flight and 500,000
     * with 4,096; half of the bare force's; 50,000 pairs of hold and capture; 2 million done again. The goals leave room for
     * a disk and two processors that others use too; the README has what was measured.
     */
    @Override
    public List<Measured> cases() throws Exception {
        Scratch files = new Scratch(parent);
        scratch = files;
        TransferLedger mine = funded(files.keep(ours.open(files.directory("ours"))));
        Clock clock = Clock.systemUTC();
        TransferLedger sqlite = funded(files.keep(JdbcLedger.sqlite(files.directory("sqlite"), clock)));
        TransferLedger h2 = funded(files.keep(JdbcLedger.h2(files.directory("h2"), clock)));
        DurableLedger calls = files.keep(DurableLedger.open(files.directory("calls")));
        funded(calls);
        WakingFloor waking = files.keep(new WakingFloor());
        Load pairs = calls(calls);
        pairs.run(
                WARMING, new Latencies()); // the last case: there may be no time left to warm it up when it is its turn
        KeptLedger again = new KeptLedger(ours, files.directory("kept"), kept);
        // The figures first: they do a million transfers, by which ours is warm when it races.
        return List.of(
                Figure.of("on the disk, a transfer", "B", again::bytesPerTransfer)
                        .atMost(96),
                Figure.of("opened again, transfers done again", "/s", again::replayedPerSecond)
                        .times(READINGS)
                        .atLeast(2_000_000),
                Figure.of("opened again with a snapshot, for a million transfers", "ms", again::millisForAMillion)
                        .times(READINGS),
                Throughput.of("transfers, 32 callers", callers(CALLERS, mine))
                        .against("SQLite", callers(CALLERS, sqlite), 5)
                        .against("H2", callers(CALLERS, h2))
                        .against("bare force of 32", floor(CALLERS), 0.25)
                        .against("waking alone", Load.callers(CALLERS, sequence -> waking.ask()))
                        .perSecondAtLeast(30_000)
                        .percentile99AtMost(Duration.ofMillis(5))
                        .withProcessCpu(),
                Throughput.of("transfers, 256 in flight", inFlight(SOME, mine))
                        .against("bare force of 256", floor(SOME), 0.2)
                        .perSecondAtLeast(100_000)
                        .withProcessCpu(),
                Throughput.of("transfers, 4,096 in flight", inFlight(MANY, mine))
                        .against("SQLite, batches of 100", batches(sqlite), 4)
                        .against("H2, batches of 100", batches(h2))
                        .against("bare force of 4,096", floor(MANY), 0.08)
                        .perSecondAtLeast(500_000)
                        .withProcessCpu(),
                Throughput.of("hold and capture, 256 in flight", pairs)
                        .perSecondAtLeast(50_000)
                        .withProcessCpu());
    }

    @Override
    public void close() throws Exception {
        if (scratch != null) {
            scratch.close();
        }
    }

    private static TransferLedger funded(TransferLedger ledger) throws IOException {
        new Transfers(1, HOT).fund(ledger);
        return ledger;
    }

    private static Load callers(int callers, TransferLedger ledger) {
        Transfers transfers = new Transfers(callers, HOT);
        return Load.callers(callers, sequence -> KeptLedger.booked(ledger.transfer(transfers.at(sequence)) ? 1 : 0, 1));
    }

    private static Load inFlight(int most, TransferLedger ledger) {
        Transfers transfers = new Transfers(most, HOT);
        return Load.inFlight(most, sequence -> ledger.start(transfers.at(sequence)));
    }

    private static Load calls(DurableLedger ledger) {
        Transfers transfers = new Transfers(SOME, HOT);
        return Load.inFlight(SOME, sequence -> ledger.startCall(transfers.at(sequence)));
    }

    private static Load batches(TransferLedger ledger) {
        Transfers transfers = new Transfers(BATCH, HOT);
        return Load.batches(
                BATCH, (first, size) -> KeptLedger.booked(ledger.transfer(transfers.batch(first, size)), size));
    }

    /** As if all who wait went into one write, which is the best that callers can get; in whole sectors, as a journal's. */
    private Load floor(int transfers) throws IOException {
        Scratch files = files();
        Path file = files.directory("floor-" + transfers).resolve("floor");
        int payload = HEADER_BYTES + transfers * BYTES_OF_A_TRANSFER;
        int sectors = (payload + SECTOR_PAYLOAD - 1) / SECTOR_PAYLOAD;
        FileFloor floor = files.keep(new FileFloor(file, sectors * SECTOR, FLOOR_BYTES));
        return Load.batches(transfers, (first, size) -> floor.append());
    }

    private Scratch files() {
        if (scratch == null) {
            throw new IllegalStateException("not set up");
        }
        return scratch;
    }
}
