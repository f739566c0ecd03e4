// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Decline.AccountUnknown;
import io.weighhouse.ledger.Decline.OperationConflict;
import io.weighhouse.ledger.Decline.TooManyLots;
import io.weighhouse.ledger.Decline.WrongKind;
import io.weighhouse.ledger.Decline.WrongUnit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.Lot;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.Rollover;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credit that came in together is spent, expires and comes back together. */
abstract class LedgerLotBehaviour extends LedgerBehaviour {

    private static final AccountId BREAKAGE = ACME.account("breakage");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration NANO = Duration.ofNanos(1);

    @BeforeEach
    void openBreakage() {
        done(ledger.open(Account.of(BREAKAGE, AccountKind.BREAKAGE, CREDIT)));
    }

    private Transaction paid(String id, String amount, LotTerms terms) {
        return done(ledger.grant(
                GrantCredit.of(op(id), PAYMENTS, ALICE, credits(amount)).terms(terms)));
    }

    private Transaction gift(String id, String amount, LotTerms terms) {
        return done(ledger.grant(
                GrantCredit.of(op(id), GIFTS, ALICE, credits(amount)).terms(terms)));
    }

    private Instant in(Duration time) {
        return clock.instant().plus(time);
    }

    private LotExpiry after(Duration time) {
        return LotExpiry.at(in(time), BREAKAGE);
    }

    private void use(String id, String amount, String... tags) {
        done(ledger.hold(PlaceHold.of(op(id), ALICE, credits(amount)).tags(tags)));
        done(capture(id, amount));
    }

    @Test
    void grant_makesALotOfItsOwn() {
        LotTerms terms = LotTerms.USUAL.priority(100).costBasis(Amount.of("9.50", USD));
        Transaction topUp = paid("pi_1", "10", terms);
        use("call", "3");
        done(hold("open", ALICE, "4"));
        assertThat(ledger.lots(ALICE)).singleElement().satisfies(lot -> {
            assertThat(lot.number()).isEqualTo(topUp.sequence());
            assertThat(lot.paid()).isTrue();
            assertThat(lot.terms().priority()).isEqualTo(100);
            assertThat(lot.terms().costBasis()).contains(Amount.of("9.50", USD));
            assertThat(lot.remaining()).isEqualTo(credits("7"));
            assertThat(lot.reserved()).isEqualTo(credits("4"));
            assertThat(lot.state().expiresAt()).isEmpty();
        });
    }

    @Test
    void post_intoAWallet_goesToOnePlainLot() {
        done(ledger.post(PostTransaction.of(op("in-1"), posting(GIFTS, ALICE, "1"))));
        done(ledger.post(PostTransaction.of(op("in-2"), posting(GIFTS, ALICE, "2"))));
        assertThat(ledger.lots(ALICE)).singleElement().satisfies(lot -> {
            assertThat(lot.number()).isZero();
            assertThat(lot.paid()).isTrue();
            assertThat(lot.remaining()).isEqualTo(credits("3"));
        });
    }

    @Test
    void burnOrder_isPriorityThenExpiryThenPromotionalThenOlder() {
        paid("older", "1", LotTerms.USUAL);
        paid("newer", "2", LotTerms.USUAL);
        gift("gift", "3", LotTerms.USUAL);
        paid("late", "4", LotTerms.USUAL.expiry(after(HOUR.multipliedBy(2))));
        paid("soon", "5", LotTerms.USUAL.expiry(after(HOUR)));
        paid("first", "6", LotTerms.USUAL.priority(1));
        paid("last", "7", LotTerms.USUAL.priority(1000).expiry(after(HOUR)));
        assertLots(ALICE, "6", "5", "4", "3", "1", "2", "7");
        use("call", "16");
        assertLots(ALICE, "2", "1", "2", "7");
    }

    @Test
    void tags_openALotForCallsThatCarryOneOfThem() {
        paid("any", "1", LotTerms.USUAL);
        gift("images", "5", LotTerms.USUAL.tags("image").priority(100));
        assertAvailable(ALICE, "1");
        assertAvailable(ALICE, "6", "image", "gpt");
        assertAvailable(ALICE, "1", "chat");
        use("picture", "4", "image");
        assertLots(ALICE, "1", "1");
        use("talk", "1");
        assertAvailable(ALICE, "0");
        assertAvailable(ALICE, "1", "image");
        assertBalance(ALICE, "1", "0", "0", "0");
    }

