// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How commands wait for the journal's writer, and what becomes of them when it cannot go on. */
class JournalStoreTest {

    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final TenantId ACME = TenantId.of("acme");
    private static final AccountId WALLET = ACME.account("wallet");
    private static final AccountId PAYMENTS = ACME.account("payments");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PowerCutFiles files = new PowerCutFiles();
    private final AtomicLong ticks = new AtomicLong();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch atGate = new CountDownLatch(1);
    private final AtomicBoolean holding = new AtomicBoolean();
    private JournalStore store = open(JournalOptions.builder());

    private JournalStore open(JournalOptions.Builder options) {
        return JournalStore.open(
                files,
                options.segmentBytes(1 << 20)
                        .ticker(ticks::get)
                        .callbacks(this::callBack)
                        .build());
    }

    private void reopen(JournalOptions.Builder options) {
        store.close();
        store = open(options);
    }

    @AfterEach
    void close() {
        gate.countDown();
        store.close();
    }

    private static Command<Transaction> grant(int number) {
        return GrantCredit.of(ACME.operation("grant-" + number), PAYMENTS, WALLET, Amount.of("1", CREDIT));
    }

    private void openAccounts() {
        done(store.submitAndWait(OpenAccount.of(Account.wallet(WALLET, CREDIT)), NOW));
        done(store.submitAndWait(OpenAccount.of(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)), NOW));
    }

    private static <R> R done(Outcome<R> outcome) {
        assertThat(outcome).isInstanceOf(Done.class);
        return outcome.orThrow();
    }

    /** Keeps the writer busy with telling an answer until the gate opens. */
    private void holdWriter() throws InterruptedException {
        holding.set(true);
        store.read(balance(), NOW);
        atGate.await();
    }

    private void callBack(Runnable answered) {
        if (holding.getAndSet(false)) {
            atGate.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        answered.run();
    }

    private static Query<Optional<Balance>> balance() {
        return new Query.BalanceOf(WALLET, Set.of(), Optional.empty());
    }

    private static LedgerStoreException failure(CompletionStage<?> stage) {
        CompletionException thrown = catchThrowableOfType(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        return (LedgerStoreException) Objects.requireNonNull(thrown.getCause());
    }

    @Test
    void submit_whenTheQueueIsFull_isRefusedAndNothingIsDone() throws InterruptedException {
        reopen(JournalOptions.builder().queueCapacity(2).patience(Duration.ofMillis(1)));
        openAccounts();
        holdWriter();
        CompletionStage<Outcome<Transaction>> first = store.submit(grant(1), NOW);
        CompletionStage<Outcome<Transaction>> second = store.submit(grant(2), NOW);
        LedgerStoreException refused = failure(store.submit(grant(3), NOW));
        assertThat(refused).hasMessage("queue is full: queueCapacity=2");
        assertThat(refused.outcomeKnown()).isTrue();
        assertThatThrownBy(() -> store.submitAndWait(grant(3), NOW)).hasMessage("queue is full: queueCapacity=2");
        gate.countDown();
        done(first.toCompletableFuture().join());
        done(second.toCompletableFuture().join());
        assertThat(((Done<?>) store.submitAndWait(grant(3), NOW)).replayed()).isFalse();
    }

    @Test
    void submit_whoseDeadlinePassed_isRefusedAndNothingIsDone() throws InterruptedException {
        reopen(JournalOptions.builder().patience(Duration.ofNanos(100)));
        openAccounts();
        holdWriter();
        CompletionStage<Outcome<Transaction>> late = store.submit(grant(1), NOW);
        ticks.addAndGet(1);
        CompletionStage<Outcome<Transaction>> inTime = store.submit(grant(2), NOW);
        ticks.addAndGet(100);
        gate.countDown();
        LedgerStoreException refused = failure(late);
        assertThat(refused).hasMessage("deadline passed before it was begun");
        assertThat(refused.outcomeKnown()).isTrue();
        done(inTime.toCompletableFuture().join());
        assertThat(((Done<?>) store.submitAndWait(grant(1), NOW)).replayed()).isFalse();
    }

    @Test
    void close_whileCommandsWait_answersThemAndRefusesLaterOnes() throws InterruptedException {
        openAccounts();
        holdWriter();
        List<CompletionStage<Outcome<Transaction>>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(store.submit(grant(i), NOW));
        }
        Thread closing = new Thread(store::close);
        closing.start();
        gate.countDown();
        assertTimeoutPreemptively(SOON, () -> closing.join());
        waiting.forEach(stage -> done(stage.toCompletableFuture().join()));
        assertThat(failure(store.submit(grant(1), NOW))).hasMessage("store is closed");
        assertThatThrownBy(() -> store.readAndWait(balance(), NOW)).hasMessage("store is closed");
        store = open(JournalOptions.builder());
        assertThat(((Done<?>) store.submitAndWait(grant(99), NOW)).replayed()).isTrue();
    }

    @Test
    void close_ofAStoreThatSleeps_neverHangs() {
        for (int i = 0; i < 200; i++) {
            assertTimeoutPreemptively(SOON, () -> store.close());
            store = open(JournalOptions.builder().threads(BackgroundWorkTest::hereButWriter));
        }
        assertThat(store.head().sequence()).isZero();
    }

    @Test
    void close_fromManyThreadsAtOnceWithSubmits_answersEachOfThem() throws InterruptedException {
        openAccounts();
        List<Thread> threads = new ArrayList<>();
        AtomicLong answered = new AtomicLong();
        for (int t = 0; t < 4; t++) {
            int from = t * 1000;
            threads.add(new Thread(() -> {
                for (int i = from; i < from + 500; i++) {
                    store.submit(grant(i), NOW).whenComplete((outcome, failed) -> answered.incrementAndGet());
                }
            }));
        }
        threads.add(new Thread(store::close));
        threads.forEach(Thread::start);
        assertTimeoutPreemptively(SOON, () -> {
            for (Thread thread : threads) {
                thread.join();
            }
        });
        assertThat(answered).hasValue(2000);
    }

    @Test
    void submit_whenAForceFails_hasAnUnknownOutcomeAndNothingGoesOn() {
        // The next segment is prepared on the thread that asks for it, so that a step is whose it seems to be.
        reopen(JournalOptions.builder().threads(BackgroundWorkTest::hereButWriter));
        openAccounts();
        files.failForceAtStep(files.steps() + 2);
        LedgerStoreException failed =
                catchThrowableOfType(LedgerStoreException.class, () -> store.submitAndWait(grant(1), NOW));
        assertThat(failed.outcomeKnown()).isFalse();
        LedgerStoreException later =
                catchThrowableOfType(LedgerStoreException.class, () -> store.submitAndWait(grant(2), NOW));
        assertThat(later.outcomeKnown()).isTrue();
        assertThatThrownBy(() -> store.readAndWait(balance(), NOW)).hasMessageContaining("unusable");
        store.close();
        store = JournalStore.open(
                files.afterPowerCut(new Random(1)),
                JournalOptions.builder().segmentBytes(1 << 20).build());
        done(store.submitAndWait(grant(1), NOW));
        done(store.submitAndWait(grant(2), NOW));
        assertThat(store.readAndWait(balance(), NOW).orElseThrow().posted()).isEqualTo(Amount.of("2", CREDIT));
        assertThat(store.verify(Optional.empty()).clean()).isTrue();
    }

    @Test
    void health_tellsWhetherTheStoreWorks() {
        // The next segment is prepared on the thread that asks for it, so that a step is whose it seems to be.
        reopen(JournalOptions.builder().threads(BackgroundWorkTest::hereButWriter));
        openAccounts();
        assertThat(store.health()).isEqualTo(new JournalHealth(true, 2, 0, true, Optional.empty()));
        files.failForceAtStep(files.steps() + 2);
        assertThatThrownBy(() -> store.submitAndWait(grant(1), NOW)).isInstanceOf(LedgerStoreException.class);
        assertThat(store.health().usable()).isFalse();
        assertThat(store.health().lastSequence()).isEqualTo(2);
    }

    @Test
    void submit_whenTheClockLeaps_isRefusedUntilItIsRight() {
        openAccounts();
        Instant years = NOW.plus(Duration.ofDays(3650));
        LedgerStoreException refused =
                catchThrowableOfType(LedgerStoreException.class, () -> store.submitAndWait(grant(1), years));
        assertThat(refused).hasMessageContaining("clock leapt by more than PT2400H");
        assertThat(refused.outcomeKnown()).isTrue();
        done(store.submitAndWait(grant(1), NOW));
        reopen(JournalOptions.builder());
        done(store.submitAndWait(grant(2), years));
    }

    @Test
    void callback_thatCannotBeRunElsewhere_isRunAnyway() {
        reopen(JournalOptions.builder());
        store.close();
        store = JournalStore.open(
                files,
                JournalOptions.builder()
                        .segmentBytes(1 << 20)
                        .callbacks(work -> {
                            throw new RejectedExecutionException("ended");
                        })
                        .build());
        assertThat(store.read(balance(), NOW).toCompletableFuture().join()).isEmpty();
    }

    @Test
    void commandsAndExpiries_moreThanASegment_areBookedInParts() throws InterruptedException {
        openAccounts();
        holdWriter();
        int holds = 12_000;
        List<CompletionStage<?>> placed = new ArrayList<>();
        for (int i = 0; i < holds; i++) {
            PlaceHold hold = PlaceHold.of(ACME.operation("call-" + i), WALLET, Amount.zero(CREDIT))
                    .timeToLive(Duration.ofSeconds(1));
            placed.add(store.submit(hold, NOW));
        }
        gate.countDown();
        placed.forEach(stage -> stage.toCompletableFuture().join());
        assertThat(store.head().sequence()).isEqualTo(holds + 2L);
        assertThat(store.readAndWait(balance(), NOW.plusSeconds(2))).isPresent();
        assertThat(store.head().sequence()).isEqualTo(2L * holds + 2);
        assertThat(store.verify(Optional.empty()).discrepancies()).isEmpty();
    }

    @Test
    void submitAndWait_withPatienceBeyondALong_waitsForItsPlace() throws InterruptedException {
        reopen(JournalOptions.builder().queueCapacity(1).patience(Duration.ofSeconds(Long.MAX_VALUE)));
        openAccounts();
        holdWriter();
        CompletionStage<Outcome<Transaction>> first = store.submit(grant(1), NOW);
        List<Outcome<Transaction>> second = new ArrayList<>();
        Thread waiting = new Thread(() -> second.add(store.submitAndWait(grant(2), NOW)));
        waiting.start();
        gate.countDown();
        assertTimeoutPreemptively(SOON, () -> waiting.join());
        done(first.toCompletableFuture().join());
        assertThat(second).hasSize(1).allMatch(Done.class::isInstance);
    }

    @Test
    void open_afterACrashWhileASnapshotWasMade_deletesWhatIsLeftOfIt() {
        openAccounts();
        store.snapshot();
        store.close();
        files.put("snapshot-00000000000000000007.whs.draft", new byte[100]);
        files.put("notes.draft", new byte[1]);
        store = open(JournalOptions.builder());
        assertThat(files.names())
                .contains("notes.draft")
                .anyMatch(name -> name.startsWith("snapshot-") && name.endsWith(".whs"))
                .noneMatch(name -> name.endsWith(".whs.draft"));
        assertThat(store.verify(Optional.empty()).clean()).isTrue();
    }

    @Test
    void open_whenAnEventDoesNotFollow_namesItsPositionAndNoOffset() throws IOException {
        openAccounts();
        store.close();
        PowerCutFiles changed = files.copy();
        SegmentOptions layout = SegmentOptions.of(new LogId(1, 2)).withSegmentBytes(1 << 20);
        SegmentLog log = SegmentLog.openOn(changed, layout, Runnable::run);
        long position = log.end();
        byte[] ofNoKind = {15, 99, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        log.append(ofNoKind, 0, ofNoKind.length);
        log.commit(1);
        log.close();
        DamagedJournalException damaged = catchThrowableOfType(
                DamagedJournalException.class,
                () -> JournalStore.open(
                        changed, JournalOptions.builder().segmentBytes(1 << 20).build()));
        assertThat(damaged)
                .hasMessage("journal is damaged: file=journal-00000000000000000000.wlj, position=" + position
                        + ": event 3 cannot be done again: must be a known event: kind=99");
        assertThat(damaged.offset()).isEqualTo(-1);
        store = open(JournalOptions.builder());
    }
}
