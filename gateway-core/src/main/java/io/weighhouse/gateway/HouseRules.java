// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.gateway.plan.PeriodGrants;
import org.jspecify.annotations.Nullable;

/** What holds for every request of a gateway, whoever calls. */
record HouseRules(
        GatewaySignals signals,
        SharedLimits shared,
        Budgets budgets,
        PeriodGrants periods,
        @Nullable RetryMemory retries) {}
