// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.TrialBalance.Row;
import io.weighhouse.ledger.TrialBalance.Total;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialBalanceTest {

    private static final Unit USD = Unit.of("USD", 2);
    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final TenantId ACME = TenantId.of("acme");

    private static Row row(Unit unit, long debitsMinor, long creditsMinor) {
        Account account = Account.of(ACME.account("any"), AccountKind.CLEARING, unit);
        return new Row(account, Amount.ofMinor(debitsMinor, unit), Amount.ofMinor(creditsMinor, unit));
    }

    @Test
    void totals_areByUnit_inOrder() {
        TrialBalance trial = new TrialBalance(
                ACME, List.of(row(USD, 5, 0), row(CREDIT, 0, 2), row(USD, 0, 4), row(USD, 0, 1), row(CREDIT, 2, 0)));
        assertThat(trial.totals())
                .containsExactly(
                        new Total(CREDIT, BigInteger.TWO, BigInteger.TWO),
                        new Total(USD, BigInteger.valueOf(5), BigInteger.valueOf(5)));
        assertThat(trial.balanced()).isTrue();
    }

    @Test
    void balanced_isNotMadeUpByAnotherUnit() {
        assertThat(new TrialBalance(ACME, List.of(row(USD, 5, 0), row(CREDIT, 0, 5))).balanced())
                .isFalse();
    }

    @Test
    void totals_beyondLong_areExact() {
        TrialBalance trial = new TrialBalance(
                ACME, List.of(row(USD, Long.MAX_VALUE, 0), row(USD, Long.MAX_VALUE, 0), row(USD, 0, Long.MAX_VALUE)));
        assertThat(trial.totals().get(0).debitsMinor()).isEqualTo("18446744073709551614");
        assertThat(trial.balanced()).isFalse();
    }
}