    @Test
    void expiry_atItsInstant_booksTheRestToBreakage() {
        Instant end = in(HOUR);
        paid("pi_1", "500", LotTerms.USUAL.expiry(after(HOUR)));
        use("call", "150");
        clock.advance(HOUR.minus(NANO));
        assertBalance(ALICE, "350", "0", "350", "0");
        clock.advance(HOUR);
        assertBalance(ALICE, "0", "0", "0", "0");
        assertBalance(BREAKAGE, "350", "0", "350", "0");
        Transaction expiry = lastOn(ALICE);
        assertThat(expiry.kind()).isEqualTo(TransactionKind.EXPIRY);
        assertThat(expiry.operation()).isEqualTo(op("pi_1"));
        assertThat(expiry.effectiveAt()).isEqualTo(end);
        assertPostings(expiry, posting(ALICE, BREAKAGE, "350"));
        assertLots(ALICE);
    }

    @Test
    void expiry_ofALotThatIsSpent_booksNothing() {
        paid("pi_1", "5", LotTerms.USUAL.expiry(after(HOUR)));
        use("call", "5");
        clock.advance(HOUR);
        assertBalance(BREAKAGE, "0", "0", "0", "0");
        assertThat(lastOn(ALICE).kind()).isEqualTo(TransactionKind.USAGE);
    }

    @Test
    void expiry_leavesAHoldWhatItHasReserved() {
        paid("pi_1", "10", LotTerms.USUAL.expiry(after(HOUR)));
        done(ledger.hold(PlaceHold.of(op("call"), ALICE, credits("4")).timeToLive(HOUR.multipliedBy(2))));
        clock.advance(HOUR);
        assertBalance(ALICE, "4", "4", "0", "0");
        assertBalance(BREAKAGE, "6", "0", "6", "0");
        Transaction usage = done(capture("call", "3"));
        assertPostings(usage, posting(ALICE, REVENUE, "3"), posting(ALICE, BREAKAGE, "1"));
        assertBalance(ALICE, "0", "0", "0", "0");
        assertBalance(BREAKAGE, "7", "0", "7", "0");
    }

    @Test
    void release_intoAnExpiredLot_goesToBreakageAtOnce() {
        paid("pi_1", "10", LotTerms.USUAL.expiry(after(HOUR)));
        done(ledger.hold(PlaceHold.of(op("call"), ALICE, credits("4")).timeToLive(HOUR.multipliedBy(2))));
        clock.advance(HOUR);
        done(ledger.release(ReleaseHold.of(op("call"))));
        assertBalance(ALICE, "0", "0", "0", "0");
        assertBalance(BREAKAGE, "10", "0", "10", "0");
        assertThat(lastOn(ALICE).kind()).isEqualTo(TransactionKind.EXPIRY);
        assertPostings(lastOn(ALICE), posting(ALICE, BREAKAGE, "4"));
    }

    @Test
    void release_intoAnExpiredLotWithGrace_canBeSpentForThatLong() {
        paid("pi_1", "10", LotTerms.USUAL.expiry(after(HOUR).grace(HOUR)));
        done(ledger.hold(PlaceHold.of(op("call"), ALICE, credits("4")).timeToLive(HOUR.multipliedBy(2))));
        clock.advance(HOUR.plusMinutes(30));
        assertBalance(ALICE, "4", "4", "0", "0");
        done(ledger.release(ReleaseHold.of(op("call"))));
        assertBalance(ALICE, "4", "0", "4", "0");
        assertThat(ledger.lots(ALICE).get(0).state().expiresAt()).contains(in(HOUR));
        clock.advance(HOUR);
        assertBalance(ALICE, "0", "0", "0", "0");
        assertBalance(BREAKAGE, "10", "0", "10", "0");
    }

    @Test
    void refund_intoAnExpiredLot_goesToBreakageAtOnce() {
        paid("pi_1", "10", LotTerms.USUAL.expiry(after(HOUR)));
        use("call", "3");
        Transaction usage = lastOn(ALICE);
        clock.advance(HOUR);
        Transaction refund = done(ledger.reverse(ReverseTransaction.of(op("re_1"), usage.sequence())));
        assertPostings(refund, posting(REVENUE, ALICE, "3"), posting(ALICE, BREAKAGE, "3"));
        assertBalance(ALICE, "0", "0", "0", "0");
        assertBalance(BREAKAGE, "10", "0", "10", "0");
    }

