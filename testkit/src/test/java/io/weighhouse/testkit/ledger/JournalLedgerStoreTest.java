// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.testkit.LedgerContract;
import io.weighhouse.testkit.SimulatedFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The journal keeps the ledger's contract, on a disk and on a simulated one. */
class JournalLedgerStoreTest {

    private static final JournalOptions SMALL =
            JournalOptions.builder().segmentBytes(1 << 20).build();

    @Nested
    class OnDisk extends LedgerContract {

        @TempDir
        private Path directory;

        private int count;

        @Override
        protected LedgerStore newStore() {
            return JournalStore.open(directory.resolve("journal-" + ++count), SMALL);
        }
    }

    @Nested
    class OnSimulatedDisk extends LedgerContract {

        @Override
        protected LedgerStore newStore() {
            return JournalStore.open(new SimulatedFiles(1), SMALL);
        }
    }
}
