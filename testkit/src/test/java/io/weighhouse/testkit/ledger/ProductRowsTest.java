// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline.UnexpectedBalance;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.LedgerAudit;
import io.weighhouse.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What products ask of a wallet, as examples: monthly grants and top-ups, statements, what administrators do. */
class ProductRowsTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final TenantId ACME = TenantId.of("acme");
    private static final AccountId WALLET = ACME.account("wallet:alice");
    private static final AccountId REVENUE = ACME.account("revenue");
    private static final AccountId PAYMENTS = ACME.account("payments");
    private static final AccountId GIFTS = ACME.account("gifts");
    private static final AccountId BREAKAGE = ACME.account("breakage");

    private final ManualClock clock = new ManualClock();
    private final Ledger ledger = Ledger.builder().clock(clock).build();

    @RegisterExtension
    final LedgerAudit audit = LedgerAudit.afterEach(() -> ledger, ACME);

    @BeforeEach
    void openAccounts() {
        ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.open(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)).orThrow();
        ledger.open(Account.of(GIFTS, AccountKind.PROMOTION, CREDIT)).orThrow();
        ledger.open(Account.of(BREAKAGE, AccountKind.BREAKAGE, CREDIT)).orThrow();
    }

    private static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }

    private Amount posted() {
        return ledger.balance(WALLET).orElseThrow().posted();
    }

    private Transaction use(String call, String amount, Note note) {
        ledger.hold(PlaceHold.of(ACME.operation(call), WALLET, credits(amount))).orThrow();
        return ledger.capture(CaptureHold.of(ACME.operation(call), REVENUE, credits(amount))
                        .note(note))
                .orThrow();
    }

    /** The grant of the month that began at an instant; every server may send it, as often as it likes. */
    private Outcome<Transaction> month(String plan, AccountId source, String allowance, Instant start) {
        Instant end = start.atZone(ZoneOffset.UTC).plusMonths(1).toInstant();
        LotTerms terms = LotTerms.USUAL.expiry(LotExpiry.at(end, BREAKAGE));
        return ledger.grantPeriod(GrantPeriod.of(
                ACME.operation("subscription:alice:" + plan),
                start,
                new Posting(source, WALLET, credits(allowance)),
                terms));
    }

    @Test
    void a5_free_grants50AMonth_onceWhateverIsRetried() {
        grantsEachMonth("free", GIFTS, "50", TransactionKind.BONUS);
    }

    @Test
    void a5_starter_grants500AMonth_onceWhateverIsRetried() {
        grantsEachMonth("starter", PAYMENTS, "500", TransactionKind.TOPUP);
    }

    @Test
    void a5_pro_grants5000AMonth_onceWhateverIsRetried() {
        grantsEachMonth("pro", PAYMENTS, "5000", TransactionKind.TOPUP);
    }

    private void grantsEachMonth(String plan, AccountId source, String allowance, TransactionKind kind) {
        Instant january = clock.instant();
        Transaction first = month(plan, source, allowance, january).orThrow();
        assertThat(first.kind()).isEqualTo(kind);
        for (int i = 0; i < 50; i++) {
            assertThat(month(plan, source, allowance, january)).isEqualTo(new Done<>(first, true));
        }
        assertThat(posted()).isEqualTo(credits(allowance));
        use("call", "20", Note.NONE);
        clock.advance(Duration.ofDays(31));
        assertThat(posted()).as("what was not used is over").isEqualTo(credits("0"));
        month(plan, source, allowance, clock.instant()).orThrow();
        assertThat(posted()).isEqualTo(credits(allowance));
        assertThat(ledger.balance(BREAKAGE).orElseThrow().posted())
                .isEqualTo(credits(allowance).minus(credits("20")));
    }

    @Test
    void a5_topUp_comesAtAnyTime_outlivesTheMonth_andIsCreditedOnce() {
        month("starter", PAYMENTS, "500", clock.instant()).orThrow();
        clock.advance(Duration.ofDays(10));
        GrantCredit topUp = GrantCredit.of(ACME.operation("pi_1"), PAYMENTS, WALLET, credits("1000"));
        Transaction booked = ledger.grant(topUp).orThrow();
        assertThat(ledger.grant(topUp)).isEqualTo(new Done<>(booked, true));
        use("call", "600", Note.NONE);
        assertThat(ledger.lots(WALLET))
                .as("the month's went first")
                .singleElement()
                .satisfies(lot -> {
                    assertThat(lot.number()).isEqualTo(booked.sequence());
                    assertThat(lot.remaining()).isEqualTo(credits("900"));
                });
        clock.advance(Duration.ofDays(60));
        assertThat(posted()).isEqualTo(credits("900"));
    }

    @Test
    void e3_statement_tellsKindBalancesBeforeAndAfter_metadataAndTheAdministrator() {
        Note payment = Note.NONE.actor("payments").reference("pi_1").label("invoice", "2026-0001");
        Note receipt = Note.NONE.label("sku", "gpt").receipt("{\"price\":\"3\"}");
        Note admin = Note.NONE.actor("admin:7").reason("goodwill").reference("ticket-42");
        ledger.grant(GrantCredit.of(ACME.operation("pi_1"), PAYMENTS, WALLET, credits("10"))
                        .note(payment))
                .orThrow();
        Transaction usage = use("call", "3", receipt);
        ledger.grant(GrantCredit.of(ACME.operation("bonus"), GIFTS, WALLET, credits("2"))
                        .note(admin))
                .orThrow();
        ledger.reverse(ReverseTransaction.of(ACME.operation("re_1"), usage.sequence())
                        .extent(Extent.part(credits("1")))
                        .note(admin))
                .orThrow();
        ledger.adjust(AdjustBalance.of(ACME.operation("fix"), WALLET, GIFTS, credits("9.5"))
                        .note(admin))
                .orThrow();
        List<StatementLine> lines =
                ledger.statement(WALLET, StatementPage.oldestFirst(100)).lines();
        assertThat(lines.stream().map(line -> line.transaction().kind()))
                .containsExactly(
                        TransactionKind.TOPUP,
                        TransactionKind.USAGE,
                        TransactionKind.BONUS,
                        TransactionKind.REFUND,
                        TransactionKind.ADJUSTMENT);
        assertThat(lines.stream().map(line -> line.balanceAfter().minus(line.change())))
                .containsExactly(credits("0"), credits("10"), credits("7"), credits("9"), credits("10"));
        assertThat(lines.stream().map(StatementLine::balanceAfter))
                .containsExactly(credits("10"), credits("7"), credits("9"), credits("10"), credits("9.5"));
        assertThat(lines.stream().map(line -> line.transaction().note()))
                .containsExactly(payment, receipt, admin, admin, admin);
    }

    @Test
    void e7_administrator_givesABonus() {
        Note admin = Note.NONE.actor("admin:7").reason("goodwill");
        GrantCredit bonus = GrantCredit.of(ACME.operation("bonus:form-1"), GIFTS, WALLET, credits("25"))
                .note(admin);
        Transaction booked = ledger.grant(bonus).orThrow();
        assertThat(booked.kind()).isEqualTo(TransactionKind.BONUS);
        assertThat(ledger.grant(bonus)).as("the form is sent twice").isEqualTo(new Done<>(booked, true));
        assertThat(posted()).isEqualTo(credits("25"));
        assertThat(ledger.balance(GIFTS).orElseThrow().posted())
                .as("what gifts cost")
                .isEqualTo(credits("-25"));
    }

    @Test
    void e7_administrator_setsTheBalance_unlessThePageWasOld() {
        ledger.grant(GrantCredit.of(ACME.operation("pi_1"), PAYMENTS, WALLET, credits("10")))
                .orThrow();
        AdjustBalance command = AdjustBalance.of(ACME.operation("set:form-2"), WALLET, GIFTS, credits("100"))
                .note(Note.NONE.actor("admin:7"));
        use("call", "4", Note.NONE);
        assertThat(ledger.adjust(command.expected(credits("10"))))
                .isEqualTo(new Declined<>(new UnexpectedBalance(WALLET, credits("10"), credits("6"))));
        Transaction booked = ledger.adjust(command.expected(credits("6"))).orThrow();
        assertThat(booked.entries().get(0).posting()).isEqualTo(new Posting(GIFTS, WALLET, credits("94")));
        assertThat(posted()).isEqualTo(credits("100"));
    }
}
