// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static io.weighhouse.gateway.Gatehouse.answer;
import static io.weighhouse.gateway.Gatehouse.plan;
import static io.weighhouse.gateway.Gatehouse.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weighhouse.gateway.LossyStore.Loss;
import io.weighhouse.keyvault.file.StoreFileHealth;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.store.JournalHealth;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.receipt.Basis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GatewaySignalsTest {

    private final Gatehouse house = new Gatehouse();
    private final List<String> news = new ArrayList<>();

    private final GatewaySignals listener = new GatewaySignals() {
        @Override
        public void begun(String plan, Payer payer) {
            news.add("begun " + plan + ' ' + payer);
        }

        @Override
        public void refused(String code) {
            news.add("refused " + code);
        }

        @Override
        public void failed() {
            news.add("failed");
        }

        @Override
        public void settled(Basis basis, String cause) {
            news.add("settled " + basis + ' ' + cause);
        }
    };

    @Test
    void signals_everyOutcome_isToldOnceAndInBoundedWords() {
        Gateway gateway = house.gateway(plan().build()).signals(listener).build();
        GatewayCall call = started(gateway.begin(house.inbound("r-1")));
        call.response(answer());
        call.settle();
        call.settle();
        call.close();
        gateway.begin(house.inbound("r-1"));
        gateway.begin(house.inbound("r-2").sku("openai", "none"));
        gateway.begin(Inbound.of("nonsense", "r-3", BodyDigest.of(new byte[0])).sku("openai", "small"));
        started(gateway.begin(house.inbound("r-4"))).abort(AbortCause.UPSTREAM_ERROR);
        house.store.lose(Loss.ANSWER, 0);
        assertThatExceptionOfType(LedgerStoreException.class).isThrownBy(() -> gateway.begin(house.inbound("r-5")));
        assertThat(news)
                .containsExactly(
                        "begun starter PLATFORM",
                        "settled REPORTED ",
                        "refused ALREADY_SETTLED",
                        "refused UNKNOWN_SKU",
                        "refused KEY_MALFORMED",
                        "begun starter PLATFORM",
                        "settled NOTHING UPSTREAM_ERROR",
                        "failed");
    }

    @Test
    void signals_listenerThatThrows_disturbsNoRequest() {
        GatewaySignals broken = new GatewaySignals() {
            @Override
            public void begun(String plan, Payer payer) {
                throw new IllegalStateException("begun");
            }

            @Override
            public void refused(String code) {
                throw new IllegalStateException("refused");
            }

            @Override
            public void settled(Basis basis, String cause) {
                throw new IllegalStateException("settled");
            }
        };
        Gateway gateway = house.gateway(plan().build()).signals(broken).build();
        GatewayCall call = started(gateway.begin(house.inbound("r-1")));
        call.response(answer());
        assertThat(call.settle().charged()).isEqualTo(Gatehouse.credits("0.013"));
        assertThat(gateway.begin(house.inbound("r-1"))).isInstanceOf(Begun.Refused.class);
    }

    @Test
    void health_partsAndOpenCalls_areToldWithoutWaiting() {
        JournalHealth journal = new JournalHealth(true, 1_200, 3, true, Optional.empty());
        JournalHealth full = new JournalHealth(true, 1_200, 0, false, Optional.of("disk is full"));
        Gateway.Builder builder = house.gateway(plan().build());
        Supplier<JournalHealth> ledger = () -> journal;
        Supplier<StoreFileHealth> keys = () -> new StoreFileHealth(40, 100, 0, 1, null);
        // [health]
        builder.health("ledger", () -> PartHealth.of(ledger.get())) // ledger::get is the journal's health()
                .health("keys", () -> PartHealth.of(keys.get()))
                .health("limits", () -> PartHealth.GOOD);
        // [/health]
        Gateway gateway = builder.build();
        GatewayCall call = started(gateway.begin(house.inbound("r-1")));
        GatewayHealth health = gateway.health();
        assertThat(health)
                .isEqualTo(new GatewayHealth(
                        1,
                        "2026-11",
                        Map.of(
                                "ledger", new PartHealth(true, "waiting=3 last=1200"),
                                "keys", new PartHealth(true, "records=40 waiting=1"),
                                "limits", new PartHealth(true, ""))));
        assertThat(health.usable()).isTrue();
        assertThat(health.parts()).containsOnlyKeys("keys", "ledger", "limits");
        call.close();
        assertThat(gateway.health().openCalls()).isZero();
        assertThat(PartHealth.of(full))
                .isEqualTo(new PartHealth(
                        false, "waiting=0 last=1200 no room: captures and releases only snapshot failed"));
        assertThat(PartHealth.of(new StoreFileHealth(40, 100, 0, 1, "disk is full"))
                        .usable())
                .isFalse();
    }

    @Test
    void health_partThatCannotBeAsked_isNotUsable() {
        Gateway gateway = house.gateway(plan().build())
                .health("ledger", () -> {
                    throw new IllegalStateException("sk-secret");
                })
                .build();
        assertThat(gateway.health().usable()).isFalse();
        assertThat(gateway.health().parts().get("ledger"))
                .isEqualTo(new PartHealth(false, "cannot be asked: IllegalStateException"));
    }
}
