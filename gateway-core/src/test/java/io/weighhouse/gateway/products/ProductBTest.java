// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.products;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.BodyDigest;
import io.weighhouse.gateway.Gatehouse;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.gateway.plan.PlanStore;
import io.weighhouse.gateway.plan.Subscription;
import io.weighhouse.keyvault.key.AdoptedKey;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyFormats;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyHashing;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A credit broker in front of several providers: a margin multiplier of 1.8 on the provider's cost, a cent a credit, whole
 * credits, at least one.
 */
class ProductBTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 0);
    private static final Markup MARGIN = Markup.into(CREDIT)
            .multiplier("1.8")
            .creditPrice("0.01")
            .rounding(Rounding.HALF_UP)
            .minimum("1");
    private static final AccountId WALLET = Gatehouse.TENANT.account("wallet:broker");
    private static final AccountId REVENUE = Gatehouse.TENANT.account("revenue:broker");

    private static final byte[] CHAT = ("{\"choices\":[{\"message\":{\"content\":\"Hello\"}}],"
                    + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":500}}")
            .getBytes(UTF_8);

    private final Gatehouse house = new Gatehouse();
    private final Gateway gateway = broker().build();

    private Gateway.Builder broker() {
        return house.gateway(Gatehouse.plan().build())
                .prices(PriceBook.builder("2026-11")
                        .card(card("gpt-4o-mini")
                                .rate(Rate.of(Meter.INPUT_TOKENS, "0.000001"))
                                .rate(Rate.of(Meter.OUTPUT_TOKENS, "0.000002"))
                                .build())
                        .card(card("dall-e-3-1024x1024")
                                .rate(Rate.of(Meter.IMAGES, "0.04"))
                                .build())
                        .card(card("tts-1")
                                .rate(Rate.per(10_000, Meter.AUDIO_MILLIS, "0.003"))
                                .build())
                        .card(card("music-1").rate(Rate.of(Meter.CLIPS, "0.05")).build())
                        .build())
                .plans(PlanStore.of(key -> Optional.of(new Subscription(
                        WALLET,
                        Plan.named("broker").charging(Payer.PLATFORM, MARGIN).build(),
                        REVENUE))))
                .limits(RateLimiter.local().build());
    }

    @Test
    void b2_chatForATenthOfACent_isOneCredit() {
        fund("20");
        GatewayCall call = started(request("b2-chat", "gpt-4o-mini").maxOutput(1_000));
        call.response(CHAT);
        Settlement settlement = call.settle();
        assertThat(settlement.receipt().cost()).isEqualByComparingTo("0.002");
        assertThat(settlement.charged()).isEqualTo(credits("1"));
    }

    @ParameterizedTest
    @CsvSource({
        "dall-e-3-1024x1024, images, 1, 0.04, 7",
        "tts-1, audio_millis, 10000, 0.003, 1",
        "music-1, clips, 1, 0.05, 9"
    })
    void b2_pieceAtItsCost_isChargedInWholeCredits(
            String model, String meter, long quantity, BigDecimal cost, String price) {
        fund("20");
        Usage piece = Usage.of(Meter.of(meter), quantity);
        GatewayCall call = started(request("b2-" + model, model).pieces(piece));
        call.usage(piece);
        Settlement settlement = call.settle();
        assertThat(settlement.receipt().cost()).isEqualByComparingTo(cost);
        assertThat(settlement.charged()).isEqualTo(credits(price));
        assertThat(settlement.charged()).isLessThanOrEqualTo(settlement.held());
        assertThat(balance().posted()).isEqualTo(credits("20").minus(credits(price)));
    }

    @ParameterizedTest
    @CsvSource({"0.04166, 7", "0.04167, 8", "0.0000001, 1", "0.0083, 1", "0.00834, 2", "0.1, 18"})
    void b2_anyCost_isTheNearestWholeCreditAndAtLeastOne(BigDecimal cost, String price) {
        assertThat(MARGIN.price(cost)).isEqualTo(credits(price));
    }

    @ParameterizedTest
    @CsvSource({"0.05, 8", "0.0499, 7"})
    void b2_halfACredit_isRoundedUp(BigDecimal cost, String price) {
        assertThat(MARGIN.multiplier("1.5").price(cost)).isEqualTo(credits(price));
    }

    @Test
    void b4_tooFewCredits_areRefusedWith402AndNothingIsChargedOrHeld() {
        fund("6");
        Begun begun = gateway.begin(request("b4-image", "dall-e-3-1024x1024").pieces(Usage.of(Meter.IMAGES, 1)));
        HttpAnswer answer = Gatehouse.refused(begun).toHttp(Dialect.OPENAI);
        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.body()).contains("\"code\":\"INSUFFICIENT_CREDITS\"");
        assertThat(balance().posted()).isEqualTo(credits("6"));
        assertThat(balance().held()).isEqualTo(credits("0"));
        assertThat(house.ledger.statement(WALLET, StatementPage.oldestFirst(10)).lines())
                .hasSize(1);
    }

    @Test
    void b4_providerError_chargesNothingAndReleasesTheHold() {
        fund("20");
        GatewayCall call = started(request("b4-502", "gpt-4o-mini"));
        assertThat(balance().held()).isEqualTo(credits("2"));
        Settlement settlement = call.abort(AbortCause.UPSTREAM_ERROR);
        assertThat(settlement.charged()).isEqualTo(credits("0"));
        assertThat(settlement.receipt().basis()).isEqualTo(Basis.NOTHING);
        assertThat(balance().available()).isEqualTo(credits("20"));
        assertThat(house.ledger.statement(WALLET, StatementPage.oldestFirst(10)).lines())
                .hasSize(1);
    }

    /** A key that was issued before there was a format: with any text accepted, and with its beginning. */
    @ParameterizedTest
    @ValueSource(strings = {"{any:1-128}", "test-key-{any:1-20}"})
    void b1_existingKey_isTakenOverAndItsCallsArePaid(String imported) throws NoSuchAlgorithmException {
        fund("20");
        ApiKeyFormat format = ApiKeyFormat.parse("wh_sk_{b62:32}{crc}");
        KeyRegistry keys = KeyRegistry.builder(
                        KeyFormats.of(format, ApiKeyFormat.imported(imported)), KeyRecordStore.inMemory())
                .hashing(KeyHashing.sha256().reading(KeyHash.SHA_256_WHOLE))
                .build();
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest("test-key-123".getBytes(UTF_8));
        keys.adopt(AdoptedKey.of(
                NewKey.of(Owner.tenant("acme"), "marketplace"),
                KeyHash.of(KeyHash.SHA_256_WHOLE, KeyDigest.ofBytes(sha256))));
        Gateway broker = broker().keys(keys).build();
        for (String id : List.of("b1-first", "b1-rehashed")) {
            GatewayCall call =
                    Gatehouse.started(broker.begin(Inbound.of("test-key-123", id, BodyDigest.of(new byte[2_000]))
                            .sku("openai", "gpt-4o-mini")));
            call.response(CHAT);
            assertThat(call.settle().charged()).isEqualTo(credits("1"));
        }
        assertThat(balance().posted()).isEqualTo(credits("18"));
        Begun stranger = broker.begin(
                Inbound.of("test-key-124", "b1-no", BodyDigest.of(new byte[1])).sku("openai", "gpt-4o-mini"));
        assertThat(Gatehouse.refused(stranger).code()).isEqualTo("KEY_NOT_FOUND");

        KeyRecord old = keys.list("acme", KeyPage.first(10)).get(0);
        assertThat(old.display()).doesNotContain("123");
        IssuedKey successor = keys.rotate("acme", old.id(), Duration.ofDays(30)).orElseThrow();
        assertThat(format.check(successor.key().reveal())).isEqualTo(ApiKeyFormat.Check.OK);
    }

    private static RateCard.Builder card(String model) {
        return RateCard.builder(Sku.of("openai", model)).currency("USD");
    }

    private void fund(String amount) {
        house.ledger.open(Account.wallet(WALLET, CREDIT)).orThrow();
        house.ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        AccountId clearing = Gatehouse.TENANT.account("clearing:broker");
        house.ledger.open(Account.of(clearing, AccountKind.CLEARING, CREDIT)).orThrow();
        house.ledger
                .grant(GrantCredit.of(Gatehouse.TENANT.operation("pi_1"), clearing, WALLET, credits(amount)))
                .orThrow();
    }

    private Inbound request(String id, String model) {
        return Inbound.of(house.bearer, id, BodyDigest.of(new byte[2_000])).sku("openai", model);
    }

    private GatewayCall started(Inbound inbound) {
        return Gatehouse.started(gateway.begin(inbound));
    }

    private Balance balance() {
        return house.ledger.balance(WALLET).orElseThrow();
    }

    private static Amount credits(String decimal) {
        return Amount.of(decimal, CREDIT);
    }
}
