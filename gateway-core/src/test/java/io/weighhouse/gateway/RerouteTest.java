// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static io.weighhouse.gateway.Gatehouse.answer;
import static io.weighhouse.gateway.Gatehouse.credits;
import static io.weighhouse.gateway.Gatehouse.plan;
import static io.weighhouse.gateway.Gatehouse.refused;
import static io.weighhouse.gateway.Gatehouse.started;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.plan.Entitlements;
import io.weighhouse.keyvault.resolve.Credential;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.ProviderFault;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Extension;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.metering.provider.UsageReader;
import org.junit.jupiter.api.Test;

class RerouteTest {

    private static final Sku TINY = Sku.of("anthropic", "tiny");
    private static final UsageReader ANTHROPIC = ProviderApi.ANTHROPIC_MESSAGES.reader();

    private final Gatehouse house = new Gatehouse();
    private final Gateway gateway = house.gateway(plan().build()).build();

    private static String key(GatewayCall call) {
        return call.credential().apiKey().text(SecretAccess.get());
    }

    @Test
    void reroute_beforeTheFirstByte_reQuotesTheHoldAndChangesTheKey() {
        GatewayCall call = started(gateway.begin(house.inbound("r-1")));
        Credential before = call.credential();
        assertThat(started(call.reroute(TINY, ANTHROPIC))).isSameAs(call);
        assertThat(call.sku()).isEqualTo(TINY);
        assertThat(key(call)).isEqualTo("sk-ant-other-provider-key");
        assertThatIllegalStateException().isThrownBy(() -> before.apiKey().text(SecretAccess.get()));
        // 100 in at 0.0005 and 50 out at 0.01, instead of 0.2.
        assertThat(house.balance().held()).isEqualTo(credits("0.55"));
        call.response("{\"usage\":{\"input_tokens\":10,\"output_tokens\":20}}".getBytes(UTF_8));
        Settlement settlement = call.settle();
        assertThat(settlement.charged()).isEqualTo(credits("0.205"));
        assertThat(house.balance().held()).isEqualTo(credits("0"));
    }

    @Test
    void reroute_asTheGuideHasIt_goesOnOrFails() {
        GatewayCall call = started(gateway.begin(house.inbound("r-1")));
        boolean goesOn = true;
        // [reroute]
        // The provider is down: is there another that may serve this call, and can it be paid?
        if (call.reroute(TINY, ANTHROPIC) instanceof Begun.Refused) {
            call.abort(AbortCause.UPSTREAM_ERROR);
            goesOn = false; // and tell the caller with call.failure(dialect, UPSTREAM_ERROR)
        }
        // [/reroute]
        assertThat(goesOn).isTrue();
        assertThat(call.sku()).isEqualTo(TINY);
    }

    @Test
    void reroute_refused_leavesTheCallWhereItWas() {
        Gateway one = house.gateway(
                        plan().entitled(Entitlements.ALL.providers("openai")).build())
                .build();
        GatewayCall call = started(one.begin(house.inbound("r-1")));
        assertThat(refused(call.reroute(TINY, ANTHROPIC)).code()).isEqualTo("NOT_IN_PLAN");
        assertThat(refused(call.reroute(Sku.of("openai", "none"), ANTHROPIC)).code())
                .isEqualTo("UNKNOWN_SKU");
        GatewayCall free = started(gateway.begin(house.inbound("r-2")));
        assertThat(refused(free.reroute(Sku.of("nobody", "small"), ANTHROPIC)).code())
                .isEqualTo("NO_PROVIDER_KEY");
        assertThat(refused(free.reroute(Sku.of("openai", "input-only"), ANTHROPIC))
                        .code())
                .isEqualTo("UNPRICED");
        assertThat(key(call)).isEqualTo(Gatehouse.PROVIDER_KEY);
        assertThat(house.balance().held()).isEqualTo(credits("0.4"));
        call.response(answer());
        assertThat(call.settle().charged()).isEqualTo(credits("0.013"));
    }

    @Test
    void reroute_endedCall_isRefusedAndHandsOutNoKey() {
        GatewayCall call = started(gateway.begin(house.inbound("r-1")));
        call.abort(AbortCause.CLIENT_GONE);
        assertThat(refused(call.reroute(TINY, ANTHROPIC)).code()).isEqualTo("CALL_ENDED");
        assertThatIllegalStateException().isThrownBy(() -> key(call));
    }

    @Test
    void keyRefused_ownKeyWithoutAFallback_hasNoOtherAndStays() {
        house.ownKey("sk-alices-own-key");
        Gateway both = house.gateway(
                        plan().charging(Payer.CUSTOMER, Gatehouse.markup()).build())
                .build();
        GatewayCall call = started(both.begin(house.inbound("r-1")));
        assertThat(refused(call.keyRefused(ProviderFault.REJECTED)).code()).isEqualTo("NO_PROVIDER_KEY");
        assertThat(key(call)).isEqualTo("sk-alices-own-key");
        assertThat(call.payer()).isEqualTo(Payer.CUSTOMER);
    }

    @Test
    void extend_andCheckpoint_areThoseOfTheMeteredCall() {
        GatewayCall call = started(gateway.begin(house.inbound("r-1")));
        assertThat(call.extend(Usage.tokens(0, 10))).isInstanceOf(Extension.Extended.class);
        assertThat(call.maxOutput()).isEqualTo(60);
        assertThat(call.held()).isEqualTo(credits("0.22"));
        call.event("data: {\"choices\":[{\"delta\":{\"content\":\"Weighed\"}}]}\n\n".getBytes(UTF_8));
        assertThat(call.checkpoint()).isEqualTo(credits("0.029"));
        assertThat(call.checkpointAsync().toCompletableFuture().join()).isEqualTo(credits("0.029"));
        assertThat(call.extendAsync(Usage.tokens(0, 1)).toCompletableFuture().join())
                .isInstanceOf(Extension.Extended.class);
    }

    @Test
    void failure_andErrorEvent_sayTheCauseInTheDialect() {
        GatewayCall call = started(gateway.begin(house.inbound("r-1")));
        assertThat(call.failure(Dialect.OPENAI, AbortCause.UPSTREAM_ERROR).status())
                .isEqualTo(502);
        assertThat(call.failure(Dialect.OPENAI, AbortCause.UPSTREAM_TIMEOUT).status())
                .isEqualTo(504);
        assertThat(call.failure(Dialect.OPENAI, AbortCause.SHUTDOWN).status()).isEqualTo(503);
        assertThat(call.failure(Dialect.OPENAI, AbortCause.UNKNOWN).status()).isEqualTo(500);
        assertThat(call.failure(Dialect.ANTHROPIC, AbortCause.UPSTREAM_ERROR).headers())
                .containsEntry("x-request-id", "r-1");
        assertThat(call.errorEvent(Dialect.ANTHROPIC, AbortCause.SHUTDOWN))
                .startsWith("event: error\ndata: {\"type\":\"error\"")
                .contains("\"code\":\"SHUTDOWN\"");
    }
}
