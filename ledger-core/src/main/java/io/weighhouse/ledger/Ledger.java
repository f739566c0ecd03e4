// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The ledger: the only class with verbs.
 *
 * <p>A verb answers an {@link Outcome}; every business "no" is a {@link Declined}, and only mistakes and failing stores
 * throw. Sending the same command again is always safe, above all when {@link LedgerStoreException} leaves its outcome
 * unknown.
 *
 * <pre>{@code
 * Ledger ledger = Ledger.inMemory();
 * TenantId acme = TenantId.of("acme");
 * AccountId alice = acme.account("wallet:alice");
 * ledger.open(Account.wallet(alice, CREDIT_6));
 * ledger.open(Account.of(acme.account("revenue"), AccountKind.REVENUE, CREDIT_6));
 * ledger.open(Account.of(acme.account("payments"), AccountKind.CLEARING, CREDIT_6));
 * ledger.grant(GrantCredit.of(acme.operation("pi_1"), acme.account("payments"), alice, Amount.of("10", CREDIT_6)));
 *
 * OperationId call = acme.operation("call-1");
 * ledger.hold(PlaceHold.of(call, alice, Amount.of("4", CREDIT_6)));                             // 6 available
 * ledger.capture(CaptureHold.of(call, acme.account("revenue"), Amount.of("3", CREDIT_6)));      // 7 available
 * }</pre>
 *
 * <p>Each verb has an asynchronous twin, which completes with what the blocking one returns or throws.
 *
 * <p>This class is thread-safe, and bound to no thread.
 */
public final class Ledger implements AutoCloseable {

    private final LedgerStore store;
    private final InstantSource clock;
    private final SafeSignals signals;

    private Ledger(Builder builder) {
        store = builder.store;
        clock = builder.clock;
        signals = new SafeSignals(builder.signals);
    }

    /** {@return a ledger that lives in memory, on the system's clock} */
    public static Ledger inMemory() {
        return builder().build();
    }

    /** {@return a builder of a ledger that lives in memory, on the system's clock, until it is told otherwise} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Opens an account. Opened again as it is, it is left as it is and answered as replayed; opened again with another
     * kind, unit or credit limit, it is an {@link Decline.AccountConflict}.
     *
     * @param account what to open
     * @return the account, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Account> open(Account account) {
        return submit(OpenAccount.of(account));
    }

    /**
     * Does what {@link #open(Account)} does, without blocking.
     *
     * @param account what to open
     * @return completes with the account, or why it was declined
     */
    public CompletionStage<Outcome<Account>> openAsync(Account account) {
        return submitAsync(OpenAccount.of(account));
    }

    /**
     * Books postings together, all of them or none.
     *
     * @param command which postings
     * @return the transaction, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Transaction> post(PostTransaction command) {
        return submit(command);
    }

    /**
     * Does what {@link #post(PostTransaction)} does, without blocking.
     *
     * @param command which postings
     * @return completes with the transaction, or why it was declined
     */
    public CompletionStage<Outcome<Transaction>> postAsync(PostTransaction command) {
        return submitAsync(command);
    }

    /**
     * Puts credit into a wallet.
     *
     * @param command how much, where from and where to
     * @return the transaction, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Transaction> grant(GrantCredit command) {
        return submit(command);
    }

    /**
     * Does what {@link #grant(GrantCredit)} does, without blocking.
     *
     * @param command how much, where from and where to
     * @return completes with the transaction, or why it was declined
     */
    public CompletionStage<Outcome<Transaction>> grantAsync(GrantCredit command) {
        return submitAsync(command);
    }

    /**
     * Sets an amount of a wallet aside. With 10 credits available, a hold of 4 leaves 6 available and 10 posted.
     *
     * @param command how much of which wallet
     * @return the hold, or why it was declined; when replayed, the first hold in the state that it has reached by now
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Hold> hold(PlaceHold command) {
        return submit(command);
    }

    /**
     * Does what {@link #hold(PlaceHold)} does, without blocking.
     *
     * @param command how much of which wallet
     * @return completes with the hold, or why it was declined
     */
    public CompletionStage<Outcome<Hold>> holdAsync(PlaceHold command) {
        return submitAsync(command);
    }

    /**
     * Takes what was used out of a hold, and gives back the rest. Capturing 3 of a hold of 4 frees 1.
     *
     * @param command how much of which hold, and who is paid
     * @return the transaction, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Transaction> capture(CaptureHold command) {
        return submit(command);
    }

    /**
     * Does what {@link #capture(CaptureHold)} does, without blocking.
     *
     * @param command how much of which hold, and who is paid
     * @return completes with the transaction, or why it was declined
     */
    public CompletionStage<Outcome<Transaction>> captureAsync(CaptureHold command) {
        return submitAsync(command);
    }

    /**
     * Gives a hold back, whole.
     *
     * @param command which hold
     * @return the hold as it ended, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Hold> release(ReleaseHold command) {
        return submit(command);
    }

    /**
     * Does what {@link #release(ReleaseHold)} does, without blocking.
     *
     * @param command which hold
     * @return completes with the hold as it ended, or why it was declined
     */
    public CompletionStage<Outcome<Hold>> releaseAsync(ReleaseHold command) {
        return submitAsync(command);
    }

