// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Decline.AlreadyReversed;
import io.weighhouse.ledger.Decline.FreezeUnknown;
import io.weighhouse.ledger.Decline.InsufficientFunds;
import io.weighhouse.ledger.Decline.NotDivisible;
import io.weighhouse.ledger.Decline.OperationConflict;
import io.weighhouse.ledger.Decline.TransactionUnknown;
import io.weighhouse.ledger.Decline.WrongUnit;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.ReverseTransaction.Shortfall;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.ledger.UnfreezeCredit;
import io.weighhouse.money.Amount;
import org.junit.jupiter.api.Test;

/** Refunds, chargebacks, and disputes that are won or lost. */
abstract class LedgerReversalBehaviour extends LedgerBehaviour {

    private Transaction use(String id, String amount) {
        done(hold(id, ALICE, amount));
        return done(capture(id, amount));
    }

    private static ReverseTransaction undo(String id, Transaction transaction) {
        return ReverseTransaction.of(op(id), transaction.sequence());
    }

    @Test
    void refund_ofUsage_comesBackIntoItsLots_lastBurntFirst() {
        done(ledger.grant(GrantCredit.of(op("gift"), GIFTS, ALICE, credits("1"))));
        grant(ALICE, "5");
        Transaction usage = use("call", "3");
        assertLots(ALICE, "3");
        Transaction part = done(ledger.reverse(undo("re_1", usage).extent(Extent.part(credits("2.5")))));
        assertThat(part.kind()).isEqualTo(TransactionKind.REFUND);
        assertThat(part.booking().reverses()).hasValue(usage.sequence());
        assertPostings(part, posting(REVENUE, ALICE, "2.5"));
        assertLots(ALICE, "0.5", "5");
        assertPostings(done(ledger.reverse(undo("re_2", usage))), posting(REVENUE, ALICE, "0.5"));
        assertLots(ALICE, "1", "5");
        declined(
                ledger.reverse(undo("re_3", usage)), new AlreadyReversed(usage.sequence(), credits("0"), credits("0")));
    }

    @Test
    void refund_neverComesToMoreThanIsLeft() {
        grant(ALICE, "5");
        Transaction usage = use("call", "3");
        done(ledger.reverse(undo("re_1", usage).extent(Extent.part(credits("2")))));
        declined(
                ledger.reverse(undo("re_2", usage).extent(Extent.part(credits("2")))),
                new AlreadyReversed(usage.sequence(), credits("2"), credits("1")));
        assertBalance(ALICE, "4", "0", "4", "0");
    }

    @Test
    void refund_toATotal_addsWhatIsMissing_asPaymentProvidersReport() {
        Transaction topUp = grant(ALICE, "10");
        done(ledger.reverse(undo("evt_1", topUp).extent(Extent.total(credits("4")))));
        assertBalance(ALICE, "6", "0", "6", "0");
        done(ledger.reverse(undo("evt_2", topUp).extent(Extent.total(credits("7")))));
        assertBalance(ALICE, "3", "0", "3", "0");
        Transaction nothing = done(ledger.reverse(undo("evt_0", topUp).extent(Extent.total(credits("4")))));
        assertPostings(nothing, posting(ALICE, PAYMENTS, "0"));
        declined(
                ledger.reverse(undo("evt_3", topUp).extent(Extent.total(credits("11")))),
                new AlreadyReversed(topUp.sequence(), credits("11"), credits("3")));
    }

    @Test
    void reversal_sentAgain_answersTheFirst_andAnotherExtentIsAConflict() {
        Transaction topUp = grant(ALICE, "10");
        ReverseTransaction command = undo("re_1", topUp).extent(Extent.part(credits("4")));
        Transaction first = done(ledger.reverse(command));
        assertThat(replayed(ledger.reverse(command.shortfall(Shortfall.REJECT))))
                .isEqualTo(first);
        declined(ledger.reverse(command.extent(Extent.WHOLE)), new OperationConflict(op("re_1")));
        assertBalance(ALICE, "6", "0", "6", "0");
    }

    @Test
    void reversal_ofNothing_isDeclined() {
        declined(ledger.reverse(ReverseTransaction.of(op("re_1"), 999)), new TransactionUnknown(999));
        Transaction topUp = grant(ALICE, "10");
        declined(
                ledger.reverse(ReverseTransaction.of(GLOBEX.operation("re_1"), topUp.sequence())),
                new TransactionUnknown(topUp.sequence()));
        declined(
                ledger.reverse(undo("re_1", topUp).extent(Extent.part(Amount.of("1", USD)))),
                new WrongUnit(PAYMENTS, CREDIT, USD));
    }

    @Test
    void cancellation_takesBackWhatIsUnspent() {
        Transaction topUp = grant(ALICE, "10");
        use("call", "6");
        done(hold("open", ALICE, "1"));
        Transaction cancelled = done(ledger.reverse(undo("re_1", topUp).extent(Extent.UNSPENT)));
        assertThat(cancelled.kind()).isEqualTo(TransactionKind.REVERSAL);
        assertPostings(cancelled, posting(ALICE, PAYMENTS, "3"));
        assertBalance(ALICE, "1", "1", "0", "0");
        Transaction usage = done(capture("open", "1"));
        declined(ledger.reverse(undo("re_2", usage).extent(Extent.UNSPENT)), new NotDivisible(usage.sequence()));
    }

