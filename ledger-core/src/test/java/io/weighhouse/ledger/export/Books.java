// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.BookedBy;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.Instant;

/** Books in which everything happens that can be exported. */
final class Books {

    static final Unit CREDIT = Unit.of("CREDIT", 6);
    static final Unit CALL = Unit.of("CALL", 0);
    static final Unit USD_18 = Unit.of("USD_X2", 18);
    static final TenantId ACME = TenantId.of("acme");
    static final TenantId GLOBEX = TenantId.of("globex");
    static final AccountId ALICE = ACME.account("alice");
    static final AccountId BOB = ACME.account(":team::b;|%(x)\"=@:");
    static final AccountId REVENUE = ACME.account("sales:api");
    static final AccountId PAYMENTS = ACME.account("payments");
    static final AccountId GIFTS = ACME.account("gifts");
    static final AccountId BREAKAGE = ACME.account("breakage");
    static final AccountId CALLS = ACME.account("calls");
    static final AccountId COST = ACME.account("cost");
    static final AccountId PROVIDER = ACME.account("provider");
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Instant now = NOON;
    final Ledger ledger = Ledger.builder().clock(() -> now).build();

    void advance(Duration time) {
        now = now.plus(time);
    }

    static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }

    /** Three days of a small firm. */
    static Books mixed() {
        Books books = new Books();
        books.open();
        books.firstDay();
        books.advance(Duration.ofDays(1));
        books.secondDay();
        books.advance(Duration.ofDays(1));
        books.thirdDay();
        return books;
    }

    void open() {
        ledger.open(Account.wallet(ALICE, credits("2"))).orThrow();
        ledger.open(Account.wallet(GLOBEX.account("alice"), CREDIT)).orThrow();
        ledger.open(Account.of(GLOBEX.account("payments"), AccountKind.CLEARING, CREDIT))
                .orThrow();
        ledger.open(Account.wallet(BOB, CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.open(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)).orThrow();
        ledger.open(Account.of(GIFTS, AccountKind.PROMOTION, CREDIT)).orThrow();
        ledger.open(Account.of(BREAKAGE, AccountKind.BREAKAGE, CREDIT)).orThrow();
        ledger.open(Account.of(ACME.account("count"), AccountKind.COUNTER, CALL))
                .orThrow();
        ledger.open(Account.wallet(CALLS, CALL)).orThrow();
        ledger.open(Account.of(ACME.account("tickets"), AccountKind.CLEARING, CALL))
                .orThrow();
        ledger.open(Account.of(COST, AccountKind.PROVIDER_COST, USD_18)).orThrow();
        ledger.open(Account.of(PROVIDER, AccountKind.CLEARING, USD_18)).orThrow();
    }

    private void firstDay() {
        ledger.grant(GrantCredit.of(ACME.operation("pi_1"), PAYMENTS, ALICE, credits("10"))
                        .note(Note.NONE
                                .actor("ops, at [2020-02-30] ;date:x")
                                .reason("  first\ntop-up, 100%  ")
                                .reference("=HYPERLINK(\"x\")")
                                .label("date", "no date")
                                .label("cost centre:1", "über \u2028 0\u00a0")))
                .orThrow();
        ledger.grant(GrantCredit.of(
                        GLOBEX.operation("pi_1"), GLOBEX.account("payments"), GLOBEX.account("alice"), credits("99")))
                .orThrow();
        ledger.grant(GrantCredit.of(ACME.operation("gift"), GIFTS, BOB, credits("5"))
                        .terms(LotTerms.USUAL.expiry(LotExpiry.at(NOON.plus(Duration.ofHours(30)), BREAKAGE))))
                .orThrow();
        ledger.grant(GrantCredit.of(
                        ACME.operation("tickets"), ACME.account("tickets"), CALLS, Amount.of("1000000", CALL)))
                .orThrow();
        ledger.post(PostTransaction.of(
                        ACME.operation("cost ; 1 | %41 \u00fc"),
                        new Posting(COST, PROVIDER, Amount.of("0.000000000000000001", USD_18)),
                        new Posting(COST, PROVIDER, Amount.of("2", USD_18))))
                .orThrow();
        hold("call-1", "4");
        capture("call-1", "3");
        hold("call-2", "1");
        ledger.release(ReleaseHold.of(ACME.operation("call-2"))).orThrow();
        hold("call-3", "8");
        ledger.capture(CaptureHold.of(ACME.operation("call-3"), REVENUE, credits("9.5"))
                        .overrun(Overrun.DEBT))
                .orThrow();
        hold("call-4", "0");
        capture("call-4", "0");
    }

    /** Bob holds his gift until it has expired, and Alice's top-up is taken back. */
    private void secondDay() {
        ledger.hold(PlaceHold.of(ACME.operation("long"), BOB, credits("2")).timeToLive(Duration.ofHours(24)))
                .orThrow();
        ledger.hold(PlaceHold.of(ACME.operation("floor"), BOB, credits("1"))
                        .timeToLive(Duration.ofHours(1))
                        .onExpiry(new ExpiryAction.CaptureFloor(REVENUE, credits("0.25"))))
                .orThrow();
        ledger.reverse(ReverseTransaction.of(ACME.operation("oops"), numberOf("call-1"))
                        .extent(ReverseTransaction.Extent.part(credits("1"))))
                .orThrow();
        advance(Duration.ofHours(7));
        ledger.release(ReleaseHold.of(ACME.operation("long")).note(Note.NONE.reason("too late")))
                .orThrow();
    }

    private void thirdDay() {
        ledger.adjust(AdjustBalance.of(ACME.operation("adjust"), ALICE, PAYMENTS, credits("7")))
                .orThrow();
    }

    private long numberOf(String call) {
        return ledger.booked(ACME.operation(call), BookedBy.CAPTURE)
                .orElseThrow()
                .sequence();
    }

    private void hold(String call, String amount) {
        ledger.hold(PlaceHold.of(ACME.operation(call), ALICE, credits(amount))).orThrow();
    }

    private void capture(String call, String amount) {
        ledger.capture(CaptureHold.of(ACME.operation(call), REVENUE, credits(amount)))
                .orThrow();
    }
}
