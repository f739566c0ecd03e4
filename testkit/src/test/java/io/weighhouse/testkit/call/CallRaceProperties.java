// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.DeclinedException;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.AbortCharge;
import io.weighhouse.metering.call.AbortPolicy;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.call.Checkpoints;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.UsageReader;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import io.weighhouse.testkit.LedgerAudit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/** Threads that feed, checkpoint, extend, reroute and end one call, all at once: it ends once, and the books are right. */
class CallRaceProperties {

    private static final int THREADS = 4;
    private static final ExecutorService POOL = Executors.newFixedThreadPool(THREADS);

    @AfterContainer
    static void stop() {
        POOL.shutdownNow();
    }

    /** What a thread does with a call. */
    enum Act {
        EVENT,
        USAGE,
        CHECKPOINT,
        EXTEND,
        REROUTE,
        SETTLE,
        ABORT,
        CLOSE
    }

    private final Queue<Settlement> settlements = new ConcurrentLinkedQueue<>();

    @Property(tries = 300)
    void call_manyThreads_endsOnceAndTheBooksAreRight(@ForAll("scripts") List<List<Act>> scripts)
            throws InterruptedException {
        settlements.clear();
        try (CallDesk desk = new CallDesk(2_000)) {
            MeteredCall call = desk.opened(CallDesk.call("c-1")
                    .checkpoints(Checkpoints.everyTokens(2))
                    .aborts(AbortPolicy.STANDARD.with(AbortCause.UPSTREAM_ERROR, AbortCharge.NOTHING))
                    .counting(new Allowance(CallDesk.CALLS, Counted.REQUESTS, Amount.ofMinor(5, CallDesk.CALL))));
            CountDownLatch ready = new CountDownLatch(scripts.size());
            CountDownLatch done = new CountDownLatch(scripts.size());
            Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
            for (List<Act> script : scripts) {
                POOL.execute(() -> {
                    try {
                        ready.countDown();
                        ready.await();
                        script.forEach(act -> act(call, act));
                    } catch (InterruptedException | RuntimeException | Error failure) {
                        failures.add(failure);
                    } finally {
                        done.countDown();
                    }
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(failures).isEmpty();
            Settlement end = call.settle();
            assertThat(settlements).allSatisfy(one -> assertThat(one).isSameAs(end));
            requireOneEnd(desk, end);
        }
    }

    private void act(MeteredCall call, Act act) {
        switch (act) {
            case EVENT -> call.event(CallDesk.token());
            case USAGE -> call.event(CallDesk.usage(10, 10));
            case CHECKPOINT -> checkpoint(call);
            case EXTEND -> call.extend(Usage.of(Meter.OUTPUT_TOKENS, 10));
            case REROUTE -> call.reroute(CallDesk.card("small", 1, 1), UsageReader.openAiChat());
            case SETTLE -> settlements.add(call.settle());
            case ABORT -> settlements.add(call.abort(AbortCause.UPSTREAM_ERROR));
            case CLOSE -> call.close();
        }
    }

    /** One that comes after the end is declined, and that is all. */
    private static void checkpoint(MeteredCall call) {
        try {
            call.checkpoint();
        } catch (DeclinedException overtaken) {
            assertThat(overtaken.reason().code()).isEqualTo("HOLD_ENDED");
        }
    }

    private static void requireOneEnd(CallDesk desk, Settlement end) {
        Hold hold = desk.ledger.findHold(CallDesk.ACME.operation("c-1")).orElseThrow();
        assertThat(hold.state()).isIn(HoldState.CAPTURED, HoldState.RELEASED);
        assertThat(Receipt.fromJson(hold.note().receipt())).isEqualTo(end.receipt());
        assertThat(hold.captured())
                .isEqualTo(end.charged())
                .isEqualTo(end.receipt().price());
        assertThat(end.charged()).isLessThanOrEqualTo(hold.amount());
        assertThat(end.receipt().linesAddUp()).isTrue();
        long ends = desk.events().stream()
                .filter(event -> event instanceof LedgerEvent.HoldReleased
                        || (event instanceof LedgerEvent.HoldCaptured captured && captured.ended()))
                .count();
        assertThat(ends).isEqualTo(1);
        assertThat(desk.ledger.balance(CallDesk.WALLET).orElseThrow().available())
                .isEqualTo(CallDesk.credits(2_000).minus(end.charged()));
        LedgerAudit.check(desk.ledger, CallDesk.ACME);
        assertThat(desk.ledger.verify().clean()).isTrue();
    }

    @Provide
    Arbitrary<List<List<Act>>> scripts() {
        // Fewer reroutes than a receipt has room for: an attempt is kept for each.
        Arbitrary<Act> acts = Arbitraries.frequency(
                Tuple.of(8, Act.EVENT),
                Tuple.of(1, Act.USAGE),
                Tuple.of(4, Act.CHECKPOINT),
                Tuple.of(2, Act.EXTEND),
                Tuple.of(1, Act.SETTLE),
                Tuple.of(1, Act.ABORT),
                Tuple.of(1, Act.CLOSE));
        Arbitrary<List<Act>> rerouting = acts.list()
                .ofMaxSize(8)
                .map(list -> Stream.concat(list.stream(), Stream.of(Act.REROUTE, Act.EVENT))
                        .toList());
        return Arbitraries.oneOf(acts.list().ofMaxSize(10), rerouting).list().ofSize(THREADS);
    }
}
