// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.TrialBalance;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HledgerExportTest {

    private final Books books = Books.mixed();

    @TempDir
    Path directory;

    private static String journal(Books books, TenantId tenant) throws IOException {
        StringBuilder out = new StringBuilder();
        HledgerExport.write(books.ledger, tenant, out);
        return out.toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HledgerExportTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void write_mixedBooks_givesTheJournalOnFile() throws IOException {
        assertThat(journal(books, Books.ACME)).isEqualTo(resource("mixed.journal"));
    }

    @Test
    void write_twice_givesTheSame() throws IOException {
        assertThat(journal(books, Books.ACME)).isEqualTo(journal(books, Books.ACME));
    }

    @Test
    void write_answersTheLastEventThatItCovers() throws IOException {
        long last = HledgerExport.write(books.ledger, Books.ACME, new StringBuilder());
        assertThat(books.ledger.events(last, 2)).hasSize(1);
        assertThat(journal(books, Books.ACME)).startsWith("; Books of acme up to event " + last + ';');
    }

    @Test
    void write_emptyLedger_givesNoAccounts() throws IOException {
        assertThat(journal(new Books(), Books.ACME))
                .isEqualTo("; Books of acme up to event 0; debits are positive.\ndecimal-mark .\n");
    }

    @Test
    void write_leavesOtherTenantsOut() throws IOException {
        assertThat(journal(books, Books.ACME)).doesNotContain("globex").doesNotContain("99.000000");
        assertThat(journal(books, Books.GLOBEX)).contains("99.000000").doesNotContain("acme");
        assertThat(journal(books, TenantId.of("nobody"))).doesNotContain("account");
    }

    @Test
    void write_moreThanAPage_givesEveryTransactionOnce() throws IOException {
        Books many = new Books();
        many.open();
        for (int i = 0; i < 2_500; i++) {
            many.ledger
                    .post(PostTransaction.of(
                            Books.ACME.operation("p" + i),
                            new Posting(Books.PAYMENTS, Books.ALICE, Books.credits("0.000001"))))
                    .orThrow();
        }
        String journal = journal(many, Books.ACME);
        assertThat(journal.lines().filter(line -> line.contains("ADJUSTMENT p")).distinct())
                .hasSize(2_500);
        assertThat(journal).contains("= -0.002500 \"CREDIT/6\"");
    }

    @Test
    void write_whenTheOutputFails_throwsThat() {
        IOException full = new IOException("disk full");
        Writer failing = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw full;
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> HledgerExport.write(books.ledger, Books.ACME, failing))
                .isSameAs(full);
    }

    @Test
    void account_differentNames_stayDifferent() {
        List<String> names = List.of("a", "a:b", "a::b", ":a", "a:", ":", "a%3Ab", "a;b", "a|b", "(a)", "a%");
        assertThat(names.stream()
                        .map(name -> JournalText.account(
                                Account.of(Books.ACME.account(name), AccountKind.PROVIDER_COST, Books.CALL)))
                        .distinct())
                .hasSameSizeAs(names)
                .allMatch(name -> name.matches("acme:provider-cost:[A-Za-z0-9%:]+") && !name.endsWith(":"));
    }

    @Test
    void hledger_check_findsNothingWrong() throws IOException, InterruptedException {
        Path file = write(journal(books, Books.ACME));
        assertThat(hledger("check", "--strict", "ordereddates", "-f", file.toString()))
                .isEmpty();
    }

    @Test
    void hledger_check_findsAWrongBalance() throws IOException, InterruptedException {
        String journal = journal(books, Books.ACME);
        assertThat(journal).contains("= -7.000000 \"CREDIT/6\"");
        Path file = write(journal.replace("= -7.000000 \"CREDIT/6\"", "= -7.000001 \"CREDIT/6\""));
        assertThat(String.join("\n", hledger("check", "-f", file.toString()))).contains("balance assertion");
    }

    @Test
    void hledger_balance_isOurs() throws IOException, InterruptedException {
        Path file = write(journal(books, Books.ACME));
        Map<String, String> theirs = new TreeMap<>();
        for (String line : hledger("balance", "-O", "csv", "--flat", "-E", "-N", "-f", file.toString())) {
            String[] fields = line.split("\",\"", 2);
            theirs.put(fields[0].replace("\"", ""), fields[1].replace("\"", ""));
        }
        theirs.remove("account");
        Map<String, String> ours = new TreeMap<>();
        for (TrialBalance.Row row : books.ledger.trialBalance(Books.ACME).rows()) {
            java.math.BigDecimal debit = row.debits().minus(row.credits()).toDecimal();
            ours.put(
                    JournalText.account(row.account()),
                    debit.signum() == 0
                            ? "0"
                            : debit.toPlainString() + ' ' + row.account().unit());
        }
        assertThat(theirs).isEqualTo(ours);
    }

    @Test
    void hledger_readsTagsBack() throws IOException, InterruptedException {
        Path file = write(journal(books, Books.ACME));
        assertThat(hledger("tags", "label-date", "--values", "-f", file.toString()))
                .containsExactly("no date");
        assertThat(hledger("tags", "actor", "--values", "-f", file.toString()))
                .containsExactly("ops%2C at [2020-02-30] %3Bdate:x");
        assertThat(hledger("accounts", "type:L", "--declared", "-f", file.toString()))
                .hasSize(3);
    }

    private Path write(String journal) throws IOException {
        return Files.writeString(directory.resolve("books.journal"), journal);
    }

    /** What hledger says, in lines; the test is skipped where there is none. */
    private List<String> hledger(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(0, "hledger");
        Path said = directory.resolve("said.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException absent) {
            assumeTrue(false, "hledger is not installed");
            throw absent;
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readAllLines(said);
    }
}
