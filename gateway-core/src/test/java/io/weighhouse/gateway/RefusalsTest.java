// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static io.weighhouse.gateway.Gatehouse.ALICE;
import static io.weighhouse.gateway.Gatehouse.plan;
import static io.weighhouse.gateway.Gatehouse.refused;
import static io.weighhouse.gateway.Gatehouse.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.gateway.plan.ChangeNote;
import io.weighhouse.gateway.plan.Entitlements;
import io.weighhouse.gateway.plan.Included;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.Plans;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.gateway.plan.SubscriptionAccounts;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.gateway.plan.Subscriptions;
import io.weighhouse.keyvault.key.ApiKey;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.KeyEdit;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.LegacyCheck;
import io.weighhouse.keyvault.key.LegacyHasher;
import io.weighhouse.keyvault.key.LegacyHashes;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.OwnerStatus;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.CloseAccount;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.money.Unit;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reason for a refusal, brought about for real, and what the caller is told. */
class RefusalsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SAME = "";
    private static final String ID_OF_1970 = "00000000000000000000000001";
    private static final String OTHER_KEY = "sk-alices-own-key-987654321";

    /** A reason's code, what the wire says (the same code unless said), whether the caller may try again by itself. */
    record Row(String code, int status, String wireCode, boolean retry, Function<Gatehouse, Begun> way) {

        String onTheWire() {
            return wireCode.isEmpty() ? code : wireCode;
        }

        @Override
        public String toString() {
            return code;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                keyFault("KEY_MALFORMED", house -> ""),
                keyFault("KEY_MALFORMED", house -> "Bearer " + house.bearer),
                keyFault("KEY_BAD_CHECKSUM", house -> mistyped(house.bearer)),
                keyFault("KEY_NOT_FOUND", house -> strangers()),
                keyFault("KEY_REVOKED", RefusalsTest::revoked),
                keyFault("KEY_SUPERSEDED", RefusalsTest::superseded),
                toldFault("KEY_EXPIRED", 401, RefusalsTest::expired),
                toldFault("KEY_NOT_YET_VALID", 401, RefusalsTest::notYetValid),
                toldFault("KEY_DISABLED", 403, RefusalsTest::disabled),
                new Row(
                        "KEY_OWNER_DISABLED",
                        403,
                        SAME,
                        true,
                        house -> begin(
                                house,
                                house.keys(keys -> keys.owners(OwnerStatus.when(owner -> false))),
                                KeyDemand.NONE)),
                new Row(
                        "KEY_WRONG_ENVIRONMENT",
                        403,
                        SAME,
                        true,
                        house -> begin(house, house.keys(keys -> keys.environment("live")), KeyDemand.NONE)),
                new Row(
                        "KEY_INSUFFICIENT_SCOPE",
                        403,
                        SAME,
                        true,
                        house -> begin(house, house.keys, KeyDemand.scope("admin"))),
                new Row("KEY_ORIGIN_FORBIDDEN", 403, SAME, true, house -> {
                    IssuedKey page = house.issue(NewKey.of(ALICE, "page").origins("https://app.acme.com"));
                    return house.gateway(plan().build())
                            .build()
                            .begin(Inbound.of(page.key().reveal(), "r-1", BodyDigest.of(new byte[100]))
                                    .sku("openai", "small")
                                    .demand(KeyDemand.NONE.origin("https://evil.example")));
                }),
                new Row(
                        "KEY_RATE_LIMITED",
                        429,
                        SAME,
                        true,
                        house -> begin(
                                house,
                                house.keys(keys ->
                                        keys.missBudget(source -> source.equals("203.0.113.7") ? 1_000_000_001 : 0)),
                                KeyDemand.NONE.from("203.0.113.7"))),
                new Row("KEY_VERIFIER_BUSY", 503, SAME, true, house -> {
                    KeyRegistry closed = house.keys(keys -> keys.legacy(LegacyHashes.of(new NoHasher())));
                    closed.close();
                    return house.gateway(plan().build())
                            .keys(closed)
                            .build()
                            .begin(Inbound.of(strangers(), "r-1", BodyDigest.of(new byte[100]))
                                    .sku("openai", "small"));
                }),
                new Row("KEY_STORE_UNAVAILABLE", 503, SAME, true, house -> {
                    house.keyStore.cutOff = true;
                    return house.gateway(plan().build()).build().begin(house.inbound("r-1"));
                }),
                new Row(
                        "NO_SUBSCRIPTION",
                        403,
                        SAME,
                        true,
                        house -> house.gateway(key -> Optional.empty()).build().begin(house.inbound("r-1"))),
                new Row("SUBSCRIPTION_INACTIVE", 402, SAME, true, house -> {
                    Subscriptions subscriptions =
                            Subscriptions.of(SubscriptionStore.inMemory(), Plans.of(plan().build()), house::now);
                    SubscriptionId id = SubscriptionId.of("acme", "sub-1");
                    NewSubscription wanted = NewSubscription.of(
                            id, ALICE, SubscriptionAccounts.of(Gatehouse.WALLET, Gatehouse.REVENUE), "starter");
                    subscriptions.subscribe(wanted, ChangeNote.by("ops"));
                    subscriptions.pause(id, ChangeNote.by("ops"));
                    return house.gateway(plan().build())
                            .plans(subscriptions)
                            .build()
                            .begin(house.inbound("r-1"));
                }),
                new Row(
                        "NOT_IN_PLAN",
                        403,
                        SAME,
                        true,
                        house -> house.gateway(plan().entitled(Entitlements.ALL.skus("openai/endless"))
                                        .build())
                                .build()
                                .begin(house.inbound("r-1"))),
                new Row("NOT_IN_PLAN", 403, SAME, true, house -> {
                    IssuedKey key = house.issue(NewKey.of(ALICE, "scoped").scopes("chat", "admin"));
                    return house.gateway(plan().entitled(Entitlements.ALL.scopes("chat"))
                                    .build())
                            .build()
                            .begin(Inbound.of(key.key().reveal(), "r-1", BodyDigest.of(new byte[100]))
                                    .sku("openai", "small")
                                    .demand(KeyDemand.scope("admin")));
                }),
                new Row(
                        "ALLOWANCE_USED_UP",
                        429,
                        SAME,
                        false,
                        house -> house.gateway(
                                        plan().including(Included.calls(0)).build())
                                .build()
                                .begin(house.inbound("r-1"))),
                new Row(
                        "ALLOWANCE_USED_UP",
                        429,
                        SAME,
                        false,
                        house -> house.gateway(plan().build())
                                .budgets((key, now) -> List.of(new Allowance(
                                        Gatehouse.TENANT.account("budget:alice:2027-01"),
                                        Counted.money(Gatehouse.CREDIT),
                                        Gatehouse.credits("0.1"))))
                                .build()
                                .begin(house.inbound("r-1"))),
                new Row(
                        "UNKNOWN_SKU",
                        404,
                        SAME,
                        true,
                        house -> house.gateway(plan().build())
                                .build()
                                .begin(house.inbound("r-1").sku("openai", "gpt-none"))),
                new Row(
                        "NO_PROVIDER_KEY",
                        403,
                        SAME,
                        true,
                        house -> house.gateway(plan().build())
                                .build()
                                .begin(house.inbound("r-1").sku("nobody", "small"))),
                new Row(
                        "NOT_ENTITLED",
                        403,
                        SAME,
                        true,
                        house -> house.gateway(plan().build())
                                .secrets(house.resolver("main", (byte) 7, PlatformAccess.nobody()))
                                .build()
                                .begin(house.inbound("r-1"))),
                new Row("NOT_ENTITLED", 403, SAME, true, house -> {
                    house.ownKey(OTHER_KEY);
                    return house.gateway(plan().build()).build().begin(house.inbound("r-1"));
                }),
                new Row("IN_PROGRESS", 409, SAME, true, house -> {
                    Gateway gateway = house.gateway(plan().build()).build();
                    started(gateway.begin(house.inbound("r-1")));
                    return gateway.begin(house.inbound("r-1"));
                }),
                new Row("ALREADY_SETTLED", 409, SAME, false, house -> {
                    Gateway gateway = house.gateway(plan().build()).build();
                    try (GatewayCall call = started(gateway.begin(house.inbound("r-1")))) {
                        call.response(Gatehouse.answer());
                        call.settle();
                    }
                    return gateway.begin(house.inbound("r-1"));
                }),
                new Row("RATE_LIMITED", 429, SAME, true, house -> {
                    Quota one = Quota.of(Limit.requests("rpm", 1, Duration.ofMinutes(1)));
                    Gateway gateway = house.gateway(plan().limited(one).build()).build();
                    started(gateway.begin(house.inbound("r-0"))).close();
                    return gateway.begin(house.inbound("r-1"));
                }),
                new Row(
                        "UNPRICED",
                        404,
                        SAME,
                        true,
                        house -> house.gateway(plan().build())
                                .build()
                                .begin(house.inbound("r-1").sku("openai", "input-only"))),
                new Row(
                        "INSUFFICIENT_CREDITS",
                        402,
                        SAME,
                        true,
                        house -> house.gateway(plan().build())
                                .build()
                                .begin(house.inbound("r-1")
                                        .sku("openai", "endless")
                                        .maxOutput(100_000))),
                new Row("ID_CONFLICT", 422, SAME, true, house -> {
                    Gateway gateway = house.gateway(plan().build()).build();
                    started(gateway.begin(house.inbound("r-1")));
                    return gateway.begin(Inbound.of(house.bearer, "r-1", BodyDigest.of(new byte[99]))
                            .sku("openai", "small"));
                }),
                new Row("CALL_EXPIRED", 409, SAME, false, house -> {
                    Gateway gateway = house.gateway(plan().build()).build();
                    started(gateway.begin(house.inbound("r-1")));
                    house.epochMillis.addAndGet(Duration.ofMinutes(15).toMillis());
                    return gateway.begin(house.inbound("r-1"));
                }),
                new Row(
                        "OPERATION_FORGOTTEN",
                        409,
                        SAME,
                        false,
                        house -> house.gateway(plan().build()).build().begin(house.inbound(ID_OF_1970))),
                new Row("ACCOUNT_CLOSED", 403, SAME, true, house -> {
                    AccountId closed = Gatehouse.TENANT.account("wallet:closed");
                    house.ledger.open(Account.wallet(closed, Gatehouse.CREDIT)).orThrow();
                    house.ledger.close(CloseAccount.of(closed)).orThrow();
                    return house.gateway(
                                    key -> Optional.of(new Subscription(closed, plan().build(), Gatehouse.REVENUE)))
                            .build()
                            .begin(house.inbound("r-1"));
                }),
                new Row("ACCOUNT_UNKNOWN", 403, SAME, true, house -> {
                    AccountId nobody = Gatehouse.TENANT.account("wallet:nobody");
                    return house.gateway(
                                    key -> Optional.of(new Subscription(nobody, plan().build(), Gatehouse.REVENUE)))
                            .build()
                            .begin(house.inbound("r-1"));
                }),
                new Row(
                        "WRONG_UNIT",
                        403,
                        SAME,
                        true,
                        house -> house.gateway(plan().charging(
                                                Payer.PLATFORM,
                                                Markup.into(Unit.of("POINT", 0)).creditPrice("1"))
                                        .build())
                                .build()
                                .begin(house.inbound("r-1"))));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void begin_refused_saysCodeAndStatus(Row row) {
        Begun.Refused refused = refused(row.way.apply(new Gatehouse()));
        assertThat(refused.code()).isEqualTo(row.code);
        assertThat(refused.reason().code()).isEqualTo(row.code);
        HttpAnswer answer = refused.toHttp(Dialect.OPENAI);
        assertThat(answer.status()).isEqualTo(row.status);
        assertThat(json(answer).at("/error/code").textValue()).isEqualTo(row.onTheWire());
        assertThat(json(answer).at("/error/message").textValue()).endsWith(".");
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        assertThat(answer.headers().get("x-should-retry")).isEqualTo(row.retry ? null : "false");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void begin_refused_saysItInEveryDialect(Row row) {
        Begun.Refused refused = refused(row.way.apply(new Gatehouse()));
        HttpAnswer openAi = refused.toHttp(Dialect.OPENAI);
        String message = json(openAi).at("/error/message").textValue();
        for (Dialect dialect : Dialect.values()) {
            HttpAnswer answer = refused.toHttp(dialect);
            assertThat(answer.status()).isEqualTo(row.status);
            assertThat(answer.headers().keySet()).isEqualTo(openAi.headers().keySet());
            assertThat(answer.headers()).containsEntry("x-request-id", refused.requestId());
            assertThat(answer.body()).contains(message).contains(row.onTheWire());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void begin_refused_tellsNothingOfMoneyKeysOrPeople(Row row) {
        Gatehouse house = new Gatehouse();
        Begun.Refused refused = refused(row.way.apply(house));
        for (Dialect dialect : Dialect.values()) {
            HttpAnswer answer = refused.toHttp(dialect);
            String everything = answer.headers() + answer.body();
            assertThat(List.of(
                            house.bearer,
                            house.issued.key().display(),
                            house.issued.record().id().value(),
                            Gatehouse.PROVIDER_KEY,
                            OTHER_KEY,
                            Gatehouse.FUNDS,
                            " CREDIT",
                            "CREDIT/",
                            "USD",
                            "wallet",
                            "revenue",
                            "acme",
                            "alice",
                            "starter"))
                    .allSatisfy(secret -> assertThat(everything).doesNotContain(secret));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void begin_refused_leavesTheMoneyAsItWas(Row row) {
        Gatehouse house = new Gatehouse();
        Begun.Refused refused = refused(row.way.apply(house));
        boolean firstStillOpen = List.of("IN_PROGRESS", "ID_CONFLICT").contains(refused.code());
        assertThat(house.balance().held()).isEqualTo(Gatehouse.credits(firstStillOpen ? "0.2" : "0"));
        assertThat(house.booked()).hasSize(refused.code().equals("ALREADY_SETTLED") ? 1 : 0);
    }

    @ParameterizedTest
    @MethodSource("keyFaults")
    void begin_anyFaultOfAKey_isToldTheSame(Row row) {
        HttpAnswer answer = refused(row.way.apply(new Gatehouse())).toHttp(Dialect.OPENAI);
        HttpAnswer none = refused(keyFault("KEY_MALFORMED", house -> "").way.apply(new Gatehouse()))
                .toHttp(Dialect.OPENAI);
        assertThat(answer).isEqualTo(none);
    }

    static Stream<Row> keyFaults() {
        return rows().filter(row -> row.wireCode.equals("INVALID_API_KEY"));
    }

    @Test
    void begin_tooManyUnknownKeys_isToldWhenToComeAgain() {
        Rejection limited = Rejection.RATE_LIMITED;
        assertThat(told(limited, 0)).doesNotContainKeys("retry-after", "x-should-retry");
        assertThat(told(limited, 1)).containsEntry("retry-after", "1").doesNotContainKey("x-should-retry");
        assertThat(told(limited, 1_000_000_000)).containsEntry("retry-after", "1");
        assertThat(told(limited, 1_000_000_001)).containsEntry("retry-after", "2");
        assertThat(told(limited, 61_000_000_000L))
                .containsEntry("retry-after", "61")
                .containsEntry("x-should-retry", "false");
    }

    private static Map<String, String> told(Rejection code, long retryAfterNanos) {
        Reason reason = new Reason.NotAuthenticated(new Authentication.Rejected(code, null, retryAfterNanos));
        return new Begun.Refused("r-1", reason).toHttp(Dialect.OPENAI).headers();
    }

    private static Begun begin(Gatehouse house, KeyRegistry keys, KeyDemand demand) {
        return house.gateway(plan().build())
                .keys(keys)
                .build()
                .begin(house.inbound("r-1").demand(demand));
    }

    private static Row toldFault(String code, int status, Function<Gatehouse, String> bearer) {
        return new Row(code, status, SAME, true, keyFault(code, bearer).way);
    }

    private static Row keyFault(String code, Function<Gatehouse, String> bearer) {
        return new Row(code, 401, "INVALID_API_KEY", true, house -> {
            String presented = bearer.apply(house);
            return house.gateway(plan().build())
                    .build()
                    .begin(Inbound.of(presented, "r-1", BodyDigest.of(new byte[100]))
                            .sku("openai", "small"));
        });
    }

    private static String mistyped(String key) {
        int last = key.length() - 1;
        return key.substring(0, last) + (key.charAt(last) == 'a' ? 'b' : 'a');
    }

    private static String strangers() {
        try (ApiKey key = Gatehouse.FORMAT.generate(new SecureRandom(), "test")) {
            return key.reveal();
        }
    }

    private static String revoked(Gatehouse house) {
        assertThat(house.keys.revoke("acme", house.issued.record().id())).isPresent();
        return house.bearer;
    }

    private static String expired(Gatehouse house) {
        String key = house.issue(NewKey.of(ALICE, "short").expiresAt(house.now().plusSeconds(1)))
                .key()
                .reveal();
        house.epochMillis.addAndGet(1_000);
        return key;
    }

    private static String superseded(Gatehouse house) {
        assertThat(house.keys.rotate("acme", house.issued.record().id(), Duration.ZERO))
                .isPresent();
        return house.bearer;
    }

    private static String notYetValid(Gatehouse house) {
        return house.issue(NewKey.of(ALICE, "soon").notBefore(house.now().plusSeconds(1)))
                .key()
                .reveal();
    }

    private static String disabled(Gatehouse house) {
        assertThat(house.keys.change("acme", house.issued.record().id(), KeyEdit.disable()))
                .isPresent();
        return house.bearer;
    }

    /** Hashes of no kind. */
    private static final class NoHasher implements LegacyHasher {

        @Override
        public String id() {
            return "none";
        }

        @Override
        public boolean recognises(String hash) {
            return hash.equals(decoy());
        }

        @Override
        public LegacyCheck check(byte[] key, String hash) {
            return LegacyCheck.MISMATCH;
        }

        @Override
        public String decoy() {
            return "$none$";
        }
    }

    private static JsonNode json(HttpAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(answer.body(), malformed);
        }
    }
}
