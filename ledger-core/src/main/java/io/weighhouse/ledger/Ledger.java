// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.ledger.audit.AuditReport;
import io.weighhouse.ledger.store.ChainHead;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.ledger.store.LedgerStoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * <p>What a call waits for has an asynchronous twin, which completes with what the blocking one returns or
 * throws; every command can be given to {@link #submitAsync} and every query to {@link #readAsync}.
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
     * Changes how far below zero a wallet may go.
     *
     * @param command which wallet, and how far
     * @return the account as it is now, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Account> setCreditLimit(SetCreditLimit command) {
        return submit(command);
    }

    /**
     * Closes an empty account for good.
     *
     * @param command which one
     * @return the account, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Account> close(CloseAccount command) {
        return submit(command);
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
     * Puts in what a subscription gives for one period, once whatever is repeated.
     *
     * @param command which subscription, which period, how much
     * @return the transaction, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Transaction> grantPeriod(GrantPeriod command) {
        return submit(command);
    }

    /**
     * Sets a balance by booking the difference: a wallet of 7 set to 10 gets 3.
     *
     * @param command which account, and where it should stand
     * @return the transaction, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Transaction> adjust(AdjustBalance command) {
        return submit(command);
    }

    /**
     * Undoes a transaction in full or in part: credit goes back into the lots it was burnt from.
     *
     * @param command which transaction, and how much of it
     * @return the transaction that undoes it, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Transaction> reverse(ReverseTransaction command) {
        return submit(command);
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
     * Makes an open hold larger or live longer.
     *
     * @param command which hold, and to what
     * @return the hold as it stands, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Hold> extend(ExtendHold command) {
        return submit(command);
    }

    /**
     * Does what {@link #extend(ExtendHold)} does, without blocking.
     *
     * @param command which hold, and to what
     * @return completes with the hold as it stands, or why it was declined
     */
    public CompletionStage<Outcome<Hold>> extendAsync(ExtendHold command) {
        return submitAsync(command);
    }

    /**
     * Takes what was used out of a hold: finally, or at a checkpoint. Capturing 3 of a hold of 4 finally frees 1.
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
     * Sets credit aside without expiry.
     *
     * @param command how much of which wallet
     * @return the freeze, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Freeze> freeze(FreezeCredit command) {
        return submit(command);
    }

    /**
     * Ends a freeze.
     *
     * @param command which one
     * @return the freeze as it ended, or why it was declined
     * @throws LedgerStoreException if the store failed
     */
    public Outcome<Freeze> unfreeze(UnfreezeCredit command) {
        return submit(command);
    }

    /**
     * Books what time has ended already, in a bounded number of accounts. Nothing depends on it; called now and then, it
     * keeps accounts that nobody touches from piling up work.
     *
     * @param accounts how many at most, 1 to 10,000
     * @return how many had something due
     * @throws LedgerStoreException if the store failed
     */
    public int expireDue(int accounts) {
        return submit(new ExpireDue(accounts)).orThrow();
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
        Outcome<R> outcome = store.submitAndWait(command, clock.instant());
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
        return read(new Query.BalanceOf(account));
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
        return read(new Query.HoldOf(operation));
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
        return read(new Query.StatementOf(account, page));
    }

    /**
     * The balances of all accounts of a tenant, in two columns that must be equal.
     *
     * @param tenant the tenant
     * @return the trial balance, without rows if the tenant has no accounts
     * @throws LedgerStoreException if the store failed
     */
    public TrialBalance trialBalance(TenantId tenant) {
        return read(new Query.TrialBalanceOf(tenant));
    }

    /**
     * What an account holds now, with lots for certain purposes counted as available.
     *
     * @param account the account
     * @param tags what is bought: at most 16 tags
     * @return its balance, empty if it was never opened
     * @throws IllegalArgumentException if the tags are out of range
     * @throws LedgerStoreException if the store failed
     */
    public Optional<Balance> balance(AccountId account, String... tags) {
        return read(new Query.BalanceOf(account, Require.tagSet(tags), Optional.empty()));
    }

    /**
     * What an account held at an instant, by what was effective then.
     *
     * @param account the account
     * @param at the instant; one to come counts as now
     * @return its balance, empty if it was not open by then
     * @throws LedgerStoreException if the store failed
     */
    public Optional<Balance> balanceAt(AccountId account, Instant at) {
        return read(new Query.BalanceOf(account, Set.of(), Optional.of(at)));
    }

    /**
     * The lots of a wallet that are not spent, in the order in which they burn.
     *
     * @param wallet the wallet
     * @return its lots, none if it was never opened
     * @throws LedgerStoreException if the store failed
     */
    public List<Lot> lots(AccountId wallet) {
        return read(new Query.LotsOf(wallet));
    }

    /**
     * The open holds of a wallet, the next to expire first.
     *
     * @param wallet the wallet
     * @param limit how many at most, 1 to 1000
     * @return its open holds
     * @throws LedgerStoreException if the store failed
     */
    public List<Hold> openHolds(AccountId wallet, int limit) {
        return read(new Query.HoldsOf(wallet, HoldState.OPEN, limit));
    }

    /**
     * The holds of a wallet that expired and were not settled since, the first to expire first.
     *
     * @param wallet the wallet
     * @param limit how many at most, 1 to 1000
     * @return its expired holds
     * @throws LedgerStoreException if the store failed
     */
    public List<Hold> expiredHolds(AccountId wallet, int limit) {
        return read(new Query.HoldsOf(wallet, HoldState.EXPIRED, limit));
    }

    /**
     * A transaction by its number.
     *
     * @param tenant whose transaction
     * @param sequence its number
     * @return the transaction, empty if the tenant has none of that number
     * @throws LedgerStoreException if the store failed
     */
    public Optional<Transaction> transaction(TenantId tenant, long sequence) {
        return read(new Query.TransactionOf(tenant, sequence));
    }

    /**
     * What an operation booked.
     *
     * @param operation the operation
     * @param by which step of it
     * @return the transaction, empty if it booked nothing or is forgotten
     * @throws LedgerStoreException if the store failed
     */
    public Optional<Transaction> booked(OperationId operation, BookedBy by) {
        return read(new Query.BookedFor(operation, by));
    }

    /**
     * The feed from a number on: every change of state, in order.
     *
     * @param sequence the first number wanted, more than zero
     * @param limit how many at most, 1 to 1000
     * @return the events, none when there is nothing yet
     * @throws LedgerStoreException if the store failed
     */
    public List<LedgerEvent> events(long sequence, int limit) {
        return read(new Query.EventsFrom(sequence, limit));
    }

    /**
     * Tells when the feed goes on, so that nobody has to ask again and again.
     *
     * @param sequence the number of an event, 0 for before the first one
     * @return completes with the number of the last event that can be read, once that is greater than {@code sequence};
     *     fails with {@link LedgerStoreException} if the store is closed, fails, or cannot tell
     */
    public CompletionStage<Long> eventsAfter(long sequence) {
        return store.eventsAfter(sequence);
    }

    /**
     * Answers a query; every read comes down to this.
     *
     * @param <R> what is told
     * @param query what is asked
     * @return the answer
     * @throws LedgerStoreException if the store failed
     */
    public <R> R read(Query<R> query) {
        return store.readAndWait(query, clock.instant());
    }

    /**
     * Does what {@link #read(Query)} does, without blocking.
     *
     * @param <R> what is told
     * @param query what is asked
     * @return completes with the answer
     */
    public <R> CompletionStage<R> readAsync(Query<R> query) {
        return store.read(query, clock.instant());
    }

    /**
     * Audits the books: does the whole history again, adds up every row, and compares both with what is answered.
     *
     * @return what is wrong, if anything is
     * @throws LedgerStoreException if the store failed, or has no audit
     */
    public AuditReport verify() {
        return store.verify(Optional.empty());
    }

    /**
     * Audits the books against a head that an earlier audit gave: everything up to it must still be there, unchanged.
     *
     * @param expected the head
     * @return what is wrong, if anything is
     * @throws LedgerStoreException if the store failed, or has no audit
     */
    public AuditReport verify(ChainHead expected) {
        return store.verify(Optional.of(expected));
    }

    /** Closes the store; what is asked afterwards fails with a {@link LedgerStoreException}. */
    @Override
    public void close() {
        store.close();
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
