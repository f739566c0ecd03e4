// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.work.TransferLedger;
import io.weighhouse.benchmarks.work.Transfers;
import java.io.IOException;
import java.nio.file.Path;

/** A ledger with a known number of transfers, closed and opened again. */
final class KeptLedger {

    private static final int BATCH = 4_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLION = 1e6;

    private final TransferLedger.Opener opener;
    private final Path directory;
    private final int transfers;
    private long bytes;
    private boolean snapshot;

    /** With that many transfers, or the next thousands. */
    KeptLedger(TransferLedger.Opener opener, Path directory, int atLeast) {
        this.opener = opener;
        this.directory = directory;
        transfers = (atLeast + BATCH - 1) / BATCH * BATCH;
    }

    double bytesPerTransfer() throws IOException {
        fill();
        return (double) bytes / transfers;
    }

    double replayedPerSecond() throws IOException {
        fill();
        return transfers * NANOS_PER_SECOND / nanosToOpen();
    }

    double millisForAMillion() throws IOException {
        fill();
        if (!snapshot) {
            try (TransferLedger ledger = opener.open(directory)) {
                ledger.snapshot();
            }
            snapshot = true;
        }
        return nanosToOpen() / MILLION * MILLION / transfers;
    }

    static void booked(int booked, int wanted) {
        if (booked != wanted) {
            throw new IllegalStateException("refused: booked=" + booked + " wanted=" + wanted);
        }
    }

    private long nanosToOpen() throws IOException {
        long start = System.nanoTime();
        TransferLedger ledger = opener.open(directory);
        long nanos = System.nanoTime() - start;
        ledger.close();
        return nanos;
    }

    private void fill() throws IOException {
        if (bytes > 0) {
            return;
        }
        try (TransferLedger ledger = opener.open(directory)) {
            Transfers work = new Transfers(1, 1);
            work.fund(ledger);
            long before = ledger.bytesOnDisk();
            for (int first = 0; first < transfers; first += BATCH) {
                booked(ledger.transfer(work.batch(first, BATCH)), BATCH);
            }
            bytes = ledger.bytesOnDisk() - before;
        }
    }
}
