// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /healthz}: whether the process lives, and {@code GET /readyz}: whether it can serve, for who sends requests here.
 */
final class HealthRoutes {

    static final Set<String> PATHS = Set.of("/healthz", "/readyz");

    private final House house;
    private final BooleanSupplier stopping;

    HealthRoutes(House house, BooleanSupplier stopping) {
        this.house = house;
        this.stopping = stopping;
    }

    void live(Http http) {
        http.write(200, JsonNodeFactory.instance.objectNode().put("status", "ok"));
    }

    void ready(Http http) {
        if (stopping.getAsBoolean()) {
            http.write(503, JsonNodeFactory.instance.objectNode().put("status", "stopping"));
            return;
        }
        try {
            house.ledger.balance(house.wallet);
            boolean usable = house.gateway.health().usable();
            http.write(
                    usable ? 200 : 503,
                    JsonNodeFactory.instance.objectNode().put("status", usable ? "ready" : "not usable"));
        } catch (LedgerStoreException unreachable) {
            http.write(503, JsonNodeFactory.instance.objectNode().put("status", "books unavailable"));
        }
    }
}
