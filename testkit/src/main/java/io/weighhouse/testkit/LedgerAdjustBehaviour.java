// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.CloseAccount;
import io.weighhouse.ledger.Decline.AccountClosed;
import io.weighhouse.ledger.Decline.AccountNotEmpty;
import io.weighhouse.ledger.Decline.AccountUnknown;
import io.weighhouse.ledger.Decline.InsufficientFunds;
import io.weighhouse.ledger.Decline.OperationConflict;
import io.weighhouse.ledger.Decline.UnexpectedBalance;
import io.weighhouse.ledger.Decline.WrongKind;
import io.weighhouse.ledger.Decline.WrongUnit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import org.junit.jupiter.api.Test;

/** What an administrator does: sets a balance, changes a credit limit, closes an account. */
abstract class LedgerAdjustBehaviour extends LedgerBehaviour {

    private static AdjustBalance set(String id, String balance) {
        return AdjustBalance.of(op(id), ALICE, GIFTS, credits(balance));
    }

    @Test
    void adjust_upAndDown_booksTheDifference() {
        grant(ALICE, "7");
        Transaction up = done(ledger.adjust(set("fix-1", "10")));
        assertThat(up.kind()).isEqualTo(TransactionKind.ADJUSTMENT);
        assertPostings(up, posting(GIFTS, ALICE, "3"));
        assertPostings(done(ledger.adjust(set("fix-2", "2"))), posting(ALICE, GIFTS, "8"));
        assertPostings(done(ledger.adjust(set("fix-3", "2"))), posting(GIFTS, ALICE, "0"));
        assertBalance(ALICE, "2", "0", "2", "0");
    }

    @Test
    void adjust_onAnOldPage_changesNothing() {
        grant(ALICE, "7");
        declined(
                ledger.adjust(set("fix", "10").expected(credits("5"))),
                new UnexpectedBalance(ALICE, credits("5"), credits("7")));
        done(ledger.adjust(set("fix", "10").expected(credits("7"))));
        replayed(ledger.adjust(set("fix", "10").expected(credits("7"))));
        declined(ledger.adjust(set("fix", "11")), new OperationConflict(op("fix")));
        assertBalance(ALICE, "10", "0", "10", "0");
    }

    @Test
    void adjust_downTakesTaggedCreditToo_butNothingThatIsHeld() {
        done(ledger.grant(
                GrantCredit.of(op("images"), GIFTS, ALICE, credits("4")).terms(LotTerms.USUAL.tags("image"))));
        grant(ALICE, "6");
        done(hold("call", ALICE, "5"));
        declined(ledger.adjust(set("fix", "4")), new InsufficientFunds(ALICE, credits("6"), credits("5")));
        done(ledger.adjust(set("fix", "5")));
        assertBalance(ALICE, "5", "5", "0", "0");
    }

    @Test
    void adjust_ofTheWrongAccounts_isDeclined() {
        declined(ledger.adjust(AdjustBalance.of(op("fix"), NOWHERE, GIFTS, credits("1"))), new AccountUnknown(NOWHERE));
        declined(
                ledger.adjust(AdjustBalance.of(op("fix"), ALICE, BOB, credits("1"))),
                new WrongKind(BOB, AccountKind.WALLET));
        declined(
                ledger.adjust(AdjustBalance.of(op("fix"), ALICE, GIFTS, Amount.of("1", USD))),
                new WrongUnit(ALICE, CREDIT, USD));
    }

    @Test
    void creditLimit_raised_isAvailableAtOnce_andLoweredKeepsWhatIsOwed() {
        assertThat(done(ledger.setCreditLimit(SetCreditLimit.of(op("limit-1"), ALICE, credits("5")))))
                .isEqualTo(Account.wallet(ALICE, credits("5")));
        done(hold("call", ALICE, "4"));
        done(capture("call", "4"));
        assertBalance(ALICE, "-4", "0", "1", "0");
        done(ledger.setCreditLimit(SetCreditLimit.of(op("limit-2"), ALICE, credits("3"))));
        assertBalance(ALICE, "-4", "0", "0", "0");
        grant(ALICE, "2");
        assertBalance(ALICE, "-2", "0", "1", "0");
        replayed(ledger.setCreditLimit(SetCreditLimit.of(op("limit-1"), ALICE, credits("5"))));
        declined(
                ledger.setCreditLimit(SetCreditLimit.of(op("limit-1"), ALICE, credits("6"))),
                new OperationConflict(op("limit-1")));
        assertBalance(ALICE, "-2", "0", "1", "0");
    }

    @Test
    void open_asItWasOrAsItIsNow_isReplayed() {
        done(ledger.setCreditLimit(SetCreditLimit.of(op("limit-1"), ALICE, credits("5"))));
        replayed(ledger.open(Account.wallet(ALICE, CREDIT)));
        replayed(ledger.open(Account.wallet(ALICE, credits("5"))));
    }

    @Test
    void close_ofAnEmptyAccount_isForGood() {
        done(ledger.close(CloseAccount.of(ALICE)));
        replayed(ledger.close(CloseAccount.of(ALICE)));
        AccountClosed closed = new AccountClosed(ALICE);
        declined(ledger.open(Account.wallet(ALICE, CREDIT)), closed);
        declined(ledger.grant(GrantCredit.of(op("pi_1"), PAYMENTS, ALICE, credits("1"))), closed);
        declined(hold("call", ALICE, "0"), closed);
        declined(ledger.setCreditLimit(SetCreditLimit.of(op("limit"), ALICE, credits("1"))), closed);
        assertBalance(ALICE, "0", "0", "0", "0");
    }

    @Test
    void close_ofAnAccountThatIsNotEmpty_isDeclined() {
        grant(ALICE, "1");
        declined(ledger.close(CloseAccount.of(ALICE)), new AccountNotEmpty(balance(ALICE)));
        declined(ledger.close(CloseAccount.of(PAYMENTS)), new AccountNotEmpty(balance(PAYMENTS)));
        declined(ledger.close(CloseAccount.of(NOWHERE)), new AccountUnknown(NOWHERE));
        done(hold("call", ALICE, "1"));
        done(capture("call", "1"));
        done(ledger.close(CloseAccount.of(ALICE)));
    }
}
