// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.CloseAccount;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.ExpireDue;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.UnfreezeCredit;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * A journal and a snapshot of format 1, event format 1 and rules version 1, as they were first written: later versions read
 * them as they are.
 */
class JournalSampleTest {

    private static final String SNAPSHOT = "snapshot-00000000000000001456.whs";
    private static final ChainHead HEAD =
            new ChainHead(29, "18f785ac9dea08111386187c421f5db74d9d63567fcde1712922a7b7ae2d6731");
    private static final Map<String, String> BALANCES = Map.of(
            "wallet", "16.250000 CREDIT, 0.500000 CREDIT, 0.250000 CREDIT",
            "calls", "1 CALL, 0 CALL, 0 CALL",
            "revenue", "5.250000 CREDIT, 0.000000 CREDIT, 0.000000 CREDIT",
            "payments", "-21.500000 CREDIT, 0.000000 CREDIT, 0.000000 CREDIT",
            "gifts", "-3.000000 CREDIT, 0.000000 CREDIT, 0.000000 CREDIT",
            "breakage", "3.000000 CREDIT, 0.000000 CREDIT, 0.000000 CREDIT");

    /** Beside this class, compressed. */
    private static final List<String> SAMPLE = List.of("journal-00000000000000000000.wlj", SNAPSHOT);

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final Unit CALL = Unit.of("CALL", 0);
    private static final TenantId ACME = TenantId.of("acme");
    private static final AccountId WALLET = ACME.account("wallet");
    private static final AccountId SPENT = ACME.account("spent");
    private static final AccountId CALLS = ACME.account("calls");
    private static final AccountId REVENUE = ACME.account("revenue");
    private static final AccountId PAYMENTS = ACME.account("payments");
    private static final AccountId GIFTS = ACME.account("gifts");
    private static final AccountId BREAKAGE = ACME.account("breakage");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Note NOTE = new Note("ann", "why", "which", Map.of("key", "k-1"), "{\"a\":1}");

    private record At(Instant instant, Command<?> command) {}

    private final List<At> script = script();

