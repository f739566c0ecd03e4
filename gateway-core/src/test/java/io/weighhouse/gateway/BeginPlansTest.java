// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static io.weighhouse.gateway.Gatehouse.ALICE;
import static io.weighhouse.gateway.Gatehouse.answer;
import static io.weighhouse.gateway.Gatehouse.credits;
import static io.weighhouse.gateway.Gatehouse.plan;
import static io.weighhouse.gateway.Gatehouse.refused;
import static io.weighhouse.gateway.Gatehouse.started;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.plan.CallTerms;
import io.weighhouse.gateway.plan.ChangeNote;
import io.weighhouse.gateway.plan.Conduct;
import io.weighhouse.gateway.plan.Included;
import io.weighhouse.gateway.plan.NewSubscription;
import io.weighhouse.gateway.plan.Overage;
import io.weighhouse.gateway.plan.PeriodGrant;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.Plans;
import io.weighhouse.gateway.plan.Standing;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.gateway.plan.SubscriptionAccounts;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionStore;
import io.weighhouse.gateway.plan.Subscriptions;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.call.Checkpoints;
import io.weighhouse.metering.call.CrashCharge;
import io.weighhouse.metering.call.HoldPolicy;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.pricefile.PriceBookStore;
import io.weighhouse.metering.pricefile.PriceBookStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a plan says, at the moment a call begins. */
class BeginPlansTest {

    private final Gatehouse house = new Gatehouse();

    private Begun begin(Gateway gateway, String id) {
        return gateway.begin(house.inbound(id));
    }

    @Test
    void begin_callsIncluded_costNothingUntilTheyAreUsedUp() {
        Gateway gateway =
                house.gateway(plan().including(Included.calls(2)).build()).build();
        for (int i = 0; i < 2; i++) {
            GatewayCall call = started(begin(gateway, "r-" + i));
            assertThat(call.held()).isEqualTo(credits("0"));
            call.response(answer());
            assertThat(call.settle().charged()).isEqualTo(credits("0"));
        }
        Begun.Refused third = refused(begin(gateway, "r-2"));
        assertThat(third.code()).isEqualTo("ALLOWANCE_USED_UP");
        assertThat(third.toHttp(Dialect.OPENAI).status()).isEqualTo(429);
        assertThat(third.toHttp(Dialect.OPENAI).headers())
                .containsEntry("x-should-retry", "false")
                .doesNotContainKey("retry-after");
        assertThat(house.booked().get(0).transaction().note().labels()).containsEntry("allowance", "included");
    }

    @Test
    void begin_allowanceThatRenewsWithinAMinute_saysWhen() {
        house.epochMillis.set(Instant.parse("2027-01-31T23:59:15.500Z").toEpochMilli());
        Gateway gateway =
                house.gateway(plan().including(Included.calls(0)).build()).build();
        assertThat(refused(begin(gateway, "r-1")).toHttp(Dialect.OPENAI).headers())
                .containsEntry("retry-after", "45")
                .doesNotContainKey("x-should-retry");
        house.epochMillis.addAndGet(45_000);
        assertThat(refused(begin(gateway, "r-1")).toHttp(Dialect.OPENAI).headers())
                .as("the next month has none either")
                .doesNotContainKey("retry-after");
    }

    @Test
    void begin_beyondWhatIsIncluded_isChargedByThePieceUnderTheSameId() {
        Gateway gateway = house.gateway(plan().including(Included.calls(1).then(Overage.charged(credits("0.005"))))
                        .build())
                .build();
        started(begin(gateway, "r-1")).settle();
        GatewayCall beyond = started(begin(gateway, "r-2"));
        assertThat(beyond.held()).isEqualTo(credits("0.005"));
        beyond.response(answer());
        assertThat(beyond.settle().charged()).isEqualTo(credits("0.005"));
        assertThat(house.booked().get(1).transaction().note().labels()).containsEntry("allowance", "overage");
        assertThat(refused(begin(gateway, "r-2")).code()).isEqualTo("ALREADY_SETTLED");
    }

