// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.metering.call.Allowance;
import java.time.Instant;
import java.util.List;

/**
 * Says which budgets a call counts against, beside what its plan includes: those of its user, its team, its tenant.
 *
 * <p>A budget is a counter account of the ledger with a limit, such as 500 USD of team red in November:
 *
 * <pre>
 *   (key, now) -&gt; List.of(new Allowance(
 *           tenant.account("budget:team-red:2026-11"), Counted.money(USD), Amount.of("500", USD)))
 * </pre>
 *
 * <p>A call is held within every one of them or not at all, on however many nodes. A counter that does not exist yet is
 * opened by the gateway, so a new month needs no preparation. It is asked on every request, must not block, and is
 * thread-safe.
 */
@FunctionalInterface
public interface Budgets {

    /** There are none. */
    Budgets NONE = (key, now) -> List.of();

    /**
     * The budgets of a call.
     *
     * @param key who calls
     * @param now when
     * @return at most 8, each on another counter of the key's tenant
     */
    List<Allowance> of(KeyRecord key, Instant now);
}
