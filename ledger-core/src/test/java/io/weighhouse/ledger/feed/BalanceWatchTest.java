// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.feed;

import static io.weighhouse.ledger.feed.Wallets.ACME;
import static io.weighhouse.ledger.feed.Wallets.ALICE;
import static io.weighhouse.ledger.feed.Wallets.BANK;
import static io.weighhouse.ledger.feed.Wallets.BOB;
import static io.weighhouse.ledger.feed.Wallets.CREDIT;
import static io.weighhouse.ledger.feed.Wallets.credits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BalanceWatchTest {

    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private final Wallets wallets =
            new Wallets(Ledger.builder().clock(() -> now).build()).open();
    private final Ledger ledger = wallets.ledger;
    private final List<String> told = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    private BalanceWatch watch() {
        return BalanceWatch.start(ledger, Runnable::run, this::hear);
    }

    private void hear(Balance balance, LowBalance threshold) {
        assertThat(balance.account()).isEqualTo(threshold.wallet());
        told.add(balance.account().name() + ' ' + balance.available().minor());
    }

    private static LowBalance below(AccountId wallet, long below, long clearedAt) {
        return new LowBalance(wallet, credits(below), credits(clearedAt));
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void threshold_outOfRange_isRefused() {
        assertThatThrownBy(() -> LowBalance.below(ALICE, credits(0))).hasMessage("must be > 0: below=0 CREDIT");
        assertThatThrownBy(() -> below(ALICE, 5, 4)).hasMessage("must be >= below=5 CREDIT: clearedAt=4 CREDIT");
        assertThat(LowBalance.below(ALICE, credits(5))).isEqualTo(below(ALICE, 5, 5));
    }

    @Test
    void fall_isToldOnce_andAgainOnlyAfterTheWalletHasRecovered() {
        wallets.give(ALICE, 9);
        watch().watch(below(ALICE, 5, 8));
        assertThat(told).isEmpty();
        wallets.give(ALICE, -4);
        assertThat(told).isEmpty();
        wallets.give(ALICE, -1);
        assertThat(told).containsExactly("alice 4");
        wallets.give(ALICE, 2);
        wallets.give(ALICE, -3);
        wallets.give(ALICE, 4);
        wallets.give(ALICE, -3);
        assertThat(told).containsExactly("alice 4");
        wallets.give(ALICE, 4);
        wallets.give(ALICE, -8);
        assertThat(told).containsExactly("alice 4", "alice 0");
    }

    @Test
    void whatIsAvailable_countsHoldsFreezesAndCreditLimits() {
        wallets.give(ALICE, 10);
        watch().watch(LowBalance.below(ALICE, credits(5)));
        ledger.hold(PlaceHold.of(ACME.operation("call"), ALICE, credits(6))).orThrow();
        ledger.release(ReleaseHold.of(ACME.operation("call"))).orThrow();
        ledger.freeze(FreezeCredit.of(ACME.operation("dispute"), ALICE, credits(7)))
                .orThrow();
        ledger.setCreditLimit(SetCreditLimit.of(ACME.operation("limit"), ALICE, credits(10)))
                .orThrow();
        ledger.setCreditLimit(SetCreditLimit.of(ACME.operation("none"), ALICE, credits(1)))
                .orThrow();
        assertThat(told).containsExactly("alice 4", "alice 3", "alice 4");
    }

    @Test
    void expiry_isToldWhenItIsBooked() {
        AccountId breakage = ACME.account("breakage");
        ledger.open(Account.of(breakage, AccountKind.BREAKAGE, CREDIT)).orThrow();
        ledger.grant(GrantCredit.of(ACME.operation("grant"), BANK, ALICE, credits(10))
                        .terms(LotTerms.USUAL.expiry(LotExpiry.at(now.plusSeconds(60), breakage))))
                .orThrow();
        watch().watch(LowBalance.below(ALICE, credits(1)));
        now = now.plusSeconds(60);
        assertThat(told).isEmpty();
        assertThat(ledger.expireDue(10)).isEqualTo(1);
        assertThat(told).containsExactly("alice 0");
    }

    @Test
    void walletThatIsLowAlready_isToldAtOnce() {
        BalanceWatch watch = watch();
        watch.watch(LowBalance.below(ALICE, credits(1)));
        assertThat(told).containsExactly("alice 0");
        watch.watch(LowBalance.below(ALICE, credits(1)));
        assertThat(told).hasSize(2);
    }

    @Test
    void walletThatIsNotOpenYet_isToldOnceItIs() {
        AccountId carol = ACME.account("carol");
        watch().watch(LowBalance.below(carol, credits(1)));
        assertThat(told).isEmpty();
        ledger.open(Account.wallet(carol, CREDIT)).orThrow();
        assertThat(told).containsExactly("carol 0");
    }

    @Test
    void emptyLedger_isFollowedFromItsFirstEvent() {
        Wallets empty = new Wallets(Ledger.inMemory());
        BalanceWatch.start(empty.ledger, Runnable::run, this::hear).watch(LowBalance.below(ALICE, credits(1)));
        empty.open();
        assertThat(told).containsExactly("alice 0");
    }

    @Test
    void anotherUnit_isRefusedOrNeverLow() {
        BalanceWatch watch = watch();
        Amount dollar = Amount.of("1", Unit.of("USD", 2));
        assertThatThrownBy(() -> watch.watch(LowBalance.below(ALICE, dollar)))
                .hasMessage("must be of unit CREDIT/0: below=1.00 USD");
        AccountId carol = ACME.account("carol");
        watch.watch(LowBalance.below(carol, dollar));
        ledger.open(Account.wallet(carol, CREDIT)).orThrow();
        assertThat(told).isEmpty();
        assertThat(watch.ended().toCompletableFuture()).isNotDone();
    }

    @Test
    void unwatched_isToldNoMore() {
        wallets.give(ALICE, 1);
        BalanceWatch watch = watch();
        watch.watch(LowBalance.below(ALICE, credits(1)));
        assertThat(watch.unwatch(ALICE)).isTrue();
        assertThat(watch.unwatch(ALICE)).isFalse();
        wallets.give(ALICE, -1);
        assertThat(told).isEmpty();
    }

    @Test
    void manyEventsAtOnce_areOneLook() {
        wallets.give(ALICE, 9);
        BalanceWatch.start(ledger, tasks::add, this::hear).watch(LowBalance.below(ALICE, credits(5)));
        runTasks();
        for (int i = 0; i < 100; i++) {
            wallets.give(ALICE, -9);
            wallets.give(ALICE, 9);
        }
        wallets.give(ALICE, -8);
        assertThat(tasks).hasSize(1);
        runTasks();
        assertThat(told).containsExactly("alice 1");
    }

    @Test
    void listenerThatThrows_isCountedAndGoesOn() {
        wallets.give(ALICE, 1);
        wallets.give(BOB, 1);
        BalanceWatch watch = BalanceWatch.start(ledger, Runnable::run, (balance, threshold) -> {
            hear(balance, threshold);
            throw new IllegalStateException("mail server is down");
        });
        watch.watch(LowBalance.below(ALICE, credits(1)));
        watch.watch(LowBalance.below(BOB, credits(1)));
        wallets.give(ALICE, -1);
        wallets.give(BOB, -1);
        assertThat(told).containsExactly("alice 0", "bob 0");
        assertThat(watch.listenerFailures()).isEqualTo(2);
        assertThat(watch.ended().toCompletableFuture()).isNotDone();
    }

    @Test
    void listenerThatUsesTheLedger_isServed() {
        wallets.give(ALICE, 3);
        BalanceWatch watch = BalanceWatch.start(ledger, Runnable::run, (balance, threshold) -> {
            hear(balance, threshold);
            wallets.give(ALICE, 10);
        });
        watch.watch(LowBalance.below(ALICE, credits(3)));
        wallets.give(ALICE, -1);
        wallets.give(ALICE, -10);
        assertThat(told).containsExactly("alice 2", "alice 2");
        assertThat(ledger.balance(ALICE).orElseThrow().available()).isEqualTo(credits(12));
    }

    @Test
    void close_endsIt() {
        BalanceWatch watch = watch();
        watch.close();
        watch.close();
        assertThat(watch.ended().toCompletableFuture()).isCompleted();
        wallets.give(ALICE, 1);
        assertThat(told).isEmpty();
        assertThatThrownBy(() -> watch.watch(LowBalance.below(ALICE, credits(1))))
                .hasMessage("watch has ended");
    }

    @Test
    void ledgerThatCloses_endsIt() {
        BalanceWatch watch = watch();
        ledger.close();
        assertThat(watch.ended().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(LedgerStoreException.class);
        assertThatThrownBy(() -> BalanceWatch.start(ledger, Runnable::run, this::hear))
                .isInstanceOf(LedgerStoreException.class);
    }

    @Test
    void executorThatRejects_endsIt() {
        BalanceWatch watch = BalanceWatch.start(
                ledger,
                task -> {
                    throw new RejectedExecutionException("full");
                },
                this::hear);
        assertThat(watch.ended().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .withMessage("full");
    }

    @Test
    void wallets_areBounded() {
        BalanceWatch watch = BalanceWatch.start(ledger, task -> {}, this::hear);
        for (int i = 0; i < BalanceWatch.MAX_WALLETS; i++) {
            watch.watch(LowBalance.below(ACME.account("w" + i), credits(1)));
        }
        watch.watch(LowBalance.below(ACME.account("w0"), credits(2)));
        assertThatThrownBy(() -> watch.watch(LowBalance.below(ALICE, credits(1))))
                .hasMessage("must be at most 100000 wallets: wallet=acme/alice");
    }

    /** However looks and events fall together, the fall that comes last is not lost. */
    @Test
    void walletsThatEndLow_areAlwaysTold() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 50; round++) {
            LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
            Random random = new Random(round);
            List<AccountId> ids = new ArrayList<>();
            BalanceWatch watch = BalanceWatch.start(
                    ledger,
                    threads,
                    (balance, threshold) -> heard.add(balance.account().name()));
            for (int i = 0; i < 10; i++) {
                AccountId id = ACME.account("r" + round + '-' + i);
                ledger.open(Account.wallet(id, CREDIT)).orThrow();
                wallets.give(id, 100);
                watch.watch(below(id, 5, 8));
                ids.add(id);
            }
            for (int i = 0; i < 300; i++) {
                AccountId id = ids.get(random.nextInt(10));
                long has = ledger.balance(id).orElseThrow().available().minor();
                wallets.give(id, 5 + random.nextInt(12) - has);
            }
            assertThat(heard).isEmpty();
            ids.forEach(id -> wallets.give(
                    id, -ledger.balance(id).orElseThrow().available().minor()));
            List<String> missing =
                    new ArrayList<>(ids.stream().map(AccountId::name).toList());
            while (!missing.isEmpty()) {
                String name = heard.poll(30, TimeUnit.SECONDS);
                assertThat(name).as("one of %s", missing).isNotNull();
                missing.remove(name);
            }
            watch.close();
        }
        threads.shutdownNow();
    }
}
