// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.products;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.BodyDigest;
import io.weighhouse.gateway.Caller;
import io.weighhouse.gateway.Gatehouse;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows of the products that the gateway answers as a whole. */
class GatewayRowsTest {

    private static final Unit CALL = Unit.of("CALL", 0);

    private final Gatehouse house = new Gatehouse();

    private Inbound request(String key, String id) {
        return Inbound.of(key, id, BodyDigest.of(new byte[100])).sku("openai", "small");
    }

    private String keyOf(Owner owner, String name) {
        return house.keys
                .issue(NewKey.of(owner, name).environment("test"))
                .key()
                .reveal();
    }

    /** Each key has a wallet of its own, named after its id. */
    @Test
    void b1_creditsOfAKey_areItsOwnAndABalanceCallShowsThem() {
        String phone = keyOf(Owner.tenant("acme"), "phone");
        String tablet = keyOf(Owner.tenant("acme"), "tablet");
        Plan plan = Gatehouse.plan().build();
        Gateway gateway = house.gateway(plan)
                .plans(PlanStore.of(key -> Optional.of(new Subscription(
                        Gatehouse.TENANT.account("wallet:" + key.id().value()), plan, Gatehouse.REVENUE))))
                .build();
        Caller.Known unfunded = (Caller.Known) gateway.caller(phone, KeyDemand.NONE);
        assertThat(unfunded.balance()).isEmpty();
        AccountId wallet = unfunded.subscription().wallet();
        house.ledger.open(Account.wallet(wallet, Gatehouse.CREDIT)).orThrow();
        house.ledger
                .grant(GrantCredit.of(
                        Gatehouse.TENANT.operation("top-up"),
                        Gatehouse.TENANT.account("clearing"),
                        wallet,
                        Gatehouse.credits("2")))
                .orThrow();
        try (GatewayCall call = Gatehouse.started(gateway.begin(request(phone, "b1-1")))) {
            assertThat(shown(gateway, phone)).as("what is held cannot be spent").isEqualTo("1.800000");
            call.response(Gatehouse.answer());
            call.settle();
        }
        assertThat(shown(gateway, phone)).isEqualTo("1.987000");
        assertThat(((Caller.Known) gateway.caller(tablet, KeyDemand.NONE)).balance())
                .as("another key of the same tenant")
                .isEmpty();
        assertThat(Gatehouse.refused(gateway.begin(request(tablet, "b1-2"))).code())
                .isEqualTo("ACCOUNT_UNKNOWN");
    }

    private static String shown(Gateway gateway, String key) {
        Caller.Known known = (Caller.Known) gateway.caller(key, KeyDemand.NONE);
        return known.balance().orElseThrow().available().toDecimal().toPlainString();
    }

    /** A rate for all keys of a user between them, and a number of calls a day that outlives restarts. */
    @Test
    void c6_quotasPerUser_areSharedByTheUsersKeysAndByNobodyElse() {
        Owner bob = Owner.tenant("acme").user("bob");
        String first = keyOf(bob, "laptop");
        String second = keyOf(bob, "phone");
        String eve = keyOf(Owner.tenant("acme").user("eve"), "laptop");
        Quota perUser = Quota.of(Limit.requests("user-rpm", 2, Duration.ofMinutes(1)));
        Gateway.Builder builder = house.gateway(Gatehouse.plan().build());
        // [sharing]
        builder.sharing((key, own) ->
                own.and(key.owner().tenant() + "/user/" + key.owner().user(), perUser));
        // [/sharing]
        Gateway gateway = builder.build();
        Gatehouse.started(gateway.begin(request(first, "c6-1"))).close();
        Gatehouse.started(gateway.begin(request(second, "c6-2"))).close();
        assertThat(Gatehouse.refused(gateway.begin(request(first, "c6-3"))).code())
                .isEqualTo("RATE_LIMITED");
        Gatehouse.started(gateway.begin(request(eve, "c6-4"))).close();
    }

    @Test
    void c6_callsOfAUserInAMonth_areCountedInTheLedger() {
        String bob = keyOf(Owner.tenant("acme").user("bob"), "laptop");
        String eve = keyOf(Owner.tenant("acme").user("eve"), "laptop");
        Gateway gateway = house.gateway(Gatehouse.plan().build())
                .budgets((key, now) -> {
                    String month = YearMonth.from(now.atZone(ZoneOffset.UTC)).toString();
                    String counter = "calls:" + key.owner().user() + ':' + month;
                    return List.of(
                            new Allowance(Gatehouse.TENANT.account(counter), Counted.REQUESTS, Amount.of("1", CALL)));
                })
                .build();
        GatewayCall only = Gatehouse.started(gateway.begin(request(bob, "c6-1")));
        only.response(Gatehouse.answer());
        only.settle();
        Begun.Refused more = Gatehouse.refused(gateway.begin(request(bob, "c6-2")));
        assertThat(more.code()).isEqualTo("ALLOWANCE_USED_UP");
        assertThat(more.toHttp(Dialect.OPENAI).body()).doesNotContain("bob");
        Gatehouse.started(gateway.begin(request(eve, "c6-3"))).close();
    }

    @Test
    void e8_oneRequest_isKeyLimitWalletWorkCostDeductionLog() throws JsonProcessingException {
        Quota one = Quota.of(Limit.requests("rpm", 1, Duration.ofMinutes(1)));
        Gateway gateway = house.gateway(Gatehouse.plan().limited(one).build()).build();
        // The key is extracted and validated first: a bad one never reaches a limit.
        isRefused(gateway.begin(request("pp_live-nonsense", "e8-1")), 401, "INVALID_API_KEY", "authentication_error");
        // Limits, then the wallet: a request that cannot be paid takes nothing from the limit.
        isRefused(
                gateway.begin(
                        request(house.bearer, "e8-2").sku("openai", "endless").maxOutput(100_000)),
                402,
                "INSUFFICIENT_CREDITS",
                "insufficient_credits");
        GatewayCall call = Gatehouse.started(
                gateway.begin(request(house.bearer, "e8-3").label("endpoint", "/v1/chat/completions")));
        isRefused(gateway.begin(request(house.bearer, "e8-4")), 429, "RATE_LIMITED", "rate_limit_error");
        // The work is done, its cost worked out, deducted and logged in one write.
        call.response(Gatehouse.answer());
        assertThat(call.settle().charged()).isEqualTo(Gatehouse.credits("0.013"));
        assertThat(house.balance().available()).isEqualTo(Gatehouse.credits("7.641321"));
        StatementLine line = house.booked().get(0);
        Receipt log = Receipt.fromJson(line.transaction().note().receipt());
        assertThat(log.callId()).isEqualTo("e8-3");
        assertThat(log.sku().name()).isEqualTo("small");
        assertThat(line.transaction().note().labels())
                .containsEntry("endpoint", "/v1/chat/completions")
                .containsEntry("user", "alice");
    }

    private static void isRefused(Begun begun, int status, String code, String type) throws JsonProcessingException {
        HttpAnswer answer = Gatehouse.refused(begun).toHttp(Dialect.OPENAI);
        assertThat(answer.status()).isEqualTo(status);
        JsonNode error = new ObjectMapper().readTree(answer.body()).path("error");
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error.path("type").textValue()).isEqualTo(type);
        assertThat(error.path("message").textValue()).isNotBlank();
        assertThat(error.has("param")).isTrue();
    }
}