    @Test
    void refund_intoAnExpiredLotWithGrace_opensItAgain() {
        paid("pi_1", "10", LotTerms.USUAL.expiry(after(HOUR).grace(HOUR)));
        use("call", "3");
        Transaction usage = lastOn(ALICE);
        clock.advance(HOUR.plusMinutes(10));
        done(ledger.reverse(ReverseTransaction.of(op("re_1"), usage.sequence())));
        assertBalance(ALICE, "3", "0", "3", "0");
        assertThat(ledger.lots(ALICE))
                .singleElement()
                .extracting(lot -> lot.state().expiresAt().orElseThrow())
                .isEqualTo(in(HOUR));
        clock.advance(HOUR);
        assertBalance(BREAKAGE, "10", "0", "10", "0");
    }

    @Test
    void refund_beforeExpiry_comesBackOnTheOriginalTerms() {
        Instant end = in(HOUR);
        paid("pi_1", "3", LotTerms.USUAL.expiry(after(HOUR)));
        use("call", "3");
        assertLots(ALICE);
        done(ledger.reverse(ReverseTransaction.of(op("re_1"), lastOn(ALICE).sequence())));
        assertThat(ledger.lots(ALICE))
                .singleElement()
                .extracting(lot -> lot.state().expiresAt().orElseThrow())
                .isEqualTo(end);
    }

    @Test
    void rollover_full_keepsAllOfTheRest() {
        paid("pi_1", "10", LotTerms.USUAL.expiry(after(HOUR).rollover(Rollover.FULL)));
        clock.advance(HOUR);
        assertBalance(ALICE, "10", "0", "10", "0");
        assertBalance(BREAKAGE, "0", "0", "0", "0");
        assertThat(ledger.lots(ALICE).get(0).state().expiresAt()).isEmpty();
    }

    @Test
    void rollover_until_expiresForGoodThen() {
        Rollover aDayMore = Rollover.FULL.until(in(Duration.ofDays(1)));
        paid("pi_1", "10", LotTerms.USUAL.expiry(after(HOUR).rollover(aDayMore)));
        clock.advance(HOUR);
        use("call", "4");
        clock.advance(Duration.ofDays(1).minus(HOUR).minus(NANO));
        assertBalance(ALICE, "6", "0", "6", "0");
        clock.advance(NANO);
        assertBalance(ALICE, "0", "0", "0", "0");
        assertBalance(BREAKAGE, "6", "0", "6", "0");
    }

    /** 500 a month of which 200 roll over: 350 left in January, then 300 of February and 200 of January. */
    @Test
    void rollover_capped_neverKeepsMoreThanTheCapOfOneSubscription() {
        month("sub", 0);
        use("january", "150");
        clock.advance(Duration.ofDays(30));
        assertBalance(ALICE, "200", "0", "200", "0");
        assertBalance(BREAKAGE, "150", "0", "150", "0");
        month("sub", 1);
        clock.advance(Duration.ofDays(30));
        assertBalance(ALICE, "200", "0", "200", "0");
        assertBalance(BREAKAGE, "650", "0", "650", "0");
    }

    @Test
    void rollover_capped_fillsUpWhatWasSpentOfEarlierPeriods() {
        month("sub", 0);
        clock.advance(Duration.ofDays(30));
        month("sub", 1);
        use("february", "500");
        assertLots(ALICE, "200");
        done(ledger.reverse(ReverseTransaction.of(op("re_1"), lastOn(ALICE).sequence())));
        use("other", "620");
        assertBalance(ALICE, "80", "0", "80", "0");
        clock.advance(Duration.ofDays(30));
        assertBalance(ALICE, "80", "0", "80", "0");
    }

    private void month(String subscription, int number) {
        Instant start = clock.instant();
        LotTerms terms = LotTerms.USUAL.expiry(after(Duration.ofDays(30)).rollover(Rollover.capped(credits("200"))));
        done(ledger.grantPeriod(GrantPeriod.of(op(subscription), start, posting(PAYMENTS, ALICE, "500"), terms)));
        assertThat(ledger.lots(ALICE)).hasSize(number + 1);
    }

    @Test
    void effectiveLater_canBeSpentFromThen() {
        paid("pi_1", "10", LotTerms.USUAL.effectiveAt(in(HOUR)));
        assertBalance(ALICE, "10", "0", "0", "0");
        clock.advance(HOUR.minus(NANO));
        assertBalance(ALICE, "10", "0", "0", "0");
        clock.advance(NANO);
        assertBalance(ALICE, "10", "0", "10", "0");
    }

