// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.metering.call.AbortCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The calls that are under way, to be ended when the gateway is. Thread-safe. */
final class OpenCalls {

    private final Set<Open> open = ConcurrentHashMap.newKeySet();

    /** A call and the exchange that it answers. */
    private record Open(GatewayCall call, Http http) {}

    int size() {
        return open.size();
    }

    /** Remembers a call until its exchange has ended. */
    void add(GatewayCall call, Http http) {
        Open entry = new Open(call, http);
        open.add(entry);
        http.onEnd(() -> open.remove(entry));
    }

    /** Settles what is still open: what was delivered is charged, the rest released, and the callers are told. */
    void abort(Duration patience) {
        List<CompletableFuture<?>> ending = new ArrayList<>();
        for (Open entry : open) {
            ending.add(entry.http
                    .when(entry.call.abortAsync(AbortCause.SHUTDOWN), settled -> tell(entry))
                    .toCompletableFuture());
        }
        // A store that fails leaves holds to their expiry: waiting longer would not help.
        CompletableFuture<?> unused = CompletableFuture.allOf(ending.toArray(CompletableFuture<?>[]::new))
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> null);
        unused.join();
        open.clear();
    }

    private static void tell(Open entry) {
        Dialect dialect = entry.http.dialect();
        entry.http.fail(dialect.answer(Answers.STOPPING), dialect.streamError(Answers.STOPPING));
    }
}
