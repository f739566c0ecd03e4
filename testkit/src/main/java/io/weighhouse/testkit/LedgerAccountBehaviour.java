// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Decline.AccountConflict;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TrialBalance;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

abstract class LedgerAccountBehaviour extends LedgerBehaviour {

    @Test
    void open_newAccount_startsAtZero() {
        AccountId id = ACME.account("wallet:carol");
        Account carol = Account.wallet(id, CREDIT);
        assertThat(done(ledger.open(carol))).isEqualTo(carol);
        assertBalance(id, "0", "0", "0", "0");
    }

    @Test
    void open_walletWithCreditLimit_hasItAvailable() {
        assertBalance(BOB, "0", "0", "2", "0");
    }

    @Test
    void open_sameAccountAgain_isReplayedAndKeepsItsBalance() {
        grant(ALICE, "10");
        assertThat(replayed(ledger.open(Account.wallet(ALICE, CREDIT)))).isEqualTo(Account.wallet(ALICE, CREDIT));
        assertBalance(ALICE, "10", "0", "10", "0");
    }

    @Test
    void open_withAnotherKindUnitOrLimit_isAConflictThatShowsTheExisting() {
        AccountConflict conflict = new AccountConflict(Account.wallet(ALICE, CREDIT));
        declined(ledger.open(Account.of(ALICE, AccountKind.REVENUE, CREDIT)), conflict);
        declined(ledger.open(Account.wallet(ALICE, USD)), conflict);
        declined(ledger.open(Account.wallet(ALICE, credits("1"))), conflict);
        assertBalance(ALICE, "0", "0", "0", "0");
    }

    @Test
    void read_ofWhatWasNeverThere_isEmpty() {
        assertThat(ledger.balance(NOWHERE)).isEmpty();
        assertThat(ledger.findHold(op("never"))).isEmpty();
        assertThat(ledger.statement(NOWHERE, StatementPage.newestFirst(10)).lines())
                .isEmpty();
        assertThat(ledger.trialBalance(GLOBEX).rows()).isEmpty();
        assertThat(ledger.trialBalance(GLOBEX).balanced()).isTrue();
    }

    @Test
    void trialBalance_putsEachAccountIntoItsColumn_byName() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        done(capture("call", "3"));
        TrialBalance trial = ledger.trialBalance(ACME);
        assertThat(trial.tenant()).isEqualTo(ACME);
        assertThat(trial.rows())
                .extracting(row -> row.account().id().name(), TrialBalance.Row::debits, TrialBalance.Row::credits)
                .containsExactly(
                        tuple("gifts", credits("0"), credits("0")),
                        tuple("payments", credits("10"), credits("0")),
                        tuple("revenue", credits("0"), credits("3")),
                        tuple("wallet:alice", credits("0"), credits("7")),
                        tuple("wallet:bob", credits("0"), credits("0")));
        assertThat(trial.totals()).singleElement().satisfies(total -> {
            assertThat(total.unit()).isEqualTo(CREDIT);
            assertThat(total.debitsMinor()).isEqualTo(10_000_000).isEqualTo(total.creditsMinor());
        });
    }

    @Test
    void close_thenAnything_failsWithAKnownOutcome() {
        LedgerStore store = newStore();
        Ledger closed = Ledger.builder().store(store).clock(clock).build();
        closed.close();
        closed.close();
        assertThatThrownBy(() -> closed.open(Account.wallet(ALICE, CREDIT)))
                .isInstanceOfSatisfying(
                        LedgerStoreException.class,
                        failure -> assertThat(failure.outcomeKnown()).isTrue());
        assertThatThrownBy(() -> closed.balance(ALICE)).isInstanceOf(LedgerStoreException.class);
        assertThatThrownBy(() -> store.submit(OpenAccount.of(Account.wallet(ALICE, CREDIT)), clock.instant())
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LedgerStoreException.class);
        assertThatThrownBy(() -> store.read(new Query.BalanceOf(ALICE), clock.instant())
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LedgerStoreException.class);
    }
}
