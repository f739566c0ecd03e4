// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LedgerEvent.CreditFrozen;
import io.weighhouse.ledger.LedgerEvent.HoldPlaced;
import io.weighhouse.ledger.LedgerEvent.HoldReleased;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.LedgerAudit;
import io.weighhouse.testkit.ManualClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What 32 threads see of a ledger has a serial explanation. */
class LedgerHistoryTest {

    private static final int THREADS = 32;
    private static final int COMMANDS = 60;
    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final AccountId ALICE = LedgerSteps.ACME.account("wallet:alice");
    private static final AccountId BOB = LedgerSteps.ACME.account("wallet:bob");
    private static final AccountId REVENUE = LedgerSteps.ACME.account("revenue");
    private static final AccountId PAYMENTS = LedgerSteps.ACME.account("payments");
    private static final AccountId GIFTS = LedgerSteps.ACME.account("gifts");

    private record Seen(Command<?> command, Outcome<?> outcome, SerialHistory.Window window) {}

    private final ManualClock clock = new ManualClock();
    private final Ledger ledger = Ledger.builder().clock(clock).build();
    private final AtomicLong answered = new AtomicLong();

    @Test
    void commands_fromManyThreads_haveASerialExplanation() throws InterruptedException, ExecutionException {
        NaiveLedger model = new NaiveLedger();
        model.at(clock.instant());
        LedgerSteps.OPEN.forEach(account -> {
            ledger.open(account).orThrow();
            model.apply(OpenAccount.of(account));
        });
        answered.set(model.events());
        List<Seen> seen = inThreads();
        SerialHistory history = new SerialHistory();
        Map<String, Long> numbers = numbers();
        seen.forEach(one -> history.add(observed(one, numbers)));
        history.explain(model, clock.instant());
        assertThat(history.done()).isGreaterThan(200);
        assertThat(history.declined()).isGreaterThan(200);
        LedgerAudit.check(ledger, LedgerSteps.ACME);
    }

    private List<Seen> inThreads() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<List<Seen>>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(i);
                futures.add(threads.submit(() -> {
                    start.await();
                    List<Seen> seen = new ArrayList<>();
                    for (int n = 0; n < COMMANDS; n++) {
                        seen.add(submit(command(random)));
                    }
                    return seen;
                }));
            }
            List<Seen> all = new ArrayList<>();
            for (Future<List<Seen>> future : futures) {
                all.addAll(future.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private Seen submit(Command<?> command) {
        long first = answered.get();
        Outcome<?> outcome = ledger.submit(command).map(answer -> (Object) answer);
        long last = first;
        for (int more = 1; more > 0; last += more) {
            more = ledger.events(last + 1, 1000).size();
        }
        answered.accumulateAndGet(last, Math::max);
        return new Seen(command, outcome, new SerialHistory.Window(first, last));
    }

    private static Command<?> command(Random random) {
        OperationId id = LedgerSteps.ACME.operation("op-" + random.nextInt(400));
        AccountId wallet = random.nextBoolean() ? ALICE : BOB;
        Amount amount = Amount.ofMinor(random.nextInt(20), CREDIT);
        return switch (random.nextInt(12)) {
            case 0, 1 -> GrantCredit.of(id, random.nextBoolean() ? PAYMENTS : GIFTS, wallet, Amount.ofMinor(9, CREDIT));
            case 2 -> PostTransaction.of(id, new Posting(wallet, wallet.equals(ALICE) ? BOB : ALICE, amount));
            case 3 -> AdjustBalance.of(id, wallet, GIFTS, amount);
            case 4 -> FreezeCredit.of(id, wallet, Amount.ofMinor(1, CREDIT));
            case 5 -> ReverseTransaction.of(id, 12 + random.nextInt(600));
            case 6, 7, 8 -> PlaceHold.of(id, wallet, amount);
            case 9, 10 ->
                CaptureHold.of(id, REVENUE, amount)
                        .overrun(List.of(Overrun.values()).get(random.nextInt(4)));
            default -> ReleaseHold.of(id);
        };
    }

    /** Under which number the feed has a hold, a release or a freeze. */
    private Map<String, Long> numbers() {
        Map<String, Long> numbers = new HashMap<>();
        long next = 1;
        for (List<LedgerEvent> page = ledger.events(next, 1000); !page.isEmpty(); page = ledger.events(next, 1000)) {
            for (LedgerEvent event : page) {
                if (event instanceof HoldPlaced placed) {
                    numbers.put("hold " + placed.hold().id(), event.sequence());
                } else if (event instanceof HoldReleased released) {
                    numbers.put("release " + released.operation(), event.sequence());
                } else if (event instanceof CreditFrozen frozen) {
                    numbers.put("freeze " + frozen.freeze().id(), event.sequence());
                }
                next = event.sequence() + 1;
            }
        }
        return numbers;
    }

    private static SerialHistory.Observed observed(Seen seen, Map<String, Long> numbers) {
        long sequence = 0;
        if (seen.outcome() instanceof Done<?> done && !done.replayed()) {
            sequence = done.value() instanceof Transaction booked ? booked.sequence() : number(seen, numbers);
        }
        return new SerialHistory.Observed(
                seen.command(), seen.outcome().map(LedgerHistoryTest::told), sequence, seen.window());
    }

    private static long number(Seen seen, Map<String, Long> numbers) {
        OperationId id = seen.command() instanceof PlaceHold hold
                ? hold.id()
                : seen.command() instanceof ReleaseHold release ? release.id() : ((FreezeCredit) seen.command()).id();
        return numbers.getOrDefault(seen.command().verb() + ' ' + id, 0L);
    }

    private static Object told(Object answer) {
        if (answer instanceof Transaction booked) {
            return NaiveTransaction.Told.of(booked);
        }
        return answer instanceof Hold hold
                ? new NaiveHold.Told(
                        hold.state(), hold.amount().minor(), hold.captured().minor(), hold.expiresAt())
                : answer;
    }
}
