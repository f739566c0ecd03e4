// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.TrialBalance;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.testkit.LedgerAudit;
import io.weighhouse.testkit.process.KilledJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed: whatever it said was done is done when the next one opens its journal.
 *
 * <p>{@code -Dkill.runs=200} for more runs than the build has.
 */
class JournalKillTest {

    private static final int RUNS = Integer.getInteger("kill.runs", 2);

    @TempDir
    private Path directory;

    @Test
    void kill_atAnyMoment_losesNothingThatWasSaidToBeDone() throws IOException, InterruptedException {
        Random random = new Random();
        int told = 0;
        for (int run = 1; run <= RUNS; run++) {
            // Every fourth run begins anew, the others go on with what the one before left.
            Path journal = directory.resolve("journal-" + (run + 2) / 4);
            int count = 1 + random.nextInt(3000);
            List<String> lines = new KilledJvm(JournalWork.class, journal.toString(), "run-" + run)
                    .linesUntilKilledAfter(count, line -> line.endsWith(JournalWork.END_OF_LINE));
            assertThat(lines).as("it was killed, it did not end").hasSizeGreaterThanOrEqualTo(count);
            check(journal, lines);
            told += lines.size();
        }
        System.out.println("kill runs=" + RUNS + ", operations told=" + told + ", lost=0");
        assertThat(told).isPositive();
    }

    private static void check(Path journal, List<String> lines) {
        JournalOptions options = JournalOptions.builder().segmentBytes(1 << 20).build();
        try (Ledger ledger =
                Ledger.builder().store(JournalStore.open(journal, options)).build()) {
            assertThat(ledger.verify().discrepancies()).isEmpty();
            for (String line : lines) {
                String[] words = line.split(" ", -1);
                Outcome<?> again = ledger.submit(JournalWork.command(words[0], Integer.parseInt(words[1])));
                assertThat(again).as(line).isInstanceOf(Done.class);
                assertThat(((Done<?>) again).replayed()).as(line).isTrue();
                assertThat(JournalWork.told(again)).as(line).isEqualTo(words[2]);
            }
            assertThat(ledger.trialBalance(JournalWork.TENANT).totals())
                    .isNotEmpty()
                    .allMatch(TrialBalance.Total::balanced);
            LedgerAudit.check(ledger, JournalWork.TENANT);
        }
    }
}
