// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static io.weighhouse.gateway.Gatehouse.plan;
import static io.weighhouse.gateway.Gatehouse.refused;
import static io.weighhouse.gateway.Gatehouse.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weighhouse.gateway.plan.Included;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two tenants on one gateway, alike in every name: what one does never shows at the other. */
class TenantMatrixTest {

    private static final TenantId RIVAL = TenantId.of("rival");
    private static final AccountId RIVAL_WALLET = RIVAL.account("wallet:alice");
    private static final AccountId RIVAL_REVENUE = RIVAL.account("revenue");
    private static final Plan PLAN = plan().charging(Payer.CUSTOMER, Gatehouse.markup())
            .including(Included.calls(2))
            .limited(Quota.of(Limit.requests("rpm", 3, Duration.ofMinutes(1))))
            .build();

    private final Gatehouse house = new Gatehouse();
    private final Gateway gateway =
            house.gateway(TenantMatrixTest::subscriptionOf).build();
    private String rival = "";

    private static Optional<Subscription> subscriptionOf(KeyRecord key) {
        return Optional.of(
                key.owner().tenant().equals("acme")
                        ? new Subscription(Gatehouse.WALLET, PLAN, Gatehouse.REVENUE)
                        : new Subscription(RIVAL_WALLET, PLAN, RIVAL_REVENUE));
    }

    @BeforeEach
    void openTheRival() {
        rival = house.issue(NewKey.of(Owner.tenant("rival").user("alice"), "laptop"))
                .key()
                .reveal();
        house.ledger.open(Account.wallet(RIVAL_WALLET, Gatehouse.CREDIT)).orThrow();
        house.ledger
                .open(Account.of(RIVAL_REVENUE, AccountKind.REVENUE, Gatehouse.CREDIT))
                .orThrow();
        house.ledger
                .open(Account.of(RIVAL.account("clearing"), AccountKind.CLEARING, Gatehouse.CREDIT))
                .orThrow();
        house.ledger
                .grant(GrantCredit.of(
                        RIVAL.operation("welcome"), RIVAL.account("clearing"), RIVAL_WALLET, Gatehouse.credits("1")))
                .orThrow();
    }

    private Inbound theirs(String id) {
        return Inbound.of(rival, id, BodyDigest.of(new byte[100])).sku("openai", "small");
    }

    @Test
    void begin_sameIdInBothTenants_isTwoCallsOnTwoWallets() {
        GatewayCall ours = started(gateway.begin(house.inbound("r-1")));
        GatewayCall others = started(gateway.begin(theirs("r-1")));
        ours.response(Gatehouse.answer());
        ours.settle();
        assertThat(refused(gateway.begin(house.inbound("r-1"))).code()).isEqualTo("ALREADY_SETTLED");
        assertThat(refused(gateway.begin(theirs("r-1"))).code()).isEqualTo("IN_PROGRESS");
        others.close();
        assertThat(house.ledger.balance(RIVAL_WALLET).orElseThrow().posted()).isEqualTo(Gatehouse.credits("1"));
    }

    @Test
    void begin_limitsAndAllowancesOfOneTenant_areNotTheOthers() {
        for (int i = 0; i < 2; i++) {
            started(gateway.begin(house.inbound("r-" + i))).settle();
        }
        assertThat(refused(gateway.begin(house.inbound("r-2"))).code()).isEqualTo("ALLOWANCE_USED_UP");
        for (int i = 0; i < 2; i++) {
            started(gateway.begin(theirs("r-" + i))).settle();
        }
        assertThat(refused(gateway.begin(theirs("r-2"))).code()).isEqualTo("ALLOWANCE_USED_UP");
    }

    @Test
    void begin_providerKeyOfOneTenant_isNeverTheOthers() {
        try (Secret secret = Secret.ofText("sk-rivals-own-key")) {
            house.secrets.put(SecretHolder.tenant("rival"), Gatehouse.OPENAI, secret);
        }
        GatewayCall ours = started(gateway.begin(house.inbound("r-1")));
        assertThat(ours.credential().apiKey().text(SecretAccess.get())).isEqualTo(Gatehouse.PROVIDER_KEY);
        assertThat(ours.payer()).isEqualTo(Payer.PLATFORM);
        GatewayCall others = started(gateway.begin(theirs("r-1")));
        assertThat(others.credential().apiKey().text(SecretAccess.get())).isEqualTo("sk-rivals-own-key");
        assertThat(others.payer()).isEqualTo(Payer.CUSTOMER);
    }

    @Test
    void caller_keyOfOneTenant_seesItsOwnBalanceOnly() {
        Caller.Known ours = (Caller.Known) gateway.caller(house.bearer, KeyDemand.NONE);
        assertThat(ours.balance().orElseThrow().account()).isEqualTo(Gatehouse.WALLET);
        Caller.Known others = (Caller.Known) gateway.caller(rival, KeyDemand.NONE);
        assertThat(others.balance().orElseThrow().account()).isEqualTo(RIVAL_WALLET);
    }

    @Test
    void begin_planStoreThatMixesTenants_isAMistakeInEitherDirection() {
        Gateway crossed = house.gateway(key -> subscriptionOf(key)
                        .map(its -> its.wallet().equals(RIVAL_WALLET)
                                ? new Subscription(Gatehouse.WALLET, PLAN, Gatehouse.REVENUE)
                                : new Subscription(RIVAL_WALLET, PLAN, RIVAL_REVENUE)))
                .build();
        assertThatIllegalStateException()
                .isThrownBy(() -> crossed.begin(house.inbound("r-1")))
                .withMessage("must be of the key's tenant: wallet=rival/wallet:alice tenant=acme");
        assertThatIllegalStateException().isThrownBy(() -> crossed.begin(theirs("r-1")));
        assertThatIllegalStateException().isThrownBy(() -> crossed.caller(rival, KeyDemand.NONE));
        nothingMoved();
    }

    @Test
    void begin_budgetOfAnotherTenant_isAMistakeAndNothingIsHeld() {
        Gateway crossed = house.gateway(TenantMatrixTest::subscriptionOf)
                .budgets((key, now) -> List.of(new Allowance(
                        RIVAL.account("budget:team"), Counted.money(Gatehouse.CREDIT), Gatehouse.credits("100"))))
                .build();
        assertThatIllegalArgumentException().isThrownBy(() -> crossed.begin(house.inbound("r-1")));
        assertThat(house.ledger.balance(RIVAL.account("budget:team"))).isEmpty();
        nothingMoved();
    }

    @Test
    void retries_sameBodyOfAnotherTenant_isAnotherRequest() {
        Gateway remembering = house.gateway(TenantMatrixTest::subscriptionOf)
                .retries(Retries.STANDARD)
                .build();
        started(remembering.begin(house.inbound("")));
        assertThat(refused(remembering.begin(house.inbound("").retry(1))).code())
                .isEqualTo("IN_PROGRESS");
        started(remembering.begin(theirs("").retry(1)));
    }

    private void nothingMoved() {
        assertThat(house.balance().held()).isEqualTo(Gatehouse.credits("0"));
        assertThat(house.booked()).isEmpty();
        assertThat(house.ledger.balance(RIVAL_WALLET).orElseThrow().held()).isEqualTo(Gatehouse.credits("0"));
    }
}
