// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.CallMeter;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.call.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Opens calls, and before that the counters of their budgets, where a new month has none yet. */
record Opener(CallMeter calls, Ledger ledger) {

    /** The call, after as many unknown counters as it has budgets were opened. */
    CompletionStage<Opening> open(Call call, List<Allowance> budgets) {
        return open(call, budgets, budgets.size());
    }

    private CompletionStage<Opening> open(Call call, List<Allowance> budgets, int unknown) {
        return calls.openAsync(call).thenCompose(opening -> {
            Optional<Allowance> missing = unknown == 0 ? Optional.empty() : missing(opening, budgets);
            return missing.isEmpty()
                    ? CompletableFuture.completedFuture(opening)
                    : opened(missing.get()).thenCompose(there -> open(call, budgets, unknown - 1));
        });
    }

    private static Optional<Allowance> missing(Opening opening, List<Allowance> budgets) {
        return opening instanceof Opening.Refused refused
                        && refused.refusal() instanceof Refusal.LedgerDeclined declined
                        && declined.decline() instanceof Decline.AccountUnknown unknown
                ? budgets.stream()
                        .filter(budget -> budget.counter().equals(unknown.account()))
                        .findFirst()
                : Optional.empty();
    }

    /** Whether it was opened here or by another at the same moment does not matter; a decline shows when the call is tried. */
    private CompletionStage<?> opened(Allowance budget) {
        return ledger.openAsync(
                Account.of(budget.counter(), AccountKind.COUNTER, budget.limit().unit()));
    }
}
