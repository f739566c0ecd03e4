// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LedgerEvent.HoldCaptured;
import io.weighhouse.ledger.LedgerEvent.HoldExpired;
import io.weighhouse.ledger.LedgerEvent.HoldPlaced;
import io.weighhouse.ledger.LedgerEvent.HoldReleased;
import io.weighhouse.ledger.Move;
import io.weighhouse.ledger.Move.Part;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.UnfreezeCredit;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.LedgerAudit;
import io.weighhouse.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Many commands of many kinds from 32 threads on few accounts: nothing is spent twice, and no hold is lost.
 *
 * <p>The system property {@code ledger.operations} says how many, 100,000 if it says nothing; a million and more is a long
 * test.
 */
class LedgerLoadTest {

    private static final int THREADS = 32;
    private static final long OPERATIONS = Long.getLong("ledger.operations", 100_000);
    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final long LIMIT = 50;
    private static final List<AccountId> WALLETS = List.of(
            LedgerSteps.ACME.account("wallet:a"),
            LedgerSteps.ACME.account("wallet:b"),
            LedgerSteps.ACME.account("wallet:c"));
    private static final AccountId REVENUE = LedgerSteps.ACME.account("revenue");
    private static final AccountId PAYMENTS = LedgerSteps.ACME.account("payments");

    private final ManualClock clock = new ManualClock();
    private final Ledger ledger = Ledger.builder().clock(clock).build();
    private final AtomicLong operations = new AtomicLong();
    private final Set<OperationId> forgotten = ConcurrentHashMap.newKeySet();

    @Test
    void commands_fromManyThreads_overspendNothingAndLoseNoHold() throws InterruptedException, ExecutionException {
        WALLETS.forEach(wallet -> ledger.open(Account.wallet(wallet, Amount.ofMinor(LIMIT, CREDIT)))
                .orThrow());
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)).orThrow();
        ledger.open(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)).orThrow();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                futures.add(threads.submit(() -> work(thread)));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        clock.advance(Duration.ofDays(2));
        LedgerAudit.check(ledger, LedgerSteps.ACME);
        assertThat(operations.get()).isGreaterThanOrEqualTo(OPERATIONS);
        walkTheFeed();
    }

    private void work(int thread) {
        Random random = new Random(thread);
        for (int n = 0; operations.get() < OPERATIONS; n++) {
            OperationId id = LedgerSteps.ACME.operation("op-" + thread + '-' + n);
            AccountId wallet = WALLETS.get(random.nextInt(WALLETS.size()));
            Amount amount = Amount.ofMinor(1 + random.nextInt(20), CREDIT);
            operations.incrementAndGet();
            switch (random.nextInt(8)) {
                case 0 -> ledger.grant(GrantCredit.of(id, PAYMENTS, wallet, amount));
                case 1 -> {
                    AccountId other = WALLETS.get((WALLETS.indexOf(wallet) + 1) % WALLETS.size());
                    ledger.post(PostTransaction.of(id, new Posting(wallet, other, amount)));
                }
                case 2 -> {
                    ledger.freeze(FreezeCredit.of(id, wallet, amount));
                    ledger.unfreeze(UnfreezeCredit.of(id));
                    operations.incrementAndGet();
                }
                default -> call(random, id, wallet, amount);
            }
        }
    }

    private void call(Random random, OperationId id, AccountId wallet, Amount amount) {
        if (!(ledger.hold(PlaceHold.of(id, wallet, amount)) instanceof Done)) {
            return;
        }
        operations.incrementAndGet();
        switch (random.nextInt(6)) {
            case 0 -> forgotten.add(id);
            case 1 -> ledger.release(ReleaseHold.of(id)).orThrow();
            case 2 -> {
                ledger.capture(CaptureHold.of(id, REVENUE, Amount.ofMinor(1, CREDIT))
                                .checkpoint(1))
                        .orThrow();
                ledger.extend(ExtendHold.of(id, 1, amount.plus(amount)));
                ledger.capture(CaptureHold.of(id, REVENUE, amount)).orThrow();
                operations.addAndGet(2);
            }
            default -> ledger.capture(CaptureHold.of(id, REVENUE, amount)).orThrow();
        }
    }

    private void walkTheFeed() {
        Map<AccountId, Map<Part, Long>> sums = new HashMap<>();
        Set<OperationId> open = new HashSet<>();
        Set<OperationId> expired = new HashSet<>();
        long next = 1;
        for (List<LedgerEvent> page = ledger.events(next, 1000); !page.isEmpty(); page = ledger.events(next, 1000)) {
            for (LedgerEvent event : page) {
                assertThat(event.sequence()).isEqualTo(next++);
                for (Move move : event.place().moves()) {
                    sums.computeIfAbsent(move.account(), id -> new EnumMap<>(Part.class))
                            .merge(move.part(), move.change().minor(), Math::addExact);
                }
                sums.values().forEach(LedgerLoadTest::assertNotOverspent);
                if (event instanceof HoldPlaced placed) {
                    assertThat(open.add(placed.hold().id())).isTrue();
                } else if (event instanceof HoldReleased released) {
                    assertThat(open.remove(released.operation())).isTrue();
                } else if (event instanceof HoldCaptured captured && captured.ended()) {
                    assertThat(open.remove(captured.transaction().operation())).isTrue();
                } else if (event instanceof HoldExpired over) {
                    assertThat(open.remove(over.operation())).isTrue();
                    expired.add(over.operation());
                }
            }
        }
        assertThat(open).as("holds that never ended").isEmpty();
        assertThat(expired).as("holds that expired").isEqualTo(forgotten);
    }

    private static void assertNotOverspent(Map<Part, Long> sums) {
        long lots = sums.getOrDefault(Part.LOT, 0L);
        long reserved = sums.getOrDefault(Part.LOT_RESERVED, 0L);
        long overdraft = sums.getOrDefault(Part.OVERDRAFT, 0L) + sums.getOrDefault(Part.OVERDRAFT_RESERVED, 0L);
        if (reserved < 0
                || reserved > lots
                || overdraft < 0
                || overdraft > LIMIT
                || sums.getOrDefault(Part.DEBT, 0L) != 0) {
            throw new AssertionError("overspent: " + sums);
        }
    }
}