    @Test
    void chargeback_afterTheCreditIsSpent_becomesDebt_thatAnyPaymentRepays() {
        Transaction topUp = grant(ALICE, "10");
        use("call", "7");
        assertPostings(done(ledger.reverse(undo("dp_1", topUp))), posting(ALICE, PAYMENTS, "10"));
        assertBalance(ALICE, "-7", "0", "0", "7");
        declined(hold("next", ALICE, "1"), new InsufficientFunds(ALICE, credits("1"), credits("0")));
        grant(ALICE, "9");
        assertBalance(ALICE, "2", "0", "2", "0");
    }

    @Test
    void chargeback_afterTheCreditIsSpent_canBeLetGo_orRejected() {
        Transaction topUp = grant(ALICE, "10");
        use("call", "7");
        declined(
                ledger.reverse(undo("dp_1", topUp).shortfall(Shortfall.REJECT)),
                new InsufficientFunds(ALICE, credits("10"), credits("3")));
        assertBalance(ALICE, "3", "0", "3", "0");
        assertPostings(
                done(ledger.reverse(undo("dp_1", topUp).shortfall(Shortfall.CLAMP))), posting(ALICE, PAYMENTS, "3"));
        assertBalance(ALICE, "0", "0", "0", "0");
    }

    @Test
    void chargeback_takesOtherPaidCredit_butNoGiftsAndNothingThatIsHeld() {
        Transaction topUp = grant(ALICE, "10");
        use("call", "10");
        done(ledger.grant(GrantCredit.of(op("gift"), GIFTS, ALICE, credits("4"))));
        grant(ALICE, "6");
        done(hold("open", ALICE, "5"));
        assertLots(ALICE, "4", "6");
        done(ledger.reverse(undo("dp_1", topUp)));
        assertLots(ALICE, "4", "1");
        assertBalance(ALICE, "0", "5", "0", "5");
    }

    @Test
    void bonus_takenBack_isTakenFromItsOwnLotOnly() {
        Transaction gift = done(ledger.grant(GrantCredit.of(op("gift"), GIFTS, ALICE, credits("4"))));
        use("call", "3");
        grant(ALICE, "6");
        Transaction back = done(ledger.reverse(undo("re_1", gift).shortfall(Shortfall.CLAMP)));
        assertPostings(back, posting(ALICE, GIFTS, "1"));
        assertLots(ALICE, "6");
    }

    @Test
    void dispute_lostAfterTheCreditIsSpent_becomesDebt() {
        Transaction topUp = grant(ALICE, "10");
        done(ledger.freeze(FreezeCredit.of(op("dp_1"), ALICE, credits("8"))));
        assertBalance(ALICE, "10", "0", "2", "0", "8");
        use("call", "2");
        assertThat(done(ledger.unfreeze(UnfreezeCredit.of(op("dp_1")))).active())
                .isFalse();
        done(ledger.reverse(undo("dp_1", topUp)));
        assertBalance(ALICE, "-2", "0", "0", "2");
    }

    @Test
    void dispute_won_givesEverythingBack() {
        Transaction topUp = grant(ALICE, "10");
        use("call", "7");
        Transaction lost = done(ledger.reverse(undo("dp_1", topUp)));
        assertBalance(ALICE, "-7", "0", "0", "7");
        Transaction won = done(ledger.reverse(undo("dp_1:won", lost)));
        assertThat(won.kind()).isEqualTo(TransactionKind.REVERSAL);
        assertPostings(won, posting(PAYMENTS, ALICE, "10"));
        assertBalance(ALICE, "3", "0", "3", "0");
    }

    @Test
    void freeze_isNeverDeclinedForWantOfCredit_andFreezesWhatFlowsIn() {
        done(ledger.freeze(FreezeCredit.of(op("dp_1"), ALICE, credits("8"))));
        assertBalance(ALICE, "0", "0", "0", "0", "8");
        grant(ALICE, "10");
        assertBalance(ALICE, "10", "0", "2", "0", "8");
        assertThat(replayed(ledger.freeze(FreezeCredit.of(op("dp_1"), ALICE, credits("8"))))
                        .active())
                .isTrue();
        declined(ledger.freeze(FreezeCredit.of(op("dp_1"), ALICE, credits("9"))), new OperationConflict(op("dp_1")));
        done(ledger.unfreeze(UnfreezeCredit.of(op("dp_1"))));
        assertThat(replayed(ledger.unfreeze(UnfreezeCredit.of(op("dp_1")))).active())
                .isFalse();
        declined(ledger.unfreeze(UnfreezeCredit.of(op("dp_2"))), new FreezeUnknown(op("dp_2")));
        assertBalance(ALICE, "10", "0", "10", "0");
    }

    @Test
    void severalPostings_areUndoneAsAWhole_once() {
        grant(ALICE, "10");
        Transaction post = done(
                ledger.post(PostTransaction.of(op("fix"), posting(ALICE, REVENUE, "3"), posting(ALICE, BOB, "2"))));
        declined(
                ledger.reverse(undo("re_1", post).extent(Extent.part(credits("1")))),
                new NotDivisible(post.sequence()));
        Transaction back = done(ledger.reverse(undo("re_1", post)));
        assertPostings(back, posting(BOB, ALICE, "2"), posting(REVENUE, ALICE, "3"));
        assertBalance(ALICE, "10", "0", "10", "0");
        declined(ledger.reverse(undo("re_2", post)), new AlreadyReversed(post.sequence(), credits("0"), credits("0")));
    }
}