    @Test
    void begin_firstCallOfAMonth_findsTheMonthsCredit() {
        AccountId promotion = Gatehouse.TENANT.account("promotion");
        AccountId breakage = Gatehouse.TENANT.account("breakage");
        house.ledger
                .open(Account.of(promotion, AccountKind.PROMOTION, Gatehouse.CREDIT))
                .orThrow();
        house.ledger
                .open(Account.of(breakage, AccountKind.BREAKAGE, Gatehouse.CREDIT))
                .orThrow();
        Plan monthly = plan().granting(PeriodGrant.of(credits("10"))).build();
        Subscriptions subscriptions = Subscriptions.of(SubscriptionStore.inMemory(), Plans.of(monthly), house::now);
        subscriptions.subscribe(
                NewSubscription.of(
                        SubscriptionId.of("acme", "sub-1"),
                        ALICE,
                        SubscriptionAccounts.of(Gatehouse.WALLET, Gatehouse.REVENUE)
                                .granting(promotion, breakage),
                        "starter"),
                ChangeNote.by("ops"));
        Gateway gateway = house.gateway(monthly).plans(subscriptions).build();
        started(begin(gateway, "r-1")).close();
        started(begin(gateway, "r-2")).close();
        assertThat(house.balance().available()).isEqualTo(credits("17.654321"));
        Caller.Known caller = (Caller.Known) gateway.caller(house.bearer, KeyDemand.NONE);
        assertThat(caller.standing().kind()).isEqualTo(Standing.Kind.ACTIVE);
        assertThat(caller.balance().orElseThrow().available()).isEqualTo(credits("17.654321"));
    }

    @Test
    void begin_ownKey_hasItsOwnLimitsAndLeavesAMemoWithItsCost() {
        house.ownKey("sk-alices-own-key");
        Quota one = Quota.of(Limit.requests("rpm", 1, Duration.ofMinutes(1)));
        Plan plan = plan().charging(
                        Payer.CUSTOMER, Gatehouse.markup().multiplier("0").fixedFee("0.001"))
                .limited(one)
                .limited(Payer.CUSTOMER, Quota.unlimited())
                .build();
        Gateway gateway = house.gateway(plan).build();
        for (int i = 0; i < 3; i++) {
            GatewayCall call = started(begin(gateway, "r-" + i));
            assertThat(call.payer()).isEqualTo(Payer.CUSTOMER);
            assertThat(call.held()).isEqualTo(credits("0.001"));
            call.response(answer());
            assertThat(call.settle().receipt().cost()).isEqualByComparingTo("0.013");
        }
        assertThat(house.booked())
                .allMatch(line ->
                        "CUSTOMER".equals(line.transaction().note().labels().get("payer")));
        assertThat(house.ledger.balance(Gatehouse.REVENUE).orElseThrow().posted())
                .isEqualTo(credits("0.003"));
    }

    @Test
    void begin_terms_reachTheCall() {
        CallTerms terms = CallTerms.STANDARD
                .holding(HoldPolicy.typical(50))
                .conduct(
                        Conduct.STANDARD.checkpoints(Checkpoints.everyTokens(1)).onCrash(CrashCharge.CAPTURE_ALL));
        Gateway gateway = house.gateway(plan().terms(terms).build()).build();
        GatewayCall call = started(begin(gateway, "r-1"));
        assertThat(call.held()).as("half of 0.2").isEqualTo(credits("0.1"));
        call.event("data: {\"choices\":[{\"delta\":{\"content\":\"Weighed fairly\"}}]}\n\n".getBytes(UTF_8));
        assertThat(house.booked()).as("a checkpoint").hasSize(1);
        house.epochMillis.addAndGet(Duration.ofMinutes(15).toMillis());
        house.ledger.expireDue(10);
        assertThat(house.ledger.balance(Gatehouse.REVENUE).orElseThrow().posted())
                .as("nobody ended it")
                .isEqualTo(credits("0.1"));
    }

