// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static io.weighhouse.gateway.Gatehouse.answer;
import static io.weighhouse.gateway.Gatehouse.credits;
import static io.weighhouse.gateway.Gatehouse.plan;
import static io.weighhouse.gateway.Gatehouse.refused;
import static io.weighhouse.gateway.Gatehouse.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.plan.CallTerms;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretVaultException;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.CallSignals;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimitHeaders;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayTest {

    private final Gatehouse house = new Gatehouse();
    private final Gateway gateway = house.gateway(plan().build()).build();

    @Test
    void begin_customerOnThePlatformsKey_startsAndSettlesAtTheMarkup() {
        Gateway marked = house.gateway(
                        plan().charging(Payer.PLATFORM, Gatehouse.markup().multiplier("1.8"))
                                .build())
                .build();
        try (GatewayCall call = started(marked.begin(house.inbound("r-1").label("endpoint", "/v1/chat")))) {
            assertThat(call.requestId()).isEqualTo("r-1");
            assertThat(call.payer()).isEqualTo(Payer.PLATFORM);
            assertThat(clear(call.credential().apiKey())).isEqualTo(Gatehouse.PROVIDER_KEY);
            assertThat(house.balance().held()).isEqualTo(credits("0.36"));
            call.response(answer());
            Settlement settlement = call.settle();
            assertThat(settlement.charged()).isEqualTo(credits("0.0234"));
            assertThat(settlement.receipt().basis()).isEqualTo(Basis.REPORTED);
        }
        Note note = house.booked().get(0).transaction().note();
        assertThat(note.labels())
                .containsOnlyKeys("endpoint", "plan", "key", "payer", "user")
                .containsEntry("payer", "PLATFORM")
                .containsEntry("user", "alice")
                .containsEntry("plan", "starter")
                .containsEntry("key", house.issued.record().id().value());
        assertThat(Receipt.fromJson(note.receipt()).charge().terms().bookVersion())
                .isEqualTo("2026-11");
        assertThat(house.balance().held()).isEqualTo(credits("0"));
        assertThat(house.ledger.balance(Gatehouse.REVENUE).orElseThrow().posted())
                .isEqualTo(credits("0.0234"));
    }

    @Test
    void begin_customerOnTheirOwnKey_paysTheMarkupForThatAndItsCostIsRecorded() {
        house.ownKey("sk-alices-own-key");
        Plan plan = plan().charging(Payer.CUSTOMER, Gatehouse.markup().multiplier("0"))
                .build();
        GatewayCall call = started(house.gateway(plan).build().begin(house.inbound("r-1")));
        assertThat(call.payer()).isEqualTo(Payer.CUSTOMER);
        assertThat(clear(call.credential().apiKey())).isEqualTo("sk-alices-own-key");
        call.response(answer());
        Settlement settlement = call.settle();
        assertThat(settlement.charged()).isEqualTo(credits("0"));
        assertThat(settlement.receipt().cost()).isEqualByComparingTo("0.013");
        assertThat(house.booked().get(0).transaction().kind()).isEqualTo(TransactionKind.MEMO);
    }

    @Test
    void begin_noCapAsked_isCappedByThePlanAndTheSku() {
        GatewayCall small = started(gateway.begin(house.inbound("r-1")));
        assertThat(small.maxOutput()).isEqualTo(50);
        assertThat(small.clamped()).as("nobody asked for more").isFalse();
        CallTerms terms = new CallTerms(30, Duration.ofMinutes(1), Overrun.DEBT);
        Gateway tight = house.gateway(plan().terms(terms).build()).build();
        assertThat(started(tight.begin(house.inbound("r-2"))).maxOutput()).isEqualTo(30);
        assertThat(started(tight.begin(house.inbound("r-3").sku("openai", "endless")))
                        .maxOutput())
                .isEqualTo(30);
    }

    @Test
    void begin_capAsked_isClampedToWhatTheSkuGivesAndSaysSo() {
        GatewayCall clamped = started(gateway.begin(house.inbound("r-1").maxOutput(51)));
        assertThat(clamped.maxOutput()).isEqualTo(50);
        assertThat(clamped.clamped()).isTrue();
        GatewayCall asked = started(gateway.begin(house.inbound("r-2").maxOutput(50)));
        assertThat(asked.maxOutput()).isEqualTo(50);
        assertThat(asked.clamped()).isFalse();
        assertThat(started(gateway.begin(house.inbound("r-3").maxOutput(7))).maxOutput())
                .isEqualTo(7);
    }

    @Test
    void begin_pieces_areHeldInsteadOfTokens() {
        GatewayCall call = started(gateway.begin(
                house.inbound("r-1").sku("openai", "input-only").pieces(Usage.of(Meter.INPUT_TOKENS, 400))));
        assertThat(house.balance().held()).isEqualTo(credits("0.4"));
        call.usage(Usage.of(Meter.INPUT_TOKENS, 300));
        assertThat(call.settle().charged()).isEqualTo(credits("0.3"));
    }

    @Test
    void begin_modelOrMeterWithoutAPrice_isRefusedAndNeverFree() {
        Begun.Refused unknown = refused(gateway.begin(house.inbound("r-1").sku("openai", "gpt-none")));
        assertThat(unknown.code()).isEqualTo("UNKNOWN_SKU");
        Begun.Refused unpriced = refused(gateway.begin(house.inbound("r-2").sku("openai", "input-only")));
        assertThat(unpriced.code()).isEqualTo("UNPRICED");
        assertThat(house.balance().held()).isEqualTo(credits("0"));
    }

    @Test
    void settle_nothingSaid_takesTheInputForAQuarterOfTheBytesOrForTheBoundThatWasSaid() {
        assertThat(started(gateway.begin(house.inbound("r-1"))).settle().charged())
                .isEqualTo(credits("0.025"));
        assertThat(started(gateway.begin(house.inbound("r-2").maxInput(60)))
                        .settle()
                        .charged())
                .isEqualTo(credits("0.06"));
        Inbound empty =
                Inbound.of(house.bearer, "r-3", BodyDigest.of(new byte[0])).sku("openai", "small");
        assertThat(started(gateway.begin(empty)).settle().charged()).isEqualTo(credits("0.001"));
    }

    @Test
    void prices_replacedMidCall_settlesAtThePinnedPrice() {
        GatewayCall before = started(gateway.begin(house.inbound("r-1")));
        gateway.prices(Gatehouse.book("2027-01", "0.02"));
        GatewayCall after = started(gateway.begin(house.inbound("r-2")));
        before.response(answer());
        after.response(answer());
        Settlement first = before.settle();
        assertThat(first.charged()).isEqualTo(credits("0.013"));
        assertThat(first.receipt().charge().terms().bookVersion()).isEqualTo("2026-11");
        Settlement second = after.settle();
        assertThat(second.charged()).isEqualTo(credits("0.049"));
        assertThat(second.receipt().charge().terms().bookVersion()).isEqualTo("2027-01");
    }

    static Stream<Consumer<GatewayCall>> endings() {
        return Stream.of(
                GatewayCall::settle,
                call -> call.settleAsync().toCompletableFuture().join(),
                call -> call.abort(AbortCause.UPSTREAM_ERROR),
                call -> call.abortAsync(AbortCause.CLIENT_GONE)
                        .toCompletableFuture()
                        .join(),
                GatewayCall::close);
    }

    @ParameterizedTest
    @MethodSource("endings")
    void end_anyWay_wipesTheProviderKeyAndReleasesTheHold(Consumer<GatewayCall> ending) {
        GatewayCall call = started(gateway.begin(house.inbound("r-1")));
        Secret key = call.credential().apiKey();
        assertThat(clear(key)).isEqualTo(Gatehouse.PROVIDER_KEY);
        ending.accept(call);
        assertThatIllegalStateException().isThrownBy(() -> clear(key));
        assertThat(house.balance().held()).isEqualTo(credits("0"));
    }

    @Test
    void beginAsync_anyRequest_answersAsBeginDoes() {
        Begun async =
                gateway.beginAsync(house.inbound("r-1")).toCompletableFuture().join();
        assertThat(started(async).maxOutput()).isEqualTo(50);
        assertThat(gateway.beginAsync(house.inbound("r-1"))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(gateway.begin(house.inbound("r-1")));
        Inbound unknown = house.inbound("r-2").sku("openai", "none");
        assertThat(gateway.beginAsync(unknown).toCompletableFuture().join()).isEqualTo(gateway.begin(unknown));
    }

    @Test
    void begin_requestIds_areEchoedOrMadeUp() {
        assertThat(refused(gateway.begin(house.inbound("mine").sku("openai", "none")))
                        .requestId())
                .isEqualTo("mine");
        Begun.Refused refused = refused(gateway.begin(house.inbound("").sku("openai", "none")));
        assertThat(refused.requestId()).matches("req_[0-9a-z]{23}");
        assertThat(refused.toHttp(Dialect.OPENAI).headers()).containsEntry("x-request-id", refused.requestId());
        GatewayCall one = started(gateway.begin(house.inbound("")));
        GatewayCall two = started(gateway.begin(house.inbound("")));
        assertThat(one.requestId()).matches("req_[0-9a-z]{23}").isNotEqualTo(two.requestId());
        assertThat(house.ledger.findHold(Gatehouse.TENANT.operation(one.requestId())))
                .isPresent();
    }

    @Test
    void begin_overALimit_tellsWhenToComeAgain() {
        Quota quota = Quota.of(
                Limit.requests("rpm", 1, Duration.ofMinutes(1)), Limit.tokens("tpm", 1_000, Duration.ofMinutes(1)));
        Gateway limited = house.gateway(plan().limited(quota).build()).build();
        GatewayCall first = started(limited.begin(house.inbound("r-1")));
        assertThat(refused(limited.begin(house.inbound("r-2")))
                        .toHttp(Dialect.ANTHROPIC)
                        .headers())
                .containsEntry("retry-after", "60")
                .containsEntry("x-ratelimit-limit-requests", "1")
                .containsEntry("x-ratelimit-remaining-requests", "0")
                .containsEntry("x-ratelimit-reset-requests", "1m0s")
                .containsEntry("x-ratelimit-limit-tokens", "1000")
                .containsEntry("x-ratelimit-remaining-tokens", "850")
                .doesNotContainKey("x-should-retry");
        first.close();
    }

    @Test
    void begin_waitLongerThanClientsWaitByThemselves_isNotToBeRetried() {
        Quota seldom = Quota.of(Limit.requests("rph", 59, Duration.ofHours(1)).burst(1));
        Gateway limited = house.gateway(plan().limited(seldom).build()).build();
        started(limited.begin(house.inbound("r-1")));
        assertThat(refused(limited.begin(house.inbound("r-2")))
                        .toHttp(Dialect.OPENAI)
                        .headers())
                .containsEntry("retry-after", "62")
                .containsEntry("x-should-retry", "false");
    }

    @Test
    void limits_ofAStartedCall_areForTheHeadersOfItsAnswer() {
        Quota quota = Quota.of(Limit.requests("rpm", 60, Duration.ofMinutes(1)));
        Gateway limited = house.gateway(plan().limited(quota).build()).build();
        GatewayCall call = started(limited.begin(house.inbound("r-1")));
        call.close();
        assertThat(RateLimitHeaders.openAi(call.limits()))
                .containsEntry("x-ratelimit-remaining-requests", "59")
                .doesNotContainKey("Retry-After");
        assertThat(started(gateway.begin(house.inbound("r-2"))).limits().states())
                .isEmpty();
    }

    @Test
    void begin_inProgress_asksToComeAgainInASecond() {
        started(gateway.begin(house.inbound("r-1")));
        assertThat(refused(gateway.begin(house.inbound("r-1")))
                        .toHttp(Dialect.OPENAI)
                        .headers())
                .containsEntry("retry-after", "1");
    }

    @Test
    void begin_alreadySettled_handsTheFirstReceiptToTheEmbedder() {
        GatewayCall call = started(gateway.begin(house.inbound("r-1")));
        call.response(answer());
        Receipt receipt = call.settle().receipt();
        assertThat(refused(gateway.begin(house.inbound("r-1"))).reason()).isEqualTo(new Reason.AlreadySettled(receipt));
    }

    @Test
    void begin_limitsOfTwoKeys_areApart() {
        Quota one = Quota.of(Limit.requests("rpm", 1, Duration.ofMinutes(1)));
        Gateway limited = house.gateway(plan().limited(one).build()).build();
        started(limited.begin(house.inbound("r-1")));
        String second = house.issue(NewKey.of(Gatehouse.ALICE, "phone")).key().reveal();
        started(limited.begin(
                Inbound.of(second, "r-2", BodyDigest.of(new byte[100])).sku("openai", "small")));
        assertThat(refused(limited.begin(house.inbound("r-3"))).code()).isEqualTo("RATE_LIMITED");
    }

    @Test
    void begin_walletOfAnotherTenant_isAMistakeThatMovesNothing() {
        TenantId other = TenantId.of("other");
        Subscription theirs = new Subscription(other.account("wallet:bob"), plan().build(), other.account("revenue"));
        Gateway crossed = house.gateway(key -> Optional.of(theirs)).build();
        assertThatIllegalStateException()
                .isThrownBy(() -> crossed.begin(house.inbound("r-1")))
                .withMessage("must be of the key's tenant: wallet=other/wallet:bob tenant=acme");
        assertThat(crossed.beginAsync(house.inbound("r-1"))).isCompletedExceptionally();
    }

    @Test
    void begin_providerKeyThatDoesNotOpen_isAFailureAndNeverTakenForNone() {
        house.ownKey("sk-alices-own-key");
        Plan plan = plan().charging(Payer.CUSTOMER, Gatehouse.markup()).build();
        Gateway broken = house.gateway(plan)
                .secrets(house.resolver("main", (byte) 8, PlatformAccess.everybody()))
                .build();
        assertThatExceptionOfType(SecretVaultException.class).isThrownBy(() -> broken.begin(house.inbound("r-1")));
        assertThat(house.balance().held()).isEqualTo(credits("0"));
    }

    @Test
    void begin_failingParts_areFailuresOfTheRequest() {
        Gateway unknownPlans = house.gateway(plan().build())
                .plans(key -> CompletableFuture.failedFuture(new IllegalStateException("plans are gone")))
                .build();
        assertThatIllegalStateException()
                .isThrownBy(() -> unknownPlans.begin(house.inbound("r-1")))
                .withMessage("plans are gone");
        house.ledger.close();
        assertThatExceptionOfType(LedgerStoreException.class)
                .isThrownBy(() -> gateway.begin(house.inbound("r-1")))
                .satisfies(closed -> assertThat(closed.outcomeKnown()).isTrue());
    }

    @Test
    void begin_planWhoseMarkupDoesNotFitTheCard_isAMistakeNotAHang() {
        Plan noCreditPrice = Plan.named("odd")
                .charging(Payer.PLATFORM, Markup.into(Gatehouse.CREDIT))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> house.gateway(noCreditPrice).build().begin(house.inbound("r-1")))
                .withMessageContaining("creditPrice");
    }

    @Test
    void begin_withoutASku_isAMistake() {
        Inbound nothing =
                Inbound.of(house.bearer, "r-1", BodyDigest.of(new byte[0])).maxOutput(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gateway.begin(nothing))
                .withMessageStartingWith("must name a sku: Inbound[requestId=r-1");
    }

    static Stream<Function<Gatehouse, Gateway.Builder>> incomplete() {
        return Stream.of(
                house -> Gateway.builder(),
                house -> Gateway.builder().keys(house.keys),
                house -> Gateway.builder().keys(house.keys).secrets(house.secrets),
                house -> Gateway.builder()
                        .keys(house.keys)
                        .secrets(house.secrets)
                        .plans(key -> CompletableFuture.completedFuture(Optional.empty())),
                house -> Gateway.builder()
                        .keys(house.keys)
                        .secrets(house.secrets)
                        .plans(key -> CompletableFuture.completedFuture(Optional.empty()))
                        .prices(Gatehouse.book("1", "0")),
                house -> Gateway.builder()
                        .keys(house.keys)
                        .secrets(house.secrets)
                        .plans(key -> CompletableFuture.completedFuture(Optional.empty()))
                        .prices(Gatehouse.book("1", "0"))
                        .ledger(house.ledger));
    }

    @ParameterizedTest
    @MethodSource("incomplete")
    void build_withoutAPart_saysWhichIsMissing(Function<Gatehouse, Gateway.Builder> builder) {
        Gateway.Builder incomplete = builder.apply(house);
        assertThatIllegalStateException()
                .isThrownBy(incomplete::build)
                .withMessageMatching("must be said before build\\(\\): (keys|plans|secrets|prices|ledger|limits)");
    }

    @Test
    void signals_anyCall_areCounted() {
        ConcurrentLinkedQueue<String> news = new ConcurrentLinkedQueue<>();
        Gateway watched = house.gateway(plan().build())
                .signals(new CallSignals() {
                    @Override
                    public void opened() {
                        news.add("opened");
                    }

                    @Override
                    public void refused(String code) {
                        news.add(code);
                    }

                    @Override
                    public void settled(Basis basis, String cause) {
                        news.add(basis + "/" + cause);
                    }
                })
                .build();
        started(watched.begin(house.inbound("r-1"))).abort(AbortCause.UPSTREAM_ERROR);
        watched.begin(house.inbound("r-1"));
        assertThat(news).containsExactlyElementsOf(List.of("opened", "NOTHING/UPSTREAM_ERROR", "ALREADY_SETTLED"));
    }

    private static String clear(Secret secret) {
        return secret.text(SecretAccess.get());
    }
}
