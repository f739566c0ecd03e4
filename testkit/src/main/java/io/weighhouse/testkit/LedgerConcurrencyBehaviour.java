// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

abstract class LedgerConcurrencyBehaviour extends LedgerBehaviour {

    private static final int THREADS = 32;

    /** Runs one task in each of 32 threads, all let go together, and gathers what they answer. */
    private static <T> List<T> inThreads(IntFunction<Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Callable<T> task = tasks.apply(i);
                futures.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> future : futures) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long done(List<? extends Outcome<?>> outcomes) {
        return outcomes.stream().filter(Done.class::isInstance).count();
    }

    @Test
    void holds_fromManyThreads_neverOversell() throws InterruptedException, ExecutionException {
        grant(ALICE, "10");
        List<Outcome<Hold>> outcomes = inThreads(thread -> () -> hold("call-" + thread, ALICE, "1"));
        assertThat(done(outcomes)).isEqualTo(10);
        assertBalance(ALICE, "10", "10", "0", "0");
    }

    @Test
    void sameCommand_fromManyThreads_isDoneOnce() throws InterruptedException, ExecutionException {
        GrantCredit payment = GrantCredit.of(op("pi_1"), PAYMENTS, ALICE, credits("10"));
        assertThat(firsts(inThreads(thread -> () -> ledger.grant(payment)))).isEqualTo(1);
        PlaceHold hold = PlaceHold.of(op("call"), ALICE, credits("4"));
        assertThat(firsts(inThreads(thread -> () -> ledger.hold(hold)))).isEqualTo(1);
        CaptureHold capture = CaptureHold.of(op("call"), REVENUE, credits("3"));
        assertThat(firsts(inThreads(thread -> () -> ledger.capture(capture)))).isEqualTo(1);
        assertBalance(ALICE, "7", "0", "7", "0");
    }

    private static <T> long firsts(List<Outcome<T>> outcomes) {
        assertThat(outcomes).allMatch(Done.class::isInstance);
        assertThat(outcomes.stream().map(Outcome::orThrow).distinct()).hasSize(1);
        return outcomes.stream()
                .filter(outcome -> !((Done<T>) outcome).replayed())
                .count();
    }

    @Test
    void captureAgainstRelease_oneOfThemWins() throws InterruptedException, ExecutionException {
        grant(ALICE, "10");
        for (int round = 0; round < 20; round++) {
            String id = "call-" + round;
            LedgerBehaviour.done(hold(id, ALICE, "4"));
            List<Outcome<?>> outcomes = inThreads(thread -> () -> thread % 2 == 0
                    ? ledger.capture(CaptureHold.of(op(id), REVENUE, credits("0")))
                    : ledger.release(ReleaseHold.of(op(id))));
            assertThat(done(outcomes)).isEqualTo(THREADS / 2);
            assertBalance(ALICE, "10", "0", "10", "0");
        }
    }

    @Test
    void everyVerb_fromManyThreads_keepsTheBooksAndNeverOversells() throws InterruptedException, ExecutionException {
        grant(ALICE, "3");
        grant(BOB, "3");
        List<List<Transaction>> booked = inThreads(thread -> () -> callsOf(thread));
        Set<Long> sequences = new HashSet<>();
        booked.forEach(transactions -> transactions.forEach(t -> sequences.add(t.sequence())));
        assertThat(sequences)
                .as("each number once")
                .hasSize(booked.stream().mapToInt(List::size).sum());
        assertThat(balance(ALICE).held()).isEqualTo(credits("0"));
        assertThat(balance(BOB).held()).isEqualTo(credits("0"));
    }

    private List<Transaction> callsOf(int thread) {
        List<Transaction> booked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String id = "call-" + thread + '-' + i;
            var wallet = (thread + i) % 2 == 0 ? ALICE : BOB;
            if (hold(id, wallet, "0.4") instanceof Done) {
                if (i % 3 == 0) {
                    LedgerBehaviour.done(ledger.release(ReleaseHold.of(op(id))));
                } else {
                    booked.add(LedgerBehaviour.done(capture(id, "0.01")));
                }
            }
            var back = PostTransaction.of(
                    op(id), new Posting(wallet.equals(ALICE) ? BOB : ALICE, wallet, credits("0.02")));
            if (ledger.post(back) instanceof Done<Transaction> moved) {
                booked.add(moved.value());
            }
            Balance seen = balance(wallet);
            assertThat(seen.debt()).as("%s", seen).isEqualTo(credits("0"));
        }
        return booked;
    }

    @Test
    void asyncVerbs_completeWithTheSameOutcomes() {
        CompletableFuture<Outcome<Transaction>> capture = ledger.grantAsync(
                        GrantCredit.of(op("pi_1"), PAYMENTS, ALICE, credits("10")))
                .thenCompose(granted -> ledger.holdAsync(PlaceHold.of(op("call"), ALICE, credits("4"))))
                .thenCompose(held -> ledger.captureAsync(CaptureHold.of(op("call"), REVENUE, credits("3"))))
                .toCompletableFuture();
        LedgerBehaviour.done(capture.join());
        assertThat(ledger.balanceAsync(ALICE)
                        .toCompletableFuture()
                        .join()
                        .orElseThrow()
                        .posted())
                .isEqualTo(credits("7"));
    }
}
