// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.Lot;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.ReverseTransaction.Shortfall;
import io.weighhouse.ledger.Rollover;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.ledger.UnfreezeCredit;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of docs/concepts/ledger.md and docs/guides: what those pages say happens here. */
class GuideExamplesTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final Unit CALLS = Unit.of("CALLS", 0);

    private final TenantId acme = TenantId.of("acme");
    private final AccountId alice = acme.account("wallet:alice");
    private final AccountId payments = acme.account("payments");
    private final AccountId gifts = acme.account("gifts");
    private final AccountId revenue = acme.account("revenue");
    private final AccountId breakage = acme.account("breakage");

    private final ManualClock clock = new ManualClock();
    private final Ledger ledger = Ledger.builder().clock(clock).build();

    @BeforeEach
    void openAccounts() {
        // [accounts]
        ledger.open(Account.wallet(alice, CREDIT)).orThrow();
        ledger.open(Account.of(payments, AccountKind.CLEARING, CREDIT)).orThrow();
        ledger.open(Account.of(gifts, AccountKind.PROMOTION, CREDIT)).orThrow();
        ledger.open(Account.of(revenue, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.open(Account.of(breakage, AccountKind.BREAKAGE, CREDIT)).orThrow();
        // [/accounts]
    }

    @AfterEach
    void booksBalance() {
        assertThat(ledger.trialBalance(acme).balanced()).isTrue();
        ledger.close();
    }

    @Test
    void grant_topUpAndBonus_bonusBurnsFirst() {
        // [top-up]
        ledger.grant(GrantCredit.of(acme.operation("pi_1"), payments, alice, credits("10")))
                .orThrow();
        LotTerms bonus =
                LotTerms.USUAL.priority(100).expiry(LotExpiry.at(clock.instant().plus(Duration.ofDays(30)), breakage));
        ledger.grant(GrantCredit.of(acme.operation("bonus-1"), gifts, alice, credits("5"))
                        .terms(bonus))
                .orThrow();
        // [/top-up]
        assertThat(ledger.grant(GrantCredit.of(acme.operation("pi_1"), payments, alice, credits("10"))))
                .matches(outcome -> ((Done<?>) outcome).replayed());
        use("call-1", "6");

        List<Lot> lots = ledger.lots(alice);
        assertThat(lots).hasSize(1);
        assertThat(lots.get(0).paid()).isTrue();
        assertThat(lots.get(0).remaining()).isEqualTo(credits("9"));
        assertBalance("9", "0", "9", "0");
    }

    @Test
    void grant_tagged_servesOnlyHoldsWithTheTag() {
        topUp("pi_1", "10");
        // [tags]
        LotTerms forImages = LotTerms.USUAL.tags("image");
        ledger.grant(GrantCredit.of(acme.operation("image-pack"), gifts, alice, credits("3"))
                        .terms(forImages))
                .orThrow();
        Amount forAnything = ledger.balance(alice).orElseThrow().available(); // 10
        Amount forAnImage = ledger.balance(alice, "image").orElseThrow().available(); // 13
        // [/tags]
        assertThat(forAnything).isEqualTo(credits("10"));
        assertThat(forAnImage).isEqualTo(credits("13"));
        OperationId picture = acme.operation("call-1");
        assertThat(ledger.hold(PlaceHold.of(picture, alice, credits("12"))))
                .isEqualTo(new Declined<>(new Decline.InsufficientFunds(alice, credits("12"), credits("10"))));
        ledger.hold(PlaceHold.of(picture, alice, credits("12")).tags("image")).orThrow();
        assertBalance("13", "12", "1", "0");
    }

    @ParameterizedTest
    @CsvSource({"NONE, 500, 350, 1", "CAPPED, 700, 150, 2", "FULL, 850, 0, 2"})
    void grantPeriod_oneHundredFiftyOfFiveHundredUsed_restRollsOver(
            Rollover.Kind kind, String february, String lost, int lots) {
        Rollover rollover = kind == Rollover.Kind.NONE
                ? Rollover.NONE
                : kind == Rollover.Kind.FULL ? Rollover.FULL : Rollover.capped(credits("200"));
        grantMonth("2026-01-01", "2026-02-01", rollover);
        use("call-1", "150");
        clock.advance(Duration.ofDays(31));
        grantMonth("2026-02-01", "2026-03-01", rollover);

        assertThat(balance().available()).isEqualTo(credits(february));
        assertThat(posted(breakage)).isEqualTo(credits(lost));
        assertThat(ledger.lots(alice)).hasSize(lots);
    }

    @Test
    void grantPeriod_cappedAndNothingUsed_neverMoreThanTheCapRollsOver() {
        Rollover rollover = Rollover.capped(credits("200"));
        grantMonth("2026-01-01", "2026-02-01", rollover);
        clock.advance(Duration.ofDays(31));
        grantMonth("2026-02-01", "2026-03-01", rollover);
        assertThat(balance().available()).isEqualTo(credits("700"));
        clock.advance(Duration.ofDays(28));
        grantMonth("2026-03-01", "2026-04-01", rollover);

        assertThat(balance().available()).isEqualTo(credits("700"));
        assertThat(posted(breakage)).isEqualTo(credits("800"));
    }

    @Test
    void grantPeriod_again_isBookedOnce() {
        // [monthly]
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Instant end = Instant.parse("2026-02-01T00:00:00Z");
        LotTerms terms = LotTerms.USUAL.expiry(LotExpiry.at(end, breakage).rollover(Rollover.capped(credits("200"))));
        GrantPeriod january =
                GrantPeriod.of(acme.operation("sub_alice"), start, new Posting(gifts, alice, credits("500")), terms);
        ledger.grantPeriod(january).orThrow();
        // [/monthly]
        Outcome<Transaction> again = ledger.grantPeriod(
                GrantPeriod.of(acme.operation("sub_alice"), start, new Posting(gifts, alice, credits("5000")), terms));
        assertThat(((Done<Transaction>) again).replayed()).isTrue();
        assertBalance("500", "0", "500", "0");
    }

    @Test
    void trial_thirtyDays_expiresOnTheInstant() {
        // [trial]
        Instant end = clock.instant().plus(Duration.ofDays(30));
        ledger.grant(GrantCredit.of(acme.operation("trial-alice"), gifts, alice, credits("100"))
                        .terms(LotTerms.USUAL.expiry(LotExpiry.at(end, breakage))))
                .orThrow();
        // [/trial]
        use("call-1", "40");
        clock.advance(Duration.ofDays(30).minusNanos(1));
        assertBalance("60", "0", "60", "0");
        clock.advance(Duration.ofDays(15));
        assertBalance("0", "0", "0", "0");

        assertThat(posted(breakage)).isEqualTo(credits("60"));
        Transaction expiry = ledger.statement(alice, StatementPage.newestFirst(1))
                .lines()
                .get(0)
                .transaction();
        assertThat(expiry.kind()).isEqualTo(TransactionKind.EXPIRY);
        assertThat(expiry.effectiveAt()).isEqualTo(end);
        assertThat(expiry.bookedAt()).isEqualTo(clock.instant());
        assertThat(ledger.balanceAt(alice, end).orElseThrow().posted()).isEqualTo(credits("0"));
        assertThat(ledger.balanceAt(alice, end.minusNanos(1)).orElseThrow().posted())
                .isEqualTo(credits("60"));
        assertThat(ledger.reverse(reversal("goodwill-1", expiry)))
                .isEqualTo(new Declined<>(new Decline.NotReversible(expiry.sequence())));
        assertThat(ledger.lots(alice)).isEmpty();
    }

    @Test
    void hold_checkpointExtendCapture_takesWhatWasUsed() {
        topUp("pi_1", "10");
        // [hold]
        OperationId call = acme.operation("call-1");
        ledger.hold(PlaceHold.of(call, alice, credits("4"))).orThrow(); // 6 available
        ledger.capture(CaptureHold.of(call, revenue, credits("1")).checkpoint(1))
                .orThrow(); // 1 is paid
        ledger.extend(ExtendHold.of(call, 1, credits("6"))).orThrow(); // 4 available
        ledger.capture(CaptureHold.of(call, revenue, credits("5"))).orThrow(); // 5 are paid in all
        // [/hold]
        assertBalance("5", "0", "5", "0");
        assertThat(posted(revenue)).isEqualTo(credits("5"));
    }

    @Test
    void hold_eachStep_setsAsideAndTakes() {
        topUp("pi_1", "10");
        OperationId call = acme.operation("call-1");
        ledger.hold(PlaceHold.of(call, alice, credits("4"))).orThrow();
        assertBalance("10", "4", "6", "0");
        ledger.capture(CaptureHold.of(call, revenue, credits("1")).checkpoint(1))
                .orThrow();
        assertBalance("9", "3", "6", "0");
        ledger.extend(ExtendHold.of(call, 1, credits("6"))).orThrow();
        assertBalance("9", "5", "4", "0");
        ledger.capture(CaptureHold.of(call, revenue, credits("0.4"))).orThrow();
        assertBalance("9.6", "0", "9.6", "0");
        assertThat(lastOf(alice).kind()).isEqualTo(TransactionKind.REFUND);
    }

    @ParameterizedTest
    @CsvSource({"CLAMP, 4, 1, 1, 0", "TAKE_AVAILABLE, 5, 0, 0, 0", "DEBT, 7, -2, 0, 2"})
    void capture_sevenOfAHoldOfFour_goesByTheOverrunPolicy(
            Overrun overrun, String taken, String posted, String available, String debt) {
        topUp("pi_1", "5");
        OperationId call = acme.operation("call-1");
        ledger.hold(PlaceHold.of(call, alice, credits("4"))).orThrow();
        assertThat(ledger.capture(CaptureHold.of(call, revenue, credits("7"))))
                .isEqualTo(new Declined<>(new Decline.OverCapture(call, credits("7"), credits("4"))));
        assertBalance("5", "4", "1", "0");
        ledger.capture(CaptureHold.of(call, revenue, credits("7")).overrun(overrun))
                .orThrow();
        assertThat(posted(revenue)).isEqualTo(credits(taken));
        assertBalance(posted, "0", available, debt);
    }

    @ParameterizedTest
    @CsvSource({"release, 9", "floor, 8", "all, 6"})
    void hold_expires_doesWhatItDeclared(String action, String posted) {
        topUp("pi_1", "10");
        ExpiryAction onExpiry = action.equals("release")
                ? ExpiryAction.RELEASE
                : action.equals("floor")
                        ? new ExpiryAction.CaptureFloor(revenue, credits("2"))
                        : new ExpiryAction.CaptureAll(revenue);
        OperationId call = acme.operation("call-1");
        ledger.hold(PlaceHold.of(call, alice, credits("4")).onExpiry(onExpiry)).orThrow();
        ledger.capture(CaptureHold.of(call, revenue, credits("1")).checkpoint(1))
                .orThrow();
        clock.advance(PlaceHold.USUAL_TIME_TO_LIVE);
        assertBalance(posted, "0", posted, "0");

        Transaction late =
                ledger.capture(CaptureHold.of(call, revenue, credits("3"))).orThrow();
        assertThat(late.late()).isTrue();
        assertBalance("7", "0", "7", "0");
    }

    @Test
    void capture_lateAndSpentMeanwhile_becomesDebtUntilTheNextTopUp() {
        topUp("pi_1", "10");
        OperationId call = acme.operation("call-1");
        ledger.hold(PlaceHold.of(call, alice, credits("4"))).orThrow();
        clock.advance(PlaceHold.USUAL_TIME_TO_LIVE);
        use("call-2", "8");

        ledger.capture(CaptureHold.of(call, revenue, credits("3"))).orThrow();
        assertBalance("-1", "0", "0", "1");
        assertThat(ledger.findHold(call).orElseThrow().state()).isEqualTo(HoldState.SETTLED_LATE);
        topUp("pi_2", "5");
        assertBalance("4", "0", "4", "0");
    }

    @Test
    void hold_withLimits_isAdmittedWithinAllOfThem() {
        topUp("pi_1", "100");
        AccountId calls = acme.account("calls:alice:2026-01");
        AccountId budget = acme.account("budget:team:2026-01");
        ledger.open(Account.of(calls, AccountKind.COUNTER, CALLS)).orThrow();
        ledger.open(Account.of(budget, AccountKind.COUNTER, CREDIT)).orThrow();
        // [limits]
        PlaceHold hold = PlaceHold.of(acme.operation("call-1"), alice, credits("4"))
                .limit(new LimitLeg(calls, Amount.of("1", CALLS), Amount.of("2", CALLS)))
                .limit(new LimitLeg(budget, credits("4"), credits("10")));
        ledger.hold(hold).orThrow();
        ledger.capture(CaptureHold.of(hold.id(), revenue, credits("3"))).orThrow();
        // [/limits]
        assertThat(posted(calls)).isEqualTo(Amount.of("1", CALLS));
        assertThat(posted(budget)).isEqualTo(credits("3"));

        assertThat(limited("call-2", budget, "8")).isEqualTo(reached(budget, "8", "7", "10"));
        Outcome<Hold> released = limited("call-3", budget, "7");
        ledger.release(ReleaseHold.of(released.orThrow().id())).orThrow();
        assertThat(posted(budget)).isEqualTo(credits("3"));
        assertThat(ledger.trialBalance(acme).rows())
                .noneMatch(row -> row.account().kind() == AccountKind.COUNTER);
    }

    @Test
    void reverse_partTotalWhole_neverMoreThanIsLeft() {
        topUp("pi_1", "10");
        Transaction usage = use("call-1", "4");
        // [refund]
        ReverseTransaction refund = ReverseTransaction.of(acme.operation("refund-1"), usage.sequence())
                .extent(Extent.part(credits("1")));
        ledger.reverse(refund).orThrow();
        // [/refund]
        assertBalance("7", "0", "7", "0");
        ledger.reverse(reversal("refund-2", usage).extent(Extent.total(credits("3"))))
                .orThrow();
        assertBalance("9", "0", "9", "0");
        Transaction nothing = ledger.reverse(reversal("refund-3", usage).extent(Extent.total(credits("3"))))
                .orThrow();
        assertThat(nothing.entries().get(0).posting().amount()).isEqualTo(credits("0"));
        ledger.reverse(reversal("refund-4", usage)).orThrow();
        assertBalance("10", "0", "10", "0");
        assertThat(ledger.reverse(reversal("refund-5", usage)))
                .isEqualTo(new Declined<>(new Decline.AlreadyReversed(usage.sequence(), credits("0"), credits("0"))));
    }

    @ParameterizedTest
    @CsvSource({"P7D, 4, 6", "PT0S, 0, 10"})
    void reverse_intoAnExpiredLot_hasItsGraceOrIsBreakage(Duration grace, String available, String lost) {
        LotExpiry expiry = LotExpiry.at(clock.instant().plus(Duration.ofDays(30)), breakage)
                .grace(grace);
        ledger.grant(GrantCredit.of(acme.operation("pi_1"), payments, alice, credits("10"))
                        .terms(LotTerms.USUAL.expiry(expiry)))
                .orThrow();
        Transaction usage = use("call-1", "4");
        clock.advance(Duration.ofDays(31));
        ledger.reverse(reversal("refund-1", usage)).orThrow();

        assertBalance(available, "0", available, "0");
        assertThat(posted(breakage)).isEqualTo(credits(lost));
        clock.advance(Duration.ofDays(7));
        assertBalance("0", "0", "0", "0");
        assertThat(posted(breakage)).isEqualTo(credits("10"));
    }

    @ParameterizedTest
    @CsvSource({"DEBT, 10, -7, 7", "CLAMP, 3, 0, 0"})
    void reverse_topUpOfTenOfWhichSevenAreSpent_goesByTheShortfall(
            Shortfall shortfall, String booked, String posted, String debt) {
        Transaction topUp = topUp("pi_1", "10");
        use("call-1", "7");
        assertThat(ledger.reverse(reversal("dp_0", topUp).shortfall(Shortfall.REJECT)))
                .isEqualTo(new Declined<>(new Decline.InsufficientFunds(alice, credits("10"), credits("3"))));
        assertBalance("3", "0", "3", "0");
        // [chargeback]
        Transaction chargeback = ledger.reverse(ReverseTransaction.of(acme.operation("dp_1"), topUp.sequence())
                        .shortfall(shortfall))
                .orThrow();
        // [/chargeback]
        assertThat(chargeback.entries().get(0).posting().amount()).isEqualTo(credits(booked));
        assertBalance(posted, "0", "0", debt);
    }

    @Test
    void reverse_unspent_takesWhatIsLeftOfTheLot() {
        Transaction topUp = topUp("pi_1", "10");
        Transaction usage = use("call-1", "7");
        ledger.reverse(reversal("refund-1", topUp).extent(Extent.UNSPENT)).orThrow();
        assertBalance("0", "0", "0", "0");
        assertThat(ledger.reverse(reversal("refund-2", usage).extent(Extent.UNSPENT)))
                .isEqualTo(new Declined<>(new Decline.NotDivisible(usage.sequence())));
    }

    @Test
    void reverse_bonusThatIsSpent_leavesPaidCreditAndOwes() {
        topUp("pi_1", "10");
        LotTerms first = LotTerms.USUAL.priority(100);
        Transaction bonus = ledger.grant(GrantCredit.of(acme.operation("bonus-1"), gifts, alice, credits("5"))
                        .terms(first))
                .orThrow();
        use("call-1", "5");
        ledger.reverse(reversal("bonus-1-back", bonus)).orThrow();
        assertBalance("5", "0", "5", "5");
        assertThat(ledger.lots(alice).get(0).remaining()).isEqualTo(credits("10"));
    }

    @Test
    void dispute_wonAfterTheCreditIsSpent_leavesWhatWasThere() {
        topUp("pi_1", "10");
        use("call-1", "7");
        // [dispute-opened]
        OperationId dispute = acme.operation("dp_1");
        ledger.freeze(FreezeCredit.of(dispute, alice, credits("10"))).orThrow();
        // [/dispute-opened]
        assertBalance("3", "0", "0", "0");
        // [dispute-won]
        ledger.unfreeze(UnfreezeCredit.of(dispute)).orThrow();
        // [/dispute-won]
        assertBalance("3", "0", "3", "0");
    }

    @Test
    void dispute_lostAfterTheCreditIsSpentAndWonAfterAll_owesAndIsMadeGood() {
        Transaction topUp = topUp("pi_1", "10");
        use("call-1", "7");
        OperationId dispute = acme.operation("dp_1");
        ledger.freeze(FreezeCredit.of(dispute, alice, credits("10"))).orThrow();
        // [dispute-lost]
        Transaction lost =
                ledger.reverse(ReverseTransaction.of(dispute, topUp.sequence())).orThrow();
        ledger.unfreeze(UnfreezeCredit.of(dispute)).orThrow();
        // [/dispute-lost]
        assertBalance("-7", "0", "0", "7");
        // [dispute-won-after-all]
        ledger.reverse(ReverseTransaction.of(acme.operation("dp_1-won"), lost.sequence()))
                .orThrow();
        // [/dispute-won-after-all]
        assertBalance("3", "0", "3", "0");
    }

    @Test
    void creditLimit_postpaid_isUsedAndRepaid() {
        AccountId bob = acme.account("wallet:bob");
        // [postpaid]
        ledger.open(Account.wallet(bob, credits("5"))).orThrow();
        OperationId call = acme.operation("call-1");
        ledger.hold(PlaceHold.of(call, bob, credits("4"))).orThrow();
        ledger.capture(CaptureHold.of(call, revenue, credits("4"))).orThrow(); // -4 posted, 1 available
        ledger.setCreditLimit(SetCreditLimit.of(acme.operation("limit-1"), bob, credits("3")))
                .orThrow(); // nothing available
        ledger.grant(GrantCredit.of(acme.operation("invoice-1"), payments, bob, credits("10")))
                .orThrow(); // 6 posted, 9 available
        // [/postpaid]
        Balance balance = ledger.balance(bob).orElseThrow();
        assertThat(balance.posted()).isEqualTo(credits("6"));
        assertThat(balance.available()).isEqualTo(credits("9"));
        assertThat(balance.debt()).isEqualTo(credits("0"));
    }

    @Test
    void creditLimit_loweredBelowWhatIsUsed_leavesNothing() {
        AccountId bob = acme.account("wallet:bob");
        ledger.open(Account.wallet(bob, credits("5"))).orThrow();
        OperationId call = acme.operation("call-1");
        ledger.hold(PlaceHold.of(call, bob, credits("4"))).orThrow();
        ledger.capture(CaptureHold.of(call, revenue, credits("4"))).orThrow();
        assertThat(ledger.balance(bob).orElseThrow().posted()).isEqualTo(credits("-4"));
        assertThat(ledger.balance(bob).orElseThrow().available()).isEqualTo(credits("1"));
        ledger.setCreditLimit(SetCreditLimit.of(acme.operation("limit-1"), bob, credits("3")))
                .orThrow();
        assertThat(ledger.balance(bob).orElseThrow().available()).isEqualTo(credits("0"));
    }

    @Test
    void available_lotsLimitHeldFrozenAndDebt_isTheFormula() {
        AccountId bob = acme.account("wallet:bob");
        ledger.open(Account.wallet(bob, credits("5"))).orThrow();
        ledger.grant(GrantCredit.of(acme.operation("pi_1"), payments, bob, credits("10")))
                .orThrow();
        ledger.hold(PlaceHold.of(acme.operation("call-1"), bob, credits("4"))).orThrow();
        ledger.freeze(FreezeCredit.of(acme.operation("dp_1"), bob, credits("3")))
                .orThrow();
        Balance balance = ledger.balance(bob).orElseThrow();
        assertThat(balance.posted()).isEqualTo(credits("10"));
        assertThat(balance.available()).isEqualTo(credits("8"));
    }

    private static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }

    private Transaction topUp(String payment, String amount) {
        return ledger.grant(GrantCredit.of(acme.operation(payment), payments, alice, credits(amount)))
                .orThrow();
    }

    private Transaction use(String call, String amount) {
        OperationId id = acme.operation(call);
        ledger.hold(PlaceHold.of(id, alice, credits(amount))).orThrow();
        return ledger.capture(CaptureHold.of(id, revenue, credits(amount))).orThrow();
    }

    private void grantMonth(String start, String end, Rollover rollover) {
        LotExpiry expiry = LotExpiry.at(midnight(end), breakage).rollover(rollover);
        ledger.grantPeriod(GrantPeriod.of(
                        acme.operation("sub_alice"),
                        midnight(start),
                        new Posting(gifts, alice, credits("500")),
                        LotTerms.USUAL.expiry(expiry)))
                .orThrow();
    }

    private static Instant midnight(String date) {
        return Instant.parse(date + "T00:00:00Z");
    }

    private Outcome<Hold> limited(String call, AccountId counter, String amount) {
        return ledger.hold(PlaceHold.of(acme.operation(call), alice, credits(amount))
                .limit(new LimitLeg(counter, credits(amount), credits("10"))));
    }

    private static Declined<Hold> reached(AccountId counter, String asked, String left, String limit) {
        return new Declined<>(new Decline.LimitReached(counter, credits(asked), credits(left), credits(limit)));
    }

    private ReverseTransaction reversal(String id, Transaction of) {
        return ReverseTransaction.of(acme.operation(id), of.sequence());
    }

    private Transaction lastOf(AccountId account) {
        return ledger.statement(account, StatementPage.newestFirst(1))
                .lines()
                .get(0)
                .transaction();
    }

    private Balance balance() {
        return ledger.balance(alice).orElseThrow();
    }

    private Amount posted(AccountId account) {
        return ledger.balance(account).orElseThrow().posted();
    }

    /** Alice's balance in four numbers: posted, held, available, debt. */
    private void assertBalance(String posted, String held, String available, String debt) {
        Balance balance = balance();
        assertThat(List.of(balance.posted(), balance.held(), balance.available(), balance.debt()))
                .containsExactly(credits(posted), credits(held), credits(available), credits(debt));
    }
}