    @Test
    void begin_walletThatCannotPayTheCap_lowersItAndSaysSo() {
        CallTerms terms = CallTerms.STANDARD.holding(HoldPolicy.worstCase().clampedTo(50));
        Gateway gateway = house.gateway(plan().terms(terms).build()).build();
        GatewayCall call = started(
                gateway.begin(house.inbound("r-1").sku("openai", "endless").maxOutput(100_000)));
        // Half of 7.654321, less 0.1 for the input, at 0.002 a token.
        assertThat(call.maxOutput()).isEqualTo(1_863);
        assertThat(call.clamped()).isTrue();
        assertThat(call.headers(Dialect.OPENAI, house.now()))
                .containsEntry("x-weighhouse-max-output", "1863")
                .containsEntry("x-request-id", "r-1");
        assertThat(started(begin(gateway, "r-2")).headers(Dialect.OPENAI, house.now()))
                .doesNotContainKey("x-weighhouse-max-output");
    }

    @Test
    void begin_budgets_areOneHoldAndCountWhatWasUsed() {
        AccountId user = Gatehouse.TENANT.account("budget:alice:2027-01");
        AccountId team = Gatehouse.TENANT.account("budget:team-red:2027-01");
        Gateway.Builder builder = house.gateway(plan().build());
        // [budgets]
        builder.budgets((key, now) -> List.of(
                new Allowance(user, Counted.money(Gatehouse.CREDIT), credits("1")),
                new Allowance(team, Counted.money(Gatehouse.CREDIT), credits("0.3"))));
        // [/budgets]
        Gateway gateway = builder.build();
        GatewayCall first = started(begin(gateway, "r-1"));
        Begun.Refused second = refused(begin(gateway, "r-2"));
        assertThat(second.code()).isEqualTo("ALLOWANCE_USED_UP");
        assertThat(((Reason.AllowanceUsedUp) second.reason()).refusal().limit().counter())
                .isEqualTo(team);
        assertThat(house.ledger.balance(user).orElseThrow().held())
                .as("all or nothing")
                .isEqualTo(credits("0.2"));
        first.response(answer());
        first.settle();
        assertThat(house.ledger.balance(team).orElseThrow().posted()).isEqualTo(credits("0.013"));
        started(begin(gateway, "r-2"));
    }

    @Test
    void begin_counted_pricesDependOnWhatWasUsedInTheMonth() {
        Gateway gateway =
                house.gateway(plan().counting(Meter.INPUT_TOKENS).build()).build();
        GatewayCall first = started(begin(gateway, "r-1"));
        first.response(answer());
        first.settle();
        GatewayCall second = started(begin(gateway, "r-2"));
        second.response(answer());
        assertThat(second.settle().charged()).isEqualTo(credits("0.013"));
        String volume = "v:wallet:alice:input_tokens:20270101T000000Z";
        assertThat(house.ledger
                        .balance(Gatehouse.TENANT.account(volume))
                        .orElseThrow()
                        .posted()
                        .minor())
                .isEqualTo(18);
    }

    @Test
    void begin_cardsStore_hasTheCardBeforeTheHold() {
        PriceBookStore cards = PriceBookStore.inMemory();
        Gateway gateway = house.gateway(plan().build()).cards(cards).build();
        PinnedCard card = PinnedCard.of(
                "2026-11",
                Gatehouse.book("2026-11", "0.002").cards().stream()
                        .filter(it -> it.sku().toString().equals("openai/small"))
                        .findFirst()
                        .orElseThrow(),
                Gatehouse.markup());
        assertThat(cards.find(card.card().digest()).toCompletableFuture().join())
                .isEmpty();
        started(begin(gateway, "r-1"));
        assertThat(cards.find(card.card().digest()).toCompletableFuture().join())
                .isPresent();
    }