    /**
     * Does what a command says; every verb comes down to this.
     *
     * @param <R> what the command makes
     * @param command what to do
     * @return what it made, or why it was declined
     * @throws LedgerStoreException if the store failed; unless {@link LedgerStoreException#outcomeKnown()}, the command may
     *     or may not have been done, and sending it again tells which
     */
    public <R> Outcome<R> submit(Command<R> command) {
        Outcome<R> outcome = await(store.submit(command, clock.instant()));
        signals.tell(command, outcome);
        return outcome;
    }

    /**
     * Does what {@link #submit(Command)} does, without blocking.
     *
     * @param <R> what the command makes
     * @param command what to do
     * @return completes with what it made, or why it was declined; fails with {@link LedgerStoreException}
     */
    public <R> CompletionStage<Outcome<R>> submitAsync(Command<R> command) {
        return store.submit(command, clock.instant()).thenApply(outcome -> {
            signals.tell(command, outcome);
            return outcome;
        });
    }

    /**
     * What an account holds now.
     *
     * @param account the account
     * @return its balance, empty if it was never opened
     * @throws LedgerStoreException if the store failed
     */
    public Optional<Balance> balance(AccountId account) {
        return await(balanceAsync(account));
    }

    /**
     * Does what {@link #balance(AccountId)} does, without blocking.
     *
     * @param account the account
     * @return completes with its balance, empty if it was never opened
     */
    public CompletionStage<Optional<Balance>> balanceAsync(AccountId account) {
        return store.read(new Query.BalanceOf(account), clock.instant());
    }

    /**
     * A hold as it stands now.
     *
     * @param operation the hold's id
     * @return the hold, empty if there is none of that id
     * @throws LedgerStoreException if the store failed
     */
    public Optional<Hold> findHold(OperationId operation) {
        return await(findHoldAsync(operation));
    }

    /**
     * Does what {@link #findHold(OperationId)} does, without blocking.
     *
     * @param operation the hold's id
     * @return completes with the hold, empty if there is none of that id
     */
    public CompletionStage<Optional<Hold>> findHoldAsync(OperationId operation) {
        return store.read(new Query.HoldOf(operation), clock.instant());
    }

    /**
     * A page of what was booked on an account.
     *
     * @param account the account
     * @param page which part, in which order
     * @return the page, without lines if the account was never opened
     * @throws LedgerStoreException if the store failed
     */
    public Statement statement(AccountId account, StatementPage page) {
        return await(statementAsync(account, page));
    }

    /**
     * Does what {@link #statement(AccountId, StatementPage)} does, without blocking.
     *
     * @param account the account
     * @param page which part, in which order
     * @return completes with the page
     */
    public CompletionStage<Statement> statementAsync(AccountId account, StatementPage page) {
        return store.read(new Query.StatementOf(account, page), clock.instant());
    }

    /**
     * The balances of all accounts of a tenant, in two columns that must be equal.
     *
     * @param tenant the tenant
     * @return the trial balance, without rows if the tenant has no accounts
     * @throws LedgerStoreException if the store failed
     */
    public TrialBalance trialBalance(TenantId tenant) {
        return await(trialBalanceAsync(tenant));
    }

    /**
     * Does what {@link #trialBalance(TenantId)} does, without blocking.
     *
     * @param tenant the tenant
     * @return completes with the trial balance
     */
    public CompletionStage<TrialBalance> trialBalanceAsync(TenantId tenant) {
        return store.read(new Query.TrialBalanceOf(tenant), clock.instant());
    }

    /** Closes the store; what is asked afterwards fails with a {@link LedgerStoreException}. */
    @Override
    public void close() {
        store.close();
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException | CancellationException failed) {
            if (failed.getCause() instanceof LedgerStoreException known) {
                throw known;
            }
            throw new LedgerStoreException("store failed, outcome unknown", false, failed);
        }
    }

    /**
     * Makes a ledger.
     *
     * <p>This class is for one thread.
     */
    public static final class Builder {

        private LedgerStore store = LedgerStore.inMemory();
        private InstantSource clock = InstantSource.system();
        private LedgerSignals signals = new LedgerSignals() {};

        private Builder() {}

        /**
         * Keeps the books in that store, which the ledger closes with itself; at first, a new one in memory.
         *
         * @param value the store
         * @return this builder
         */
        public Builder store(LedgerStore value) {
            store = value;
            return this;
        }

        /**
         * Takes the time from that clock; at first, the system's.
         *
         * @param value the clock
         * @return this builder
         */
        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        /**
         * Tells that listener what happens; at first, nobody.
         *
         * @param value the listener
         * @return this builder
         */
        public Builder signals(LedgerSignals value) {
            signals = value;
            return this;
        }

        /** {@return the ledger} */
        public Ledger build() {
            return new Ledger(this);
        }
    }
}
