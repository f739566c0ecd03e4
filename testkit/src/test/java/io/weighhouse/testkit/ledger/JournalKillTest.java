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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
            List<String> lines = killAfter(1 + random.nextInt(3000), journal, "run-" + run);
            check(journal, lines);
            told += lines.size();
        }
        System.out.println("kill runs=" + RUNS + ", operations told=" + told + ", lost=0");
        assertThat(told).isPositive();
    }

    /** Lets a process work until it has told so much, and kills it; gives all the whole lines that it told. */
    private static List<String> killAfter(int count, Path journal, String run)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(journal, run))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.endsWith(JournalWork.END_OF_LINE)) {
                    lines.add(line);
                }
                if (lines.size() == count) {
                    // Not by the process itself, which would close what is still to be read.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertThat(lines).as("it was killed, it did not end").hasSizeGreaterThanOrEqualTo(count);
        return lines;
    }

    private static List<String> command(Path journal, String run) {
        String path = System.getProperty("java.class.path");
        String modules = System.getProperty("jdk.module.path", "");
        String both = modules.isEmpty() ? path : path + System.getProperty("path.separator") + modules;
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                testClasses() + System.getProperty("path.separator") + both,
                JournalWork.class.getName(),
                journal.toString(),
                run);
    }

    /** The tests are patched into a module, whose path does not name them. */
    private static Path testClasses() {
        try {
            var resource = JournalWork.class.getResource("JournalWork.class");
            Path file = Path.of(Objects.requireNonNull(resource).toURI());
            for (int i = JournalWork.class.getName().split("\\.", -1).length; i > 0; i--) {
                file = Objects.requireNonNull(file.getParent());
            }
            return file;
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
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