    @Test
    void effectiveLater_repaysDebtOnlyThen() {
        owe("3");
        paid("pi_1", "10", LotTerms.USUAL.effectiveAt(in(HOUR)));
        assertBalance(ALICE, "7", "0", "0", "3");
        clock.advance(HOUR);
        assertBalance(ALICE, "7", "0", "7", "0");
    }

    @Test
    void paidCredit_repaysDebtThenTheCreditLimit_andABonusRepaysNothing() {
        owe("3");
        gift("bonus", "5", LotTerms.USUAL);
        assertBalance(ALICE, "2", "0", "2", "3");
        paid("pi_1", "10", LotTerms.USUAL);
        assertBalance(ALICE, "12", "0", "12", "0");
        assertLots(ALICE, "5", "7");
        done(ledger.post(PostTransaction.of(op("overdraw"), posting(BOB, REVENUE, "2"))));
        done(ledger.grant(GrantCredit.of(op("bonus-2"), GIFTS, BOB, credits("5"))));
        assertBalance(BOB, "3", "0", "5", "0");
        done(ledger.grant(GrantCredit.of(op("pi_2"), PAYMENTS, BOB, credits("10"))));
        assertBalance(BOB, "13", "0", "15", "0");
        assertLots(BOB, "5", "8");
    }

    private void owe(String amount) {
        done(hold("owed", ALICE, "0"));
        done(capture("owed", amount, io.weighhouse.ledger.Overrun.DEBT));
        assertBalance(ALICE, "-" + amount, "0", "0", amount);
    }

    @Test
    void grantPeriod_isOnceForSubscriptionAndStart_whateverTheAmount() {
        GrantPeriod january =
                GrantPeriod.of(op("sub"), clock.instant(), posting(PAYMENTS, ALICE, "500"), LotTerms.USUAL);
        Transaction first = done(ledger.grantPeriod(january));
        GrantPeriod dearer =
                GrantPeriod.of(op("sub"), clock.instant(), posting(PAYMENTS, ALICE, "900"), LotTerms.USUAL);
        assertThat(replayed(ledger.grantPeriod(dearer))).isEqualTo(first);
        declined(
                ledger.grantPeriod(
                        GrantPeriod.of(op("sub"), clock.instant(), posting(PAYMENTS, BOB, "500"), LotTerms.USUAL)),
                new OperationConflict(op("sub")));
        done(ledger.grantPeriod(
                GrantPeriod.of(op("sub"), in(Duration.ofDays(30)), posting(PAYMENTS, ALICE, "500"), LotTerms.USUAL)));
        assertBalance(ALICE, "1000", "0", "500", "0");
    }

    @Test
    void grant_withABadBreakageAccount_isDeclined() {
        AccountId dollars = ACME.account("breakage:usd");
        done(ledger.open(Account.of(dollars, AccountKind.BREAKAGE, USD)));
        declined(expiringTo(NOWHERE), new AccountUnknown(NOWHERE));
        declined(expiringTo(REVENUE), new WrongKind(REVENUE, AccountKind.REVENUE));
        declined(expiringTo(dollars), new WrongUnit(dollars, USD, CREDIT));
        LotExpiry capped = after(HOUR).rollover(Rollover.capped(Amount.of("1", USD)));
        declined(
                ledger.grant(GrantCredit.of(op("pi_1"), PAYMENTS, ALICE, credits("1"))
                        .terms(LotTerms.USUAL.expiry(capped))),
                new WrongUnit(ALICE, CREDIT, USD));
        assertLots(ALICE);
    }

    private io.weighhouse.ledger.Outcome<Transaction> expiringTo(AccountId breakage) {
        LotTerms terms = LotTerms.USUAL.expiry(LotExpiry.at(in(HOUR), breakage));
        return ledger.grant(
                GrantCredit.of(op("pi_1"), PAYMENTS, ALICE, credits("1")).terms(terms));
    }

    @Test
    void grant_ofALotTooMany_isDeclined() {
        for (int i = 0; i < 4096; i++) {
            paid("pi_" + i, "1", LotTerms.USUAL);
        }
        declined(ledger.grant(GrantCredit.of(op("more"), PAYMENTS, ALICE, credits("1"))), new TooManyLots(ALICE, 4096));
        use("call", "1");
        paid("more", "1", LotTerms.USUAL);
        assertThat(ledger.lots(ALICE)).hasSize(4096).extracting(Lot::remaining).containsOnly(credits("1"));
    }
}
