// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.audit.AuditReport;
import io.weighhouse.ledger.store.ChainHead;
import io.weighhouse.ledger.store.DamagedJournalException;
import io.weighhouse.ledger.store.JournalFile;
import io.weighhouse.money.Amount;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.SimulatedFiles;
import io.weighhouse.testkit.ledger.JournalSession.Group;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is changed in a journal's files is found: by opening, by an audit, or by an audit that is given a head.
 *
 * <p>{@code -Dflip.all=true} flips in every byte; the build takes every one that is not zero out of a few, and some zeros.
 * Nearly all of a file is zeros: {@code -Dflip.zeros=23} as well takes only every twenty-third of those.
 */
class JournalVerifyTest {

    private static final boolean ALL = Boolean.getBoolean("flip.all");
    private static final int BYTES_STEP = ALL ? 1 : 23;
    private static final int ZEROS_STEP = Integer.getInteger("flip.zeros", ALL ? 1 : 1999);
    private static final int TRANSACTIONS = 1000;
    private static final int IN_A_GROUP = 50;

    private final SimulatedFiles disk = new SimulatedFiles(1);
    private ChainHead head = new ChainHead(0, "0".repeat(64));

    private static Command<?> transaction(int number, int receiptChars) {
        Posting posting = new Posting(
                LedgerSteps.ACME.account("payments"),
                LedgerSteps.ACME.account("revenue"),
                Amount.ofMinor(number, LedgerSteps.OPEN.get(0).unit()));
        Note note = receiptChars == 0 ? Note.NONE : Note.NONE.receipt("x".repeat(receiptChars));
        return new PostTransaction(LedgerSteps.ACME.operation("op-" + number), List.of(posting), note);
    }

    private void fill(boolean closed, int transactions, int receiptChars) {
        List<Group> groups = new ArrayList<>();
        LedgerSteps.OPEN.forEach(
                account -> groups.add(new Group(Duration.ZERO, List.of(OpenAccount.of(account)), () -> {})));
        int inGroup = receiptChars == 0 ? IN_A_GROUP : 1;
        for (int i = 0; i < transactions; i += inGroup) {
            List<Command<?>> commands = new ArrayList<>();
            for (int j = i; j < i + inGroup; j++) {
                commands.add(transaction(j, receiptChars));
            }
            groups.add(new Group(Duration.ofSeconds(1), commands, () -> {}));
        }
        JournalSession session = new JournalSession(disk, new ManualClock());
        session.run(groups);
        head = session.head().orElseThrow();
        found = closed ? disk : disk.copy(2);
        session.close();
    }

    private SimulatedFiles found = disk;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flip_ofAnyByte_isFound(boolean closed) throws IOException {
        fill(closed, TRANSACTIONS, 0);
        int flips = 0;
        for (String name : journals(found)) {
            byte[] bytes = bytes(found, name);
            int nonZeros = 0;
            for (int i = 0; i < bytes.length; i++) {
                boolean chosen = bytes[i] == 0 ? i % ZEROS_STEP == 0 : nonZeros++ % BYTES_STEP == 0;
                if (chosen) {
                    assertFlipIsFound(name, i);
                    flips++;
                }
            }
        }
        System.out.println("flips=" + flips + ", closed=" + closed + ", found=" + flips);
        assertThat(flips).isGreaterThan(1000);
    }

    private void assertFlipIsFound(String name, int at) throws IOException {
        long bit = at * 8L + at % 8;
        found.flipBit(name, bit);
        boolean refused = true;
        try (JournalSession session = new JournalSession(found.copy(3), new ManualClock())) {
            refused = false;
            assertThat(session.ledger.verify().clean())
                    .as("audit of %s, byte %d flipped", name, at)
                    .isFalse();
        } catch (DamagedJournalException damaged) {
            assertThat(refused).isTrue();
        }
        found.flipBit(name, bit);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lastBatch_zeroed_isFoundAgainstAHead(boolean closed) throws IOException {
        fill(closed, TRANSACTIONS, 0);
        String name = journals(found).get(0);
        byte[] bytes = bytes(found, name);
        int sector = bytes.length / 512 - 2;
        while (bytes[sector * 512 + 7] == 0 && bytes[sector * 512 + 4] == 0) {
            sector--;
        }
        // A batch begins where its magic is; all before that in a sector is its tag.
        int first = sector;
        while (bytes[first * 512 + 8] != 'W' || bytes[first * 512 + 11] != 'B') {
            first--;
        }
        try (JournalFile file = found.open(name)) {
            file.write(ByteBuffer.allocate((sector - first + 1) * 512), first * 512L);
            file.force();
        }
        assertLossIsFound(closed);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lastSegment_missing_isFoundAgainstAHead(boolean closed) throws IOException {
        fill(closed, 40, 60_000);
        List<String> names = journals(found);
        assertThat(names).hasSizeGreaterThan(2);
        found.delete(names.get(names.size() - 1));
        assertLossIsFound(true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void olderCopy_ofAllFiles_isFoundAgainstAHead(boolean closed) {
        fill(closed, 100, 0);
        SimulatedFiles older = found.copy(4);
        try (JournalSession session = new JournalSession(found, new ManualClock())) {
            session.ledger.submit(transaction(100, 0)).orThrow();
            head = session.store.head();
            assertThat(session.ledger.verify(head).discrepancies()).isEmpty();
        }
        found = older;
        assertLossIsFound(false);
    }

    private void assertLossIsFound(boolean byOpening) {
        Optional<AuditReport> report = Optional.empty();
        try (JournalSession session = new JournalSession(found, new ManualClock())) {
            report = Optional.of(session.ledger.verify(head));
            assertThat(session.ledger.verify().clean()).as("without head").isTrue();
        } catch (DamagedJournalException damaged) {
            assertThat(byOpening).as(damaged.getMessage()).isTrue();
        }
        assertThat(report.isEmpty()).as("found by opening").isEqualTo(byOpening);
        report.ifPresent(audit -> assertThat(audit.discrepancies()).isNotEmpty());
    }

    private static List<String> journals(SimulatedFiles files) throws IOException {
        return files.names().stream()
                .filter(name -> name.startsWith("journal-"))
                .toList();
    }

    private static byte[] bytes(SimulatedFiles files, String name) throws IOException {
        try (JournalFile file = files.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return bytes.array();
        }
    }
}
