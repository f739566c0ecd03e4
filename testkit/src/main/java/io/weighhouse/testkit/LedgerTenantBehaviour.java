// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline.HoldUnknown;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TrialBalance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two tenants with accounts and ids of the same names; what one does, the other never sees. */
abstract class LedgerTenantBehaviour extends LedgerBehaviour {

    private static final AccountId THEIR_ALICE = GLOBEX.account(ALICE.name());
    private static final AccountId THEIR_REVENUE = GLOBEX.account(REVENUE.name());
    private static final AccountId THEIR_PAYMENTS = GLOBEX.account(PAYMENTS.name());

    @BeforeEach
    void openTheirs() {
        done(ledger.open(Account.wallet(THEIR_ALICE, CREDIT)));
        done(ledger.open(Account.of(THEIR_REVENUE, AccountKind.REVENUE, CREDIT)));
        done(ledger.open(Account.of(THEIR_PAYMENTS, AccountKind.CLEARING, CREDIT)));
    }

    @Test
    void sameNames_areSeparateAccounts() {
        grant(ALICE, "10");
        assertBalance(THEIR_ALICE, "0", "0", "0", "0");
        assertThat(ledger.statement(THEIR_ALICE, StatementPage.newestFirst(10)).lines())
                .isEmpty();
        assertThat(ledger.trialBalance(GLOBEX).rows())
                .hasSize(3)
                .allSatisfy(row -> {
                    assertThat(row.account().id().tenant()).isEqualTo(GLOBEX);
                    assertThat(row.credits()).isEqualTo(credits("0"));
                })
                .extracting(TrialBalance.Row::debits)
                .containsOnly(credits("0"));
    }

    @Test
    void sameIds_areSeparateOperations() {
        grant(ALICE, "10");
        done(ledger.grant(GrantCredit.of(GLOBEX.operation("pi_1"), THEIR_PAYMENTS, THEIR_ALICE, credits("5"))));
        done(ledger.grant(GrantCredit.of(op("pi_1"), PAYMENTS, ALICE, credits("1"))));
        done(hold("call", ALICE, "4"));
        done(ledger.hold(PlaceHold.of(GLOBEX.operation("call"), THEIR_ALICE, credits("2"))));
        assertBalance(ALICE, "11", "4", "7", "0");
        assertBalance(THEIR_ALICE, "5", "2", "3", "0");
        done(ledger.release(ReleaseHold.of(GLOBEX.operation("call"))));
        assertThat(stateOf("call")).isEqualTo(HoldState.OPEN);
    }

    @Test
    void anotherTenantsHold_isUnknown() {
        grant(ALICE, "10");
        done(hold("call", ALICE, "4"));
        assertThat(ledger.findHold(GLOBEX.operation("call"))).isEmpty();
        declined(
                ledger.capture(CaptureHold.of(GLOBEX.operation("call"), THEIR_REVENUE, credits("1"))),
                new HoldUnknown(GLOBEX.operation("call")));
        declined(ledger.release(ReleaseHold.of(GLOBEX.operation("call"))), new HoldUnknown(GLOBEX.operation("call")));
        assertBalance(ALICE, "10", "4", "6", "0");
    }
}
