// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NeedsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final Unit CALL = Unit.of("CALL", 0);
    private static final TenantId ACME = TenantId.of("acme");
    private static final AccountId ALICE = ACME.account("wallet:alice");
    private static final AccountId REVENUE = ACME.account("revenue");
    private static final AccountId PAYMENTS = ACME.account("payments");
    private static final AccountId BREAKAGE = ACME.account("breakage");
    private static final AccountId CALLS = ACME.account("calls");

    private final LedgerEngine engine = new LedgerEngine(new ArrayLog(), Horizon.USUAL, new LedgerEngine.Secret(1, 2));

    @BeforeEach
    void open() {
        engine.apply(OpenAccount.of(Account.wallet(ALICE, CREDIT)), NOW).orThrow();
        engine.apply(OpenAccount.of(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)), NOW)
                .orThrow();
        engine.apply(OpenAccount.of(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)), NOW)
                .orThrow();
        engine.apply(OpenAccount.of(Account.of(BREAKAGE, AccountKind.BREAKAGE, CREDIT)), NOW)
                .orThrow();
        engine.apply(OpenAccount.of(Account.of(CALLS, AccountKind.COUNTER, CALL)), NOW)
                .orThrow();
    }

    private static GrantCredit grant() {
        return GrantCredit.of(ACME.operation("pi_1"), PAYMENTS, ALICE, Amount.of("10", CREDIT))
                .terms(LotTerms.USUAL.expiry(LotExpiry.at(NOW.plusSeconds(60), BREAKAGE)));
    }

    private static PlaceHold hold() {
        return PlaceHold.of(ACME.operation("call-1"), ALICE, Amount.of("4", CREDIT))
                .limit(new LimitLeg(CALLS, Amount.of("1", CALL), Amount.of("9", CALL)))
                .onExpiry(new ExpiryAction.CaptureAll(REVENUE));
    }

    @Test
    void needs_ofAGrant_areWhatItNames() {
        assertThat(engine.needs(grant()).accounts()).containsExactlyInAnyOrder(PAYMENTS, ALICE, BREAKAGE);
        assertThat(engine.needs(grant()).operations()).containsExactly(ACME.operation("pi_1"));
    }

    @Test
    void needs_ofAHold_haveTheBreakageOfLotsThatMayHaveExpired() {
        assertThat(engine.needs(hold()).accounts()).containsExactlyInAnyOrder(ALICE, CALLS, REVENUE);
        engine.apply(grant(), NOW).orThrow();
        assertThat(engine.needs(hold()).accounts()).containsExactlyInAnyOrder(ALICE, CALLS, REVENUE, BREAKAGE);
    }

    @Test
    void needs_ofACapture_growOnceItsHoldIsThere() {
        CaptureHold capture = CaptureHold.of(ACME.operation("call-1"), REVENUE, Amount.of("3", CREDIT));
        assertThat(engine.needs(capture).accounts()).containsExactly(REVENUE);
        engine.apply(grant(), NOW).orThrow();
        engine.apply(hold(), NOW).orThrow();
        assertThat(engine.needs(capture).accounts()).containsExactlyInAnyOrder(REVENUE, ALICE, CALLS, BREAKAGE);
        assertThat(engine.needs(ReleaseHold.of(ACME.operation("call-1"))).accounts())
                .contains(ALICE, CALLS);
    }

    @Test
    void needs_ofAReversal_nameTheTransaction() {
        assertThat(engine.needs(ReverseTransaction.of(ACME.operation("re_1"), 7))
                        .transaction())
                .isEqualTo(7);
    }
}
