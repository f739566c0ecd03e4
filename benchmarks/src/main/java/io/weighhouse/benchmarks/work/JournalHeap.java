// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.TimeOrderedIds;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.money.Amount;
import java.io.Closeable;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/**
 * A ledger on a journal that fills up, and how much of the heap it has.
 *
 * <p>This class is for one thread.
 */
public final class JournalHeap implements Closeable {

    private static final TenantId TENANT = TenantId.of("acme");
    private static final AccountId CLEARING = TENANT.account("clearing");
    private static final AccountId REVENUE = TENANT.account("revenue");
    private static final int TOGETHER = 4_000;
    private static final double MEGABYTE = 1e6;

    private final Ledger ledger;
    private final TimeOrderedIds ids = new TimeOrderedIds();
    private final long usedAtFirst;

    private JournalHeap(Path directory) {
        usedAtFirst = used();
        ledger = Ledger.builder()
                .store(JournalStore.open(directory, JournalOptions.usual()))
                .build();
        ledger.open(Account.of(CLEARING, AccountKind.CLEARING, PricedCalls.CREDIT))
                .orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, PricedCalls.CREDIT))
                .orThrow();
    }

    /**
     * A ledger with a clearing account and one of revenue.
     *
     * @param directory of its journal
     * @return the ledger, to be closed
     */
    public static JournalHeap open(Path directory) {
        return new JournalHeap(directory);
    }

    /**
     * Opens wallets and gives each a credit.
     *
     * @param count how many
     * @return what one of them has of the heap, its credit's lot and the grant's id included
     */
    public double bytesOfAWallet(int count) {
        return bytesOf(count, i -> {
            ledger.openAsync(Account.wallet(wallet(i), PricedCalls.CREDIT));
            return ledger.grantAsync(GrantCredit.of(operation(), CLEARING, wallet(i), amount(1_000_000)));
        });
    }

    /**
     * Places holds, each on a wallet of its own.
     *
     * @param count how many, no more than there are wallets
     * @return what one of them has of the heap, its id included
     */
    public double bytesOfAHold(int count) {
        return bytesOf(count, i -> ledger.holdAsync(PlaceHold.of(operation(), wallet(i), amount(1))));
    }

    /**
     * Posts transactions.
     *
     * @param count how many, no more than the horizon
     * @return what the id of one of them has of the heap, the room included that the index keeps free
     */
    public double bytesOfAnId(int count) {
        return bytesOf(
                count,
                i -> ledger.postAsync(PostTransaction.of(operation(), new Posting(CLEARING, REVENUE, amount(1)))));
    }

    /** {@return what all of it has of the heap, in millions of bytes} */
    public double usedMegabytes() {
        return (used() - usedAtFirst) / MEGABYTE;
    }

    @Override
    public void close() {
        ledger.close();
    }

    private <R> double bytesOf(int count, IntFunction<CompletionStage<Outcome<R>>> start) {
        long before = used();
        List<CompletionStage<Outcome<R>>> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(start.apply(i));
            if (started.size() == TOGETHER || i == count - 1) {
                started.forEach(one -> one.toCompletableFuture().join().orThrow());
                started.clear();
            }
        }
        return (double) (used() - before) / count;
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private OperationId operation() {
        return TENANT.operation(ids.next());
    }

    private static AccountId wallet(int number) {
        return TENANT.account("wallet:" + number);
    }

    private static Amount amount(long minor) {
        return Amount.ofMinor(minor, PricedCalls.CREDIT);
    }
}
