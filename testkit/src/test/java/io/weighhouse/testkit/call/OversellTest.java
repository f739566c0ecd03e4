// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.Move;
import io.weighhouse.metering.call.Allowance;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.call.Refusal;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.money.Amount;
import io.weighhouse.testkit.LedgerAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thousand calls at once, each at the price of its caps, where a hundred can be paid: a hundred run, and no more at any time. */
class OversellTest {

    private static final int CALLS = 1_000;
    private static final int PAID = 100;

    private final ExecutorService pool = Executors.newFixedThreadPool(16);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void open_aThousandAtOnceForAWalletOfAHundred_runsExactlyAHundred()
            throws InterruptedException, ExecutionException {
        try (CallDesk desk = new CallDesk(PAID * CallDesk.WORST)) {
            List<Opening> openings = openAll(desk, call -> call);
            assertThat(openings).filteredOn(Opening.Opened.class::isInstance).hasSize(PAID);
            assertThat(openings)
                    .filteredOn(opening -> opening instanceof Opening.Refused refused
                            && refused.refusal() instanceof Refusal.InsufficientCredits)
                    .hasSize(CALLS - PAID);
            settleAll(openings);
            assertThat(desk.ledger.balance(CallDesk.WALLET).orElseThrow().available())
                    .isEqualTo(CallDesk.credits(0));
            assertThat(desk.ledger.balance(CallDesk.REVENUE).orElseThrow().posted())
                    .isEqualTo(CallDesk.credits(PAID * CallDesk.WORST));
            requireNeverOversold(desk, PAID * CallDesk.WORST, PAID);
        }
    }

    @Test
    void open_aThousandAtOnceForAnAllowanceOfAHundred_runsExactlyAHundred()
            throws InterruptedException, ExecutionException {
        try (CallDesk desk = new CallDesk(CALLS * CallDesk.WORST)) {
            Allowance hundred = new Allowance(CallDesk.CALLS, Counted.REQUESTS, Amount.ofMinor(PAID, CallDesk.CALL));
            List<Opening> openings = openAll(desk, call -> call.counting(hundred));
            assertThat(openings).filteredOn(Opening.Opened.class::isInstance).hasSize(PAID);
            assertThat(openings)
                    .filteredOn(opening -> opening instanceof Opening.Refused refused
                            && refused.refusal() instanceof Refusal.AllowanceUsedUp)
                    .hasSize(CALLS - PAID);
            settleAll(openings);
            assertThat(desk.ledger.balance(CallDesk.CALLS).orElseThrow().posted())
                    .isEqualTo(Amount.ofMinor(PAID, CallDesk.CALL));
            requireNeverOversold(desk, CALLS * CallDesk.WORST, PAID);
        }
    }

    private List<Opening> openAll(CallDesk desk, UnaryOperator<Call.Builder> with)
            throws InterruptedException, ExecutionException {
        List<Callable<Opening>> all = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            Call call = with.apply(CallDesk.call("c-" + i)).build();
            all.add(() -> desk.meter.open(call));
        }
        List<Opening> openings = new ArrayList<>();
        for (Future<Opening> one : pool.invokeAll(all)) {
            openings.add(one.get());
        }
        return openings;
    }

    /** Each uses all of its caps. */
    private void settleAll(List<Opening> openings) throws InterruptedException, ExecutionException {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (Opening opening : openings) {
            if (opening instanceof Opening.Opened opened) {
                all.add(() -> {
                    MeteredCall call = opened.call();
                    call.event(CallDesk.usage(100, 50));
                    return call.settle().charged().equals(CallDesk.credits(CallDesk.WORST));
                });
            }
        }
        for (Future<Boolean> one : pool.invokeAll(all)) {
            assertThat(one.get()).isTrue();
        }
    }

    /** After every event of the feed: what is held and spent is never more than there was, and nobody owes anything. */
    private static void requireNeverOversold(CallDesk desk, long funds, long calls) {
        long reserved = 0;
        long posted = funds;
        long counted = 0;
        int seen = 0;
        for (LedgerEvent event : desk.events()) {
            for (Move move : event.place().moves()) {
                switch (move.part()) {
                    case LOT_RESERVED, OVERDRAFT_RESERVED ->
                        reserved += move.change().minor();
                    case USED, USE_RESERVED -> counted += move.change().minor();
                    case DEBT ->
                        assertThat(move.change().minor()).as("%s", event).isZero();
                    default -> {}
                }
            }
            if (event instanceof LedgerEvent.HoldCaptured captured) {
                posted -= captured.transaction()
                        .entries()
                        .get(0)
                        .posting()
                        .amount()
                        .minor();
            }
            assertThat(reserved).as("held after %s", event).isBetween(0L, posted);
            assertThat(counted).as("counted after %s", event).isBetween(0L, calls);
            seen++;
        }
        assertThat(seen).isGreaterThanOrEqualTo(2 * PAID);
        assertThat(reserved).isZero();
        LedgerAudit.check(desk.ledger, CallDesk.ACME);
        assertThat(desk.ledger.verify().clean()).isTrue();
    }
}
