// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.benchmarks.work.Transfer;
import io.weighhouse.benchmarks.work.TransferLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcLedgerTest {

    @Nested
    class H2Test extends Ledgers {
        @Override
        JdbcLedger open(Path directory) throws IOException {
            return JdbcLedger.h2(directory, Clock.systemUTC());
        }
    }

    @Nested
    class SqliteTest extends Ledgers {
        @Override
        JdbcLedger open(Path directory) throws IOException {
            return JdbcLedger.sqlite(directory, Clock.systemUTC());
        }
    }

    @Nested
    class InMemoryTest {

        @Test
        void transfer_movesTheAmount_andLeavesNothingOnTheDisk() throws IOException {
            try (JdbcLedger h2 = JdbcLedger.h2InMemory(Clock.systemUTC());
                    JdbcLedger sqlite = JdbcLedger.sqliteInMemory(Clock.systemUTC())) {
                for (JdbcLedger ledger : List.of(h2, sqlite)) {
                    ledger.open(List.of(0, 1), TransferLedger.NO_FLOOR);
                    ledger.transfer(new Transfer(0, 1, 0, 1, 3));

                    assertThat(ledger.balance(1)).isEqualTo(3);
                    assertThat(ledger.bytesOnDisk()).isZero();
                }
            }
        }
    }

    abstract static class Ledgers {

        private static final int CLEARING = 0;
        private static final int ALICE = 1;
        private static final int REVENUE = 2;

        @TempDir
        Path directory;

        private JdbcLedger ledger;

        abstract JdbcLedger open(Path directory) throws IOException;

        @BeforeEach
        void grantTen() throws IOException {
            ledger = open(directory);
            ledger.open(List.of(CLEARING), TransferLedger.NO_FLOOR);
            ledger.open(List.of(ALICE, REVENUE), 0);
            assertThat(ledger.transfer(new Transfer(0, 0, CLEARING, ALICE, 10))).isTrue();
        }

        @AfterEach
        void close() throws IOException {
            ledger.close();
        }

        @Test
        void transfer_movesTheAmount_andEntersBothSides() throws IOException {
            assertThat(ledger.transfer(new Transfer(0, 1, ALICE, REVENUE, 3))).isTrue();

            assertBalances(7, 3);
        }

        @Test
        void transfer_sameIdTwice_movesOnce() throws IOException {
            assertThat(ledger.transfer(new Transfer(0, 1, ALICE, REVENUE, 3))).isTrue();
            assertThat(ledger.transfer(new Transfer(0, 1, ALICE, REVENUE, 3))).isTrue();
            assertThat(ledger.transfer(new Transfer(1, 1, ALICE, REVENUE, 3))).isTrue();

            assertBalances(4, 6);
        }

        @Test
        void transfer_belowTheFloor_isRefused_andMayBeTriedAgain() throws IOException {
            assertThat(ledger.transfer(new Transfer(0, 1, ALICE, REVENUE, 11))).isFalse();
            assertBalances(10, 0);

            ledger.transfer(new Transfer(0, 2, CLEARING, ALICE, 1));
            assertThat(ledger.transfer(new Transfer(0, 1, ALICE, REVENUE, 11))).isTrue();
            assertBalances(0, 11);
        }

        @Test
        void transfer_ofABatch_decidesEachByItself_inOrder() throws IOException {
            List<Transfer> batch = List.of(
                    new Transfer(0, 1, ALICE, REVENUE, 4),
                    new Transfer(0, 2, ALICE, REVENUE, 7),
                    new Transfer(0, 1, ALICE, REVENUE, 4),
                    new Transfer(0, 3, ALICE, REVENUE, 6));

            assertThat(ledger.transfer(batch)).isEqualTo(3);
            assertBalances(0, 10);
        }

        @Test
        void transfer_toAnAccountThatIsNotOpen_changesNothing() throws IOException {
            assertThatThrownBy(() -> ledger.transfer(
                            List.of(new Transfer(0, 1, ALICE, REVENUE, 1), new Transfer(0, 2, ALICE, 9, 1))))
                    .isInstanceOf(IOException.class)
                    .hasRootCauseMessage("no such account: to=9");
            assertBalances(10, 0);
        }

        @Test
        void open_again_keepsBalanceAndTransfers() throws IOException {
            ledger.transfer(new Transfer(0, 1, ALICE, REVENUE, 3));
            ledger.close();
            ledger = open(directory);
            ledger.open(List.of(ALICE), 0);
            ledger.transfer(new Transfer(0, 1, ALICE, REVENUE, 3));

            assertBalances(7, 3);
            assertThat(ledger.bytesOnDisk()).isPositive();
        }

        @Test
        void transfer_byManyThreads_neverGoesBelowTheFloor() throws IOException, InterruptedException {
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                int number = caller;
                callers.add(new Thread(() -> transferFive(number)));
            }
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
            assertBalances(0, 10);
        }

        private void transferFive(int caller) {
            try {
                for (int i = 0; i < 5; i++) {
                    ledger.transfer(new Transfer(caller + 1, i, ALICE, REVENUE, 1));
                }
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }

        private void assertBalances(long alice, long revenue) throws IOException {
            assertThat(ledger.balance(ALICE)).isEqualTo(alice).isEqualTo(ledger.sumOfEntries(ALICE));
            assertThat(ledger.balance(REVENUE)).isEqualTo(revenue).isEqualTo(ledger.sumOfEntries(REVENUE));
            assertThat(ledger.sumOfEntries(CLEARING)).isEqualTo(-alice - revenue);
        }
    }
}
