// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.BookedBy;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.audit.AuditReport;
import io.weighhouse.ledger.store.ChainHead;
import io.weighhouse.ledger.store.JournalFiles;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.ledger.store.PersonalRecords;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/guides/durability.md says about a journal, on a directory. */
class JournalExamplesTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 6);

    private final TenantId acme = TenantId.of("acme");
    private final AccountId alice = acme.account("wallet:alice");
    private final AccountId payments = acme.account("payments");

    private final ManualClock clock = new ManualClock();

    @Test
    void journal_closedAndOpenedAgain_hasTheSameBooks(@TempDir Path directory) {
        // [journal]
        JournalOptions options = JournalOptions.builder().segmentBytes(16 << 20).build();
        try (Ledger durable = Ledger.builder()
                .store(JournalStore.open(directory, options))
                .clock(clock)
                .build()) {
            durable.open(Account.wallet(alice, CREDIT)).orThrow();
            durable.open(Account.of(payments, AccountKind.CLEARING, CREDIT)).orThrow();
            durable.grant(GrantCredit.of(acme.operation("pi_1"), payments, alice, credits("10")))
                    .orThrow(); // on the disk
        }
        // [/journal]
        try (Ledger again = Ledger.builder()
                .store(JournalStore.open(directory, options))
                .clock(clock)
                .build()) {
            assertThat(again.balance(alice).orElseThrow().posted()).isEqualTo(credits("10"));
            assertThat(again.grant(GrantCredit.of(acme.operation("pi_1"), payments, alice, credits("10"))))
                    .matches(outcome -> ((Done<?>) outcome).replayed());
        }
    }

    @Test
    void verify_rightBooks_isCleanAndGivesAHead(@TempDir Path directory) {
        JournalOptions options = JournalOptions.builder().segmentBytes(1 << 20).build();
        try (Ledger durable = Ledger.builder()
                .store(JournalStore.open(directory, options))
                .clock(clock)
                .build()) {
            durable.open(Account.wallet(alice, CREDIT)).orThrow();
            // [verify]
            AuditReport first = durable.verify();
            ChainHead head = first.head(); // kept where whoever can write the journal cannot
            AuditReport later = durable.verify(head);
            // [/verify]
            assertThat(first.clean()).isTrue();
            assertThat(later.clean()).isTrue();
            assertThat(later.discrepancies()).isEmpty();
        }
    }

    @Test
    void backup_copyOfAClosedJournal_opensAndIsVerified(@TempDir Path directory, @TempDir Path elsewhere)
            throws IOException {
        JournalOptions options = JournalOptions.builder().segmentBytes(1 << 20).build();
        JournalStore store = JournalStore.open(directory, options);
        try (Ledger durable = Ledger.builder().store(store).clock(clock).build()) {
            durable.open(Account.wallet(alice, CREDIT)).orThrow();
            assertThatThrownBy(() -> JournalStore.open(directory, options))
                    .isInstanceOf(LedgerStoreException.class)
                    .hasMessageContaining("journal directory is in use by another process");
        }
        ChainHead head = headOf(directory, options);
        for (Path file : filesOf(directory, "journal-*.wlj")) {
            Files.copy(file, elsewhere.resolve(file.getFileName()));
        }
        try (Ledger copy = Ledger.builder()
                .store(JournalStore.open(elsewhere, options))
                .clock(clock)
                .build()) {
            assertThat(copy.verify(head).clean()).isTrue();
            assertThat(copy.balance(alice)).isPresent();
        }
        assertThat(filesOf(directory, "*.*"))
                .extracting(file -> file.getFileName().toString())
                .allMatch(name -> name.matches("(journal-\\d{20}|spare-\\d+)\\.wlj"));
    }

    @Test
    void backup_whileTheStoreWorks_opensAndIsVerified(@TempDir Path directory, @TempDir Path elsewhere) {
        JournalOptions options = JournalOptions.builder().segmentBytes(1 << 20).build();
        Path target = elsewhere.resolve("backup");
        ChainHead kept;
        JournalStore store = JournalStore.open(directory, options);
        try (Ledger durable = Ledger.builder().store(store).clock(clock).build()) {
            durable.open(Account.wallet(alice, CREDIT)).orThrow();
            // [backup]
            ChainHead head = store.backup(target); // while the ledger works on
            // [/backup]
            kept = head;
            durable.open(Account.of(payments, AccountKind.CLEARING, CREDIT)).orThrow();
        }
        try (Ledger restored = Ledger.builder()
                .store(JournalStore.open(target, options))
                .clock(clock)
                .build()) {
            // [restore]
            AuditReport report = restored.verify(kept);
            // [/restore]
            assertThat(report.clean()).isTrue();
            assertThat(restored.balance(alice)).isPresent();
            assertThat(restored.balance(payments)).isEmpty();
        }
    }

    @Test
    void archive_oldHistory_isReadFromThereIfTheOptionsNameIt(@TempDir Path directory, @TempDir Path elsewhere)
            throws IOException {
        JournalFiles archive = JournalFiles.directory(elsewhere.resolve("archive"));
        Path whole = elsewhere.resolve("backup");
        JournalOptions alone = JournalOptions.builder().segmentBytes(1 << 20).build();
        JournalOptions options =
                JournalOptions.builder().segmentBytes(1 << 20).archive(archive).build();
        JournalStore store = JournalStore.open(directory, options);
        try (Ledger durable = Ledger.builder().store(store).clock(clock).build()) {
            durable.open(Account.wallet(alice, CREDIT)).orThrow();
            durable.open(Account.of(payments, AccountKind.CLEARING, CREDIT)).orThrow();
            topUps(durable, 40);
            long before = durable.booked(acme.operation("pi_40"), BookedBy.GRANT)
                    .orElseThrow()
                    .sequence();
            // [archive]
            store.snapshot(); // so that opening needs nothing older
            int files = store.archive(before, archive);
            // [/archive]
            assertThat(files).isPositive();
            assertThat(oldest(durable)).isEqualTo("pi_1");
            store.backup(whole);
        }
        try (Ledger copy = Ledger.builder()
                .store(JournalStore.open(whole, alone))
                .clock(clock)
                .build()) {
            assertThat(oldest(copy)).isEqualTo("pi_1");
        }
        try (Ledger again = Ledger.builder()
                .store(JournalStore.open(directory, options))
                .clock(clock)
                .build()) {
            assertThat(oldest(again)).isEqualTo("pi_1");
        }
        try (Ledger without = Ledger.builder()
                .store(JournalStore.open(directory, alone))
                .clock(clock)
                .build()) {
            assertThat(without.balance(alice).orElseThrow().posted()).isEqualTo(credits("40"));
        }
    }

    @Test
    void personal_erased_isGoneAndTheBooksAreClean(@TempDir Path directory) {
        JournalOptions options = JournalOptions.builder().segmentBytes(1 << 20).build();
        JournalStore store = JournalStore.open(directory, options);
        try (Ledger durable = Ledger.builder().store(store).clock(clock).build()) {
            durable.open(Account.wallet(alice, CREDIT)).orThrow();
            durable.open(Account.of(payments, AccountKind.CLEARING, CREDIT)).orThrow();
            // [personal]
            PersonalRecords personal = store.personal();
            String payer = personal.put(acme, "user-17", "Ann Lee, ann@example.org"); // "pd1.5f0c..."
            durable.grant(GrantCredit.of(acme.operation("pi_1"), payments, alice, credits("10"))
                            .note(Note.NONE.label("payer", payer)))
                    .orThrow();

            int records = personal.erase(acme, "user-17"); // 1; personal.get(acme, payer) is empty from now on
            boolean clean = durable.verify().clean(); // true: no event has changed
            // [/personal]
            assertThat(records).isEqualTo(1);
            assertThat(clean).isTrue();
            assertThat(personal.get(acme, payer)).isEmpty();
        }
    }

    /** Top-ups of 1 credit, each with a receipt of 60,000 characters. */
    private void topUps(Ledger durable, int count) {
        Note large = Note.NONE.receipt("x".repeat(60_000));
        for (int i = 1; i <= count; i++) {
            OperationId id = acme.operation("pi_" + i);
            durable.grant(GrantCredit.of(id, payments, alice, credits("1")).note(large))
                    .orThrow();
        }
    }

    private String oldest(Ledger durable) {
        StatementLine line =
                durable.statement(alice, StatementPage.oldestFirst(1)).lines().get(0);
        return line.transaction().operation().value();
    }

    private static ChainHead headOf(Path directory, JournalOptions options) {
        try (JournalStore store = JournalStore.open(directory, options)) {
            return store.head();
        }
    }

    private static List<Path> filesOf(Path directory, String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
            List<Path> all = new ArrayList<>();
            files.forEach(all::add);
            return all;
        }
    }

    private static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }
}
