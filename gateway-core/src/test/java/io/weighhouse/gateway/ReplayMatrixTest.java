// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static io.weighhouse.gateway.Gatehouse.answer;
import static io.weighhouse.gateway.Gatehouse.plan;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.LossyStore.Loss;
import io.weighhouse.gateway.plan.Included;
import io.weighhouse.gateway.plan.Overage;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.limit.Counted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One logical call, one charge, one trip upstream: whatever is lost on the way to the ledger and back, however often it comes. */
class ReplayMatrixTest {

    private static final int ATTEMPTS = 4;

    private final Gatehouse house = new Gatehouse();
    private int trips;

    /** A call that takes every kind of step: counters, overage, a hold, a checkpoint, a capture. */
    private Gateway gateway() {
        Plan plan = plan().including(Included.calls(0).then(Overage.METERED)).build();
        return house.gateway(plan)
                .budgets((key, now) -> List.of(new Allowance(
                        Gatehouse.TENANT.account("budget:alice"),
                        Counted.money(Gatehouse.CREDIT),
                        Gatehouse.credits("5"))))
                .build();
    }

    static Stream<Arguments> losses() {
        // Two counters of the plan, a declined hold, an unknown budget, its counter, the hold; then a checkpoint and
        // the end.
        return IntStream.range(0, 12)
                .boxed()
                .flatMap(step -> Stream.of(Loss.values()).map(loss -> Arguments.of(loss, step)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void begin_anyStepLost_isOneTripAndOneCharge(Loss loss, int step) {
        Gateway gateway = gateway();
        house.store.lose(loss, step);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            serve(gateway);
        }
        house.store.loseNothing();
        house.epochMillis.addAndGet(Duration.ofHours(1).toMillis());
        house.ledger.expireDue(100);
        assertThat(trips).as(house.store.verbs.toString()).isLessThanOrEqualTo(1);
        assertThat(house.ledger.balance(Gatehouse.REVENUE).orElseThrow().posted())
                .isEqualTo(Gatehouse.credits(trips == 1 ? "0.013" : "0"));
        assertThat(house.balance().held()).isEqualTo(Gatehouse.credits("0"));
    }

    @Test
    void losses_reachEveryStepOfACall() {
        int before = house.store.verbs.size();
        serve(gateway());
        List<String> verbs = house.store.verbs.subList(before, house.store.verbs.size());
        assertThat(trips).isEqualTo(1);
        assertThat(verbs).contains("open", "hold", "capture");
        assertThat(verbs.size()).isLessThanOrEqualTo(12);
    }

    /** One attempt of a client and of the gateway behind it: an outcome that is not known is tried again with the same id. */
    private void serve(Gateway gateway) {
        GatewayCall call;
        try {
            Begun begun = gateway.begin(house.inbound("r-1"));
            if (!(begun instanceof Begun.Started started)) {
                return;
            }
            call = started.call();
        } catch (LedgerStoreException lost) {
            return;
        }
        trips++;
        call.event("data: {\"choices\":[{\"delta\":{\"content\":\"Weighed\"}}]}\n\n".getBytes(UTF_8));
        again(call::checkpoint);
        call.response(answer());
        again(call::settle);
    }

    private static void again(Runnable step) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                step.run();
                return;
            } catch (LedgerStoreException lost) {
                assertThat(attempt).as("lost once").isZero();
            }
        }
    }

    @Test
    void begin_settledIdAHundredTimes_makesNoTrip() {
        Gateway gateway = gateway();
        serve(gateway);
        for (int i = 0; i < 100; i++) {
            serve(gateway);
        }
        assertThat(trips).isEqualTo(1);
        assertThat(house.ledger.balance(Gatehouse.REVENUE).orElseThrow().posted())
                .isEqualTo(Gatehouse.credits("0.013"));
    }

    @Test
    void begin_abortedId_isNotServedAgain() {
        Gateway gateway = gateway();
        Gatehouse.started(gateway.begin(house.inbound("r-1"))).abort(AbortCause.UPSTREAM_ERROR);
        serve(gateway);
        assertThat(trips).isZero();
    }

    @Test
    void begin_sameIdAtOnce_makesOneTrip() throws InterruptedException, ExecutionException {
        Gateway gateway = house.gateway(plan().build()).build();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> clients = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                clients.add(() -> gateway.begin(house.inbound("r-1")) instanceof Begun.Started);
            }
            int started = 0;
            for (Future<Boolean> begun : threads.invokeAll(clients)) {
                started += begun.get() ? 1 : 0;
            }
            assertThat(started).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(house.balance().held()).isEqualTo(Gatehouse.credits("0.2"));
    }
}