    @Test
    void begin_cardsStoreFails_isAFailureAndNothingIsHeld() {
        PriceBookStore broken = new PriceBookStore() {
            @Override
            public CompletionStage<String> put(RateCard card) {
                return CompletableFuture.failedFuture(new PriceBookStoreException("disk is full", true, null));
            }

            @Override
            public CompletionStage<Optional<RateCard>> find(String digest) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
        };
        Gateway gateway = house.gateway(plan().build()).cards(broken).build();
        assertThatExceptionOfType(PriceBookStoreException.class).isThrownBy(() -> begin(gateway, "r-1"));
        assertThat(house.balance().held()).isEqualTo(credits("0"));
    }

    @Test
    void begin_permitsOfEveryRefusal_areReturned() {
        Quota quota = Quota.of(Limit.requests("rpm", 5, Duration.ofMinutes(1)));
        Plan limited = plan().limited(quota).including(Included.calls(2)).build();
        Gateway gateway = house.gateway(limited).build();
        started(begin(gateway, "r-1"));
        for (int i = 0; i < 20; i++) {
            assertThat(refused(begin(gateway, "r-1")).code()).isEqualTo("IN_PROGRESS");
            Inbound other = Inbound.of(house.bearer, "r-1", BodyDigest.of(new byte[99]));
            assertThat(refused(gateway.begin(other.sku("openai", "small"))).code())
                    .isEqualTo("ID_CONFLICT");
            Inbound unpriced = house.inbound("x").sku("openai", "input-only");
            assertThat(refused(gateway.begin(unpriced)).code()).isEqualTo("UNPRICED");
        }
        started(begin(gateway, "r-2"));
        for (int i = 0; i < 20; i++) {
            assertThat(refused(begin(gateway, "r-3")).code()).isEqualTo("ALLOWANCE_USED_UP");
        }
        Gateway unlimited = house.gateway(plan().limited(quota).build()).build();
        for (int i = 0; i < 20; i++) {
            Inbound dear = house.inbound("x").sku("openai", "endless").maxOutput(100_000);
            assertThat(refused(unlimited.begin(dear)).code()).isEqualTo("INSUFFICIENT_CREDITS");
        }
        for (int i = 4; i < 7; i++) {
            started(begin(unlimited, "r-" + i));
        }
        assertThat(refused(begin(unlimited, "r-9")).code()).as("five in all").isEqualTo("RATE_LIMITED");
    }

    @Test
    void begin_subscriptionThatEnds_isRefusedFromThatMomentOn() {
        Subscriptions subscriptions =
                Subscriptions.of(SubscriptionStore.inMemory(), Plans.of(plan().build()), house::now);
        SubscriptionId id = SubscriptionId.of("acme", "sub-1");
        subscriptions.subscribe(
                NewSubscription.of(id, ALICE, SubscriptionAccounts.of(Gatehouse.WALLET, Gatehouse.REVENUE), "starter"),
                ChangeNote.by("ops"));
        Gateway gateway = house.gateway(plan().build()).plans(subscriptions).build();
        GatewayCall running = started(begin(gateway, "r-1"));
        subscriptions.cancel(id, true, ChangeNote.by("alice"));
        assertThat(refused(begin(gateway, "r-2")).reason())
                .isEqualTo(new Reason.SubscriptionInactive(Standing.Kind.CANCELED));
        running.response(answer());
        assertThat(running.settle().charged()).as("what runs is settled").isEqualTo(credits("0.013"));
    }

    @Test
    void caller_badKeyOrNoPlan_isRefused() {
        Gateway gateway = house.gateway(key -> Optional.<Subscription>empty()).build();
        Caller.Refused none = (Caller.Refused) gateway.caller(house.bearer, KeyDemand.NONE);
        assertThat(none.reason()).isEqualTo(new Reason.NoSubscription());
        Caller.Refused bad = (Caller.Refused) gateway.caller("wh_sk_", KeyDemand.NONE);
        assertThat(bad.toHttp(Dialect.OPENAI).status()).isEqualTo(401);
    }
}