    private static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }

    private static OperationId op(String id) {
        return ACME.operation(id);
    }

    /** Every kind of command; each is done, not declined. */
    private static List<At> script() {
        List<Command<?>> first = new ArrayList<>();
        first.add(OpenAccount.of(Account.wallet(WALLET, CREDIT)));
        first.add(OpenAccount.of(Account.wallet(SPENT, CREDIT)));
        first.add(OpenAccount.of(Account.of(CALLS, AccountKind.COUNTER, CALL)));
        first.add(OpenAccount.of(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)));
        first.add(OpenAccount.of(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)));
        first.add(OpenAccount.of(Account.of(GIFTS, AccountKind.PROMOTION, CREDIT)));
        first.add(OpenAccount.of(Account.of(BREAKAGE, AccountKind.BREAKAGE, CREDIT)));
        first.add(SetCreditLimit.of(op("limit"), WALLET, credits("5")).note(NOTE));
        first.add(GrantCredit.of(op("paid"), PAYMENTS, WALLET, credits("20")).note(NOTE));
        LotTerms terms = new LotTerms(100, Optional.empty(), Optional.empty(), Set.of("image"), Optional.empty())
                .expiry(LotExpiry.at(START.plusSeconds(60), BREAKAGE).grace(Duration.ofHours(1)));
        first.add(GrantPeriod.of(op("subscription"), START, new Posting(GIFTS, WALLET, credits("3")), terms));
        first.add(PostTransaction.of(op("post"), new Posting(WALLET, REVENUE, credits("1"))));
        first.add(PostTransaction.of(
                        op("01919f3c-0000-7000-8000-000000000001"), new Posting(WALLET, REVENUE, credits("1")))
                .note(NOTE));
        first.add(PlaceHold.of(op("call-1"), WALLET, credits("4"))
                .limit(new LimitLeg(CALLS, Amount.ofMinor(1, CALL), Amount.ofMinor(10, CALL)))
                .tags("chat"));
        first.add(ExtendHold.of(op("call-1"), 1, credits("5")));
        first.add(CaptureHold.of(op("call-1"), REVENUE, credits("2")).checkpoint(1));
        first.add(CaptureHold.of(op("call-1"), REVENUE, credits("4.5")).note(NOTE));
        first.add(PlaceHold.of(op("call-2"), WALLET, credits("2")).intent("chat"));
        first.add(ReleaseHold.of(op("call-2")));
        first.add(PlaceHold.of(op("call-3"), WALLET, credits("2"))
                .timeToLive(Duration.ofSeconds(30))
                .onExpiry(new ExpiryAction.CaptureFloor(REVENUE, credits("1"))));
        first.add(PlaceHold.of(op("call-4"), WALLET, credits("0.5")));
        first.add(FreezeCredit.of(op("freeze-1"), WALLET, credits("1")).note(NOTE));
        first.add(UnfreezeCredit.of(op("freeze-1")));
        first.add(FreezeCredit.of(op("freeze-2"), WALLET, credits("0.25")));
        first.add(AdjustBalance.of(op("adjust"), WALLET, PAYMENTS, credits("18")));
        first.add(CloseAccount.of(SPENT));
        List<At> all = new ArrayList<>();
        first.forEach(command -> all.add(new At(START, command)));
        all.add(new At(START.plusSeconds(100), new ExpireDue(10)));
        all.add(new At(
                START.plusSeconds(100), ReverseTransaction.of(op("refund"), 16).note(NOTE)));
        all.add(new At(START.plusSeconds(101), CaptureHold.of(op("call-3"), REVENUE, credits("1.25"))));
        return all;
    }

    private static JournalStore open(JournalFiles files) {
        return JournalStore.open(
                files,
                JournalOptions.builder()
                        .segmentBytes(1 << 20)
                        .random(new Random(1))
                        .build());
    }

    /** Makes the sample; {@code -Dsample.write=<folder>} keeps it, and that is how it came to be. */
    private static PowerCutFiles make(List<At> script) {
        PowerCutFiles files = new PowerCutFiles();
        try (JournalStore store = open(files)) {
            for (int i = 0; i < script.size(); i++) {
                if (i == script.size() - 2) {
                    store.snapshot();
                }
                At at = script.get(i);
                assertThat(store.submitAndWait(at.command(), at.instant()))
                        .as("%s", at)
                        .isInstanceOf(Done.class);
            }
        }
        return files;
    }

    private PowerCutFiles sample() throws IOException {
        PowerCutFiles files = new PowerCutFiles();
        for (String name : SAMPLE) {
            try (InputStream in = new GZIPInputStream(
                    Objects.requireNonNull(JournalSampleTest.class.getResourceAsStream("sample-1/" + name + ".gz")))) {
                files.put(name, in.readAllBytes());
            }
        }
        return files;
    }

    @Test
    void script_hasEveryCommand() {
        Set<Class<?>> verbs = new HashSet<>();
        script.forEach(at -> verbs.add(at.command().getClass()));
        assertThat(verbs).containsExactlyInAnyOrder(Command.class.getPermittedSubclasses());
    }

    @Test
    void make_again_givesTheSameBytes() throws IOException {
        PowerCutFiles made = make(script);
        String folder = System.getProperty("sample.write");
        if (folder != null) {
            write(made, Path.of(folder));
        }
        PowerCutFiles sample = sample();
        for (String name : SAMPLE) {
            assertThat(made.bytes(name)).as(name).isEqualTo(sample.bytes(name));
        }
    }

    private static void write(PowerCutFiles files, Path folder) throws IOException {
        for (String name : files.names()) {
            if (SnapshotFile.isName(name) || Segment.isName(name)) {
                try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".gz")))) {
                    out.write(files.bytes(name));
                }
            }
        }
    }

    @Test
    void sample_isOfTheFirstVersions() throws IOException {
        ByteBuffer segment = ByteBuffer.wrap(sample().bytes(SAMPLE.get(0)));
        assertThat(segment.getShort(4)).as("format of the header").isEqualTo((short) 1);
        assertThat(segment.getShort(Sectors.BYTES + 12)).as("format of a batch").isEqualTo((short) 1);
        assertThat(segment.getInt(Sectors.BYTES + 16)).as("rules").isEqualTo(1);
        ByteBuffer snapshot = ByteBuffer.wrap(sample().bytes(SNAPSHOT));
        assertThat(snapshot.getShort(4)).as("format of a snapshot").isEqualTo((short) 1);
        assertThat(snapshot.getShort(6)).as("rules of a snapshot").isEqualTo((short) 1);
    }

    @Test
    void sample_opened_hasWhatWasBooked() throws IOException {
        PowerCutFiles files = sample();
        assertBooks(files);
        files = sample();
        files.delete(SNAPSHOT);
        assertBooks(files);
    }

    private void assertBooks(PowerCutFiles files) {
        try (JournalStore store = open(files)) {
            assertThat(store.head()).isEqualTo(HEAD);
            assertThat(store.verify(Optional.of(HEAD)).discrepancies()).isEmpty();
            Instant now = START.plusSeconds(101);
            BALANCES.forEach((account, balance) -> {
                var asked = new Query.BalanceOf(ACME.account(account), Set.of(), Optional.empty());
                var found = store.readAndWait(asked, now).orElseThrow();
                assertThat(found.posted() + ", " + found.held() + ", " + found.frozen())
                        .as(account)
                        .isEqualTo(balance);
            });
            for (At at : script) {
                Outcome<?> again = store.submitAndWait(at.command(), now);
                if (at.command().equals(OpenAccount.of(Account.wallet(SPENT, CREDIT)))) {
                    assertThat(again).isEqualTo(new Declined<>(new Decline.AccountClosed(SPENT)));
                } else {
                    boolean replayed = !(at.command() instanceof ExpireDue);
                    assertThat(again).as("%s", at).isEqualTo(new Done<>(again.orThrow(), replayed));
                }
            }
            assertThat(store.head()).isEqualTo(HEAD);
        }
    }
}
