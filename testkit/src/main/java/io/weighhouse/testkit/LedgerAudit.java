// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Statement;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.TrialBalance;
import io.weighhouse.money.Amount;
import java.util.OptionalLong;

/** Checks that books are right: columns equal, balances equal to the fold of their statements. */
final class LedgerAudit {

    private static final int PAGE = 1000;

    private final Ledger ledger;

    private LedgerAudit(Ledger ledger) {
        this.ledger = ledger;
    }

    static LedgerAudit of(Ledger ledger) {
        return new LedgerAudit(ledger);
    }

    void check(TenantId... tenants) {
        for (TenantId tenant : tenants) {
            TrialBalance trial = ledger.trialBalance(tenant);
            assertThat(trial.totals()).as("totals of %s", tenant).allMatch(TrialBalance.Total::balanced);
            assertThat(trial.balanced()).isTrue();
            trial.rows().forEach(this::checkRow);
        }
    }

    private void checkRow(TrialBalance.Row row) {
        Account account = row.account();
        Balance balance = ledger.balance(account.id()).orElseThrow();
        assertThat(row.credits().minus(row.debits())).as("row of %s", account).isEqualTo(balance.posted());
        assertThat(fold(account)).as("statement of %s", account).isEqualTo(balance.posted());
        if (account.kind() == AccountKind.WALLET) {
            Amount free = balance.posted().plus(account.creditLimit()).minus(balance.held());
            assertThat(balance.available().minus(balance.debt()))
                    .as("%s", balance)
                    .isEqualTo(free);
            assertThat(balance.available().isZero() || balance.debt().isZero())
                    .as("%s", balance)
                    .isTrue();
        }
        assertThat(balance.held().isNegative() || balance.debt().isNegative())
                .as("%s", balance)
                .isFalse();
    }

    private Amount fold(Account account) {
        Amount sum = Amount.zero(account.unit());
        OptionalLong next = OptionalLong.of(1);
        while (next.isPresent()) {
            Statement page = ledger.statement(
                    account.id(), StatementPage.oldestFirst(PAGE).from(next.getAsLong()));
            for (StatementLine line : page.lines()) {
                sum = sum.plus(line.change());
                assertThat(line.balanceAfter()).as("%s", line).isEqualTo(sum);
            }
            next = page.next();
        }
        return sum;
    }
}
