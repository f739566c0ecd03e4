// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.engine.TimeOrderedId;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Ours: a ledger on a journal, by its public API alone.
 *
 * <p>An account with a floor is a wallet, one without is not. Ids are written as the ledger's own time-ordered ones are, from
 * a fixed instant on, and remembered for longer than anything runs here.
 *
 * <p>This class is thread-safe.
 */
public final class DurableLedger implements TransferLedger {

    private static final TenantId TENANT = TenantId.of("acme");
    private static final Amount HELD = Amount.ofMinor(5, PricedCalls.CREDIT);
    private static final long FIRST_MILLI = 1_767_225_600_000L;
    private static final Horizon HORIZON = new Horizon(Duration.ofDays(3653), 1_000_000_000);
    private static final int NAMED = 2048;
    private static final AccountId[] ACCOUNTS = accounts();

    private final Path directory;
    private final JournalStore store;
    private final Ledger ledger;

    private DurableLedger(Path directory) {
        this.directory = directory;
        store = JournalStore.open(
                directory, JournalOptions.builder().horizon(HORIZON).build());
        ledger = Ledger.builder().store(store).build();
    }

    /**
     * A ledger on the journal in a directory.
     *
     * @param directory its own, that exists
     * @return the ledger, to be closed
     */
    public static DurableLedger open(Path directory) {
        return new DurableLedger(directory);
    }

    @Override
    public void open(List<Integer> accounts, long floor) {
        for (int account : accounts) {
            AccountId id = ACCOUNTS[account];
            ledger.open(
                            floor == NO_FLOOR
                                    ? Account.of(id, AccountKind.CLEARING, PricedCalls.CREDIT)
                                    : Account.wallet(id, PricedCalls.CREDIT))
                    .orThrow();
        }
    }

    @Override
    public boolean transfer(Transfer transfer) {
        return isBooked(ledger.post(post(transfer)));
    }

    @Override
    public int transfer(List<Transfer> batch) {
        List<CompletionStage<Outcome<Transaction>>> answers = new ArrayList<>(batch.size());
        for (Transfer transfer : batch) {
            answers.add(ledger.postAsync(post(transfer)));
        }
        int booked = 0;
        for (CompletionStage<Outcome<Transaction>> answer : answers) {
            booked += isBooked(answer.toCompletableFuture().join()) ? 1 : 0;
        }
        return booked;
    }

    @Override
    public CompletionStage<Boolean> start(Transfer transfer) {
        return ledger.postAsync(post(transfer)).thenApply(DurableLedger::isBooked);
    }

    /**
     * Holds 5 on the account that pays and captures the transfer's amount of it, one after the other.
     *
     * @param call whose id is the call's
     * @return completes when the capture is durable; with failure if either is declined
     */
    public CompletionStage<Outcome<Transaction>> startCall(Transfer call) {
        OperationId id = id(call);
        return ledger.holdAsync(PlaceHold.of(id, ACCOUNTS[call.from()], HELD))
                .thenCompose(held -> {
                    held.orThrow();
                    return ledger.captureAsync(CaptureHold.of(id, ACCOUNTS[call.to()], amount(call)));
                })
                .thenApply(captured -> {
                    captured.orThrow();
                    return captured;
                });
    }

    @Override
    public long balance(int account) {
        return ledger.balance(ACCOUNTS[account]).orElseThrow().posted().minor();
    }

    @Override
    public void snapshot() {
        store.snapshot();
    }

    /** Each file of the journal up to the last byte that is not zero: what is behind is room kept ready. */
    @Override
    public long bytesOnDisk() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.getFileName().toString().startsWith("journal-"))
                    .toList();
        }
        long sum = 0;
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            int used = bytes.length;
            while (used > 0 && bytes[used - 1] == 0) {
                used--;
            }
            sum += used;
        }
        return sum;
    }

    @Override
    public void close() {
        ledger.close();
    }

    private static PostTransaction post(Transfer transfer) {
        return PostTransaction.of(
                id(transfer), new Posting(ACCOUNTS[transfer.from()], ACCOUNTS[transfer.to()], amount(transfer)));
    }

    private static OperationId id(Transfer transfer) {
        long high = (FIRST_MILLI + transfer.idHigh()) << 16;
        return TENANT.operation(TimeOrderedId.text(high, transfer.idLow()));
    }

    private static Amount amount(Transfer transfer) {
        return Amount.ofMinor(transfer.minor(), PricedCalls.CREDIT);
    }

    private static boolean isBooked(Outcome<Transaction> answer) {
        if (answer instanceof Declined<Transaction> declined
                && declined.reason() instanceof Decline.InsufficientFunds) {
            return false;
        }
        answer.orThrow();
        return true;
    }

    private static AccountId[] accounts() {
        AccountId[] accounts = new AccountId[NAMED];
        for (int i = 0; i < NAMED; i++) {
            accounts[i] = TENANT.account("account:" + i);
        }
        return accounts;
    }
}
