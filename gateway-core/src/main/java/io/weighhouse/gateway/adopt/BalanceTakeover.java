// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.BookedBy;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Books the balances of an old system into wallets, each once.
 *
 * <p>Every row opens its wallet and is granted as one lot under the id {@code takeover:<run>:<wallet>}. So a run that broke off is
 * started again from the beginning: what was booked is booked no second time, and once all is booked, another start changes nothing. The
 * credit comes from an account of the run's own, {@code takeover:<run>}, in the tenant of each wallet, so that the ledger itself says what a
 * run has booked.
 *
 * <p>The same rows and rules give the same answers. With a rate of 100 and whole credits rounded down, 12.505 dollars become 1,250 credits,
 * and the report says that 0.5 were rounded away.
 *
 * <p>This class is immutable and thread-safe; two runs of the same name at once book each row once, too.
 */
public final class BalanceTakeover {

    /** How many rows one start takes at most: their wallets are remembered, to find those that come twice. */
    public static final long MAX_ROWS = 5_000_000;

    private static final int MOST_RUN_CHARS = 40;
    private static final int MOST_IN_FLIGHT = 256;

    private final Ledger ledger;
    private final String run;
    private final Builder rules;
    private final Unit unit;

    private BalanceTakeover(Builder builder, Unit unit) {
        this.ledger = builder.ledger;
        this.run = builder.run;
        this.rules = builder.copy();
        this.unit = unit;
    }

    /**
     * Starts the description of a run.
     *
     * @param ledger where the balances go
     * @param run the name of the run, 1 to 40 of a-z, 0-9 and -; it stays the same when the run is started again
     * @return a builder, whose {@code into} and {@code wallets} must be said
     * @throws IllegalArgumentException if the name is not of that form
     */
    public static Builder builder(Ledger ledger, String run) {
        if (run.length() > MOST_RUN_CHARS || !run.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("must be 1 to 40 of a-z, 0-9 and -: run has " + run.length());
        }
        return new Builder(ledger, run);
    }

    /**
     * Takes the balances over, and waits for the ledger.
     *
     * @param balances of all customers, in any order; at most {@link #MAX_ROWS}
     * @param report is told of each row, in their order, when the ledger has it; a row that it throws for was booked
     * @return the totals
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed; start the run again
     * @throws io.weighhouse.ledger.DeclinedException if the run's own account cannot be opened, because there is another of its name
     * @throws IllegalArgumentException if there are too many rows; those before were booked
     */
    public TakeoverTotals run(Iterator<OldBalance> balances, Consumer<? super TakeoverRow> report) {
        TakeoverSums sums = new TakeoverSums(unit);
        Set<AccountId> sources = new HashSet<>();
        Set<AccountId> seen = new HashSet<>();
        Queue<CompletionStage<TakeoverRow>> inFlight = new ArrayDeque<>();
        long rows = 0;
        try {
            while (balances.hasNext()) {
                if (++rows > MAX_ROWS) {
                    throw new IllegalArgumentException("must be at most " + MAX_ROWS + " rows: run=" + run);
                }
                inFlight.add(take(balances.next(), seen, sources));
                if (inFlight.size() == MOST_IN_FLIGHT) {
                    tell(inFlight.remove(), sums, report);
                }
            }
            while (!inFlight.isEmpty()) {
                tell(inFlight.remove(), sums, report);
            }
        } finally {
            // Nothing of a run goes on behind the back of whoever was told that it had failed.
            inFlight.forEach(BalanceTakeover::outlast);
        }
        Amount inLedger = Amount.zero(unit);
        for (AccountId source : sources) {
            Optional<Balance> balance = ledger.balance(source);
            inLedger = balance.isPresent() ? inLedger.minus(balance.get().posted()) : inLedger;
        }
        return sums.totals(inLedger);
    }

    /**
     * Compares the balances of both systems, and changes nothing.
     *
     * <p>An old balance is compared as it is, not rounded: allow what rounding and calls under way may come to.
     *
     * @param balances of all customers, in any order
     * @param allowed how far two balances may be apart without being told
     * @param report is told of each customer whose balances are farther apart
     * @return the totals
     * @throws IllegalArgumentException if what is allowed is negative or of another unit
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed
     */
    public DriftTotals drift(Iterator<OldBalance> balances, Amount allowed, Consumer<? super DriftRow> report) {
        if (allowed.isNegative() || !allowed.unit().equals(unit)) {
            throw new IllegalArgumentException("must be >= 0 " + unit + ": allowed=" + allowed);
        }
        long compared = 0;
        long differing = 0;
        long skipped = 0;
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal largest = BigDecimal.ZERO;
        while (balances.hasNext()) {
            OldBalance old = balances.next();
            OldNumber number = OldNumber.read(old.balance());
            Optional<AccountId> wallet = rules.directory().apply(old.reference());
            if (wallet.isEmpty() || (number.fault() != null && number.fault() != TakeoverResult.NEGATIVE)) {
                skipped++;
                continue;
            }
            Amount now = ledger.balance(wallet.get())
                    .map(Balance::posted)
                    .filter(posted -> posted.unit().equals(unit))
                    .orElse(Amount.zero(unit));
            DriftRow row = new DriftRow(old, wallet.get(), plain(number.value().multiply(rules.rate)), now);
            compared++;
            sum = sum.add(row.difference());
            largest = largest.max(row.difference().abs());
            if (row.difference().abs().compareTo(allowed.toDecimal()) > 0) {
                differing++;
                report.accept(row);
            }
        }
        return new DriftTotals(compared, differing, skipped, sum, largest);
    }

    private static void tell(
            CompletionStage<TakeoverRow> taken, TakeoverSums sums, Consumer<? super TakeoverRow> report) {
        TakeoverRow row = waitFor(taken);
        sums.add(row);
        report.accept(row);
    }

    private static void outlast(CompletionStage<?> stage) {
        stage.handle((done, failure) -> done == null).toCompletableFuture().join();
    }

    private static <T> T waitFor(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private CompletionStage<TakeoverRow> take(OldBalance old, Set<AccountId> seen, Set<AccountId> sources) {
        OldNumber number = OldNumber.read(old.balance());
        BigDecimal exact = plain(number.value().multiply(rules.rate));
        AccountId wallet = rules.directory().apply(old.reference()).orElse(null);
        TakeoverResult fault = number.fault();
        Amount amount = Amount.zero(unit);
        if (fault == null && wallet == null) {
            fault = TakeoverResult.UNKNOWN_CUSTOMER;
        }
        if (fault == null) {
            try {
                amount = Amount.of(exact.setScale(unit.scale(), rules.rounding), unit);
                fault = amount.minor() > Account.MAX_BALANCE_MINOR ? TakeoverResult.TOO_LARGE : null;
            } catch (ArithmeticException mustRound) {
                fault = rules.rounding == RoundingMode.UNNECESSARY
                                && exact.stripTrailingZeros().scale() > unit.scale()
                        ? TakeoverResult.NOT_EXACT
                        : TakeoverResult.TOO_LARGE;
            } catch (IllegalArgumentException tooLarge) {
                fault = TakeoverResult.TOO_LARGE;
            }
        }
        if (fault == null && !seen.add(wallet)) {
            fault = TakeoverResult.DUPLICATE;
        }
        Wanted wanted = new Wanted(old, wallet, amount, exact);
        if (fault != null || wallet == null) {
            return CompletableFuture.completedFuture(wanted.skipped(fault == null ? TakeoverResult.DUPLICATE : fault));
        }
        AccountId source = source(wallet, sources);
        return ledger.openAsync(Account.wallet(wallet, unit))
                .thenCompose(opened -> opened instanceof Declined<Account> declined && !isSameWallet(declined)
                        ? CompletableFuture.completedFuture(wanted.skipped(TakeoverResult.WALLET_UNUSABLE))
                        : grant(wanted, wallet, source));
    }

    /** One that has a credit limit is a wallet, too. */
    private boolean isSameWallet(Declined<Account> declined) {
        return declined.reason() instanceof Decline.AccountConflict conflict
                && conflict.existing().kind() == AccountKind.WALLET
                && conflict.existing().unit().equals(unit);
    }

    private AccountId source(AccountId wallet, Set<AccountId> sources) {
        AccountId source = wallet.tenant().account("takeover:" + run);
        if (sources.add(source)) {
            ledger.open(Account.of(source, rules.paid ? AccountKind.CLEARING : AccountKind.PROMOTION, unit))
                    .orThrow();
        }
        return source;
    }

    private CompletionStage<TakeoverRow> grant(Wanted wanted, AccountId wallet, AccountId source) {
        OperationId id = wallet.tenant().operation("takeover:" + run + ':' + wallet.name());
        if (wanted.amount.isZero()) {
            // Nothing to grant; but an earlier start may have granted something.
            return before(id)
                    .thenApply(before -> before.map(booked -> wanted.changed(amountOf(booked)))
                            .orElseGet(() -> wanted.taken(TakeoverResult.TAKEN, wanted.amount)));
        }
        GrantCredit grant = GrantCredit.of(id, source, wallet, wanted.amount)
                .terms(rules.terms(wanted.amount))
                .note(Note.NONE.reason("takeover").reference(run));
        return ledger.grantAsync(grant).thenCompose(outcome -> answered(wanted, id, outcome));
    }

    private CompletionStage<TakeoverRow> answered(Wanted wanted, OperationId id, Outcome<Transaction> outcome) {
        if (outcome instanceof Done<Transaction> done) {
            TakeoverResult how = done.replayed() ? TakeoverResult.TAKEN_BEFORE : TakeoverResult.TAKEN;
            return CompletableFuture.completedFuture(wanted.taken(how, amountOf(done.value())));
        }
        TakeoverRow unusable = wanted.skipped(TakeoverResult.WALLET_UNUSABLE);
        return ((Declined<Transaction>) outcome).reason() instanceof Decline.OperationConflict
                ? before(id)
                        .thenApply(before -> before.map(booked -> wanted.changed(amountOf(booked)))
                                .orElse(unusable))
                : CompletableFuture.completedFuture(unusable);
    }

    /** What an earlier start has granted. */
    private CompletionStage<Optional<Transaction>> before(OperationId id) {
        return ledger.readAsync(new Query.BookedFor(id, BookedBy.GRANT));
    }

    private static Amount amountOf(Transaction grant) {
        return grant.entries().get(0).posting().amount();
    }

    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** A row before the ledger has answered. */
    private record Wanted(OldBalance old, @Nullable AccountId wallet, Amount amount, BigDecimal exact) {

        TakeoverRow skipped(TakeoverResult why) {
            return new TakeoverRow(old, wallet, why, Amount.zero(amount.unit()), exact);
        }

        TakeoverRow taken(TakeoverResult how, Amount booked) {
            return new TakeoverRow(old, wallet, how, booked, exact);
        }

        TakeoverRow changed(Amount booked) {
            return new TakeoverRow(old, wallet, TakeoverResult.CHANGED, booked, exact);
        }
    }

    /** Puts a run together. Not thread-safe. */
    public static final class Builder {

        private final Ledger ledger;
        private final String run;
        private @Nullable Unit unit;
        private @Nullable Function<? super String, Optional<AccountId>> wallets;
        private BigDecimal rate = BigDecimal.ONE;
        private RoundingMode rounding = RoundingMode.UNNECESSARY;
        private boolean paid = true;
        private LotTerms terms = LotTerms.USUAL;
        private BigDecimal price = BigDecimal.ZERO;
        private @Nullable Unit money;

        private Builder(Ledger ledger, String run) {
            this.ledger = ledger;
            this.run = run;
        }

        /**
         * What the wallets count.
         *
         * @param wanted their unit
         * @return this builder
         */
        public Builder into(Unit wanted) {
            this.unit = wanted;
            return this;
        }

        /**
         * Which wallet a customer has: a pseudonym, which stands in the ledger for ever.
         *
         * @param directory from the old system's reference to the wallet; empty for nobody that is known
         * @return this builder
         */
        public Builder wallets(Function<? super String, Optional<AccountId>> directory) {
            this.wallets = directory;
            return this;
        }

        /**
         * How many of the new unit one of the old is: 1 unless said here.
         *
         * @param newForOld such as {@code 100} for a hundred credits a dollar, more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is no number or not more than zero
         */
        public Builder rate(String newForOld) {
            BigDecimal value = new BigDecimal(newForOld);
            if (value.signum() <= 0) {
                throw new IllegalArgumentException("must be > 0: rate=" + newForOld);
            }
            this.rate = value;
            return this;
        }

        /**
         * What happens to what is finer than the new unit: such a row is left out unless a way of rounding is said here.
         *
         * @param mode such as {@link RoundingMode#DOWN}
         * @return this builder
         */
        public Builder rounding(RoundingMode mode) {
            this.rounding = mode;
            return this;
        }

        /**
         * On which terms the credit stands: the usual ones unless said here.
         *
         * @param lot priority, expiry, tags
         * @return this builder
         */
        public Builder terms(LotTerms lot) {
            this.terms = lot;
            return this;
        }

        /**
         * Takes it for credit that nobody paid for; for paid credit of unknown worth unless this or {@code worth} is said.
         *
         * @return this builder
         */
        public Builder promotional() {
            this.paid = false;
            return this;
        }

        /**
         * What was paid for one of the new unit, so that margins can be told.
         *
         * @param priceOfOne such as {@code 0.01}, zero or more
         * @param currency the money, whose smallest part the worth of a lot is rounded down to
         * @return this builder
         * @throws IllegalArgumentException if it is no number or negative
         */
        public Builder worth(String priceOfOne, Unit currency) {
            BigDecimal value = new BigDecimal(priceOfOne);
            if (value.signum() < 0) {
                throw new IllegalArgumentException("must be >= 0: worth=" + priceOfOne);
            }
            this.price = value;
            this.money = currency;
            return this;
        }

        /**
         * The run.
         *
         * @return the run
         * @throws IllegalStateException if the unit or the wallets were not said
         */
        public BalanceTakeover build() {
            if (unit == null || wallets == null) {
                throw new IllegalStateException("must be said before build(): into(unit), wallets(directory)");
            }
            return new BalanceTakeover(this, unit);
        }

        private Builder copy() {
            Builder copy = new Builder(ledger, run);
            copy.unit = unit;
            copy.wallets = wallets;
            copy.rate = rate;
            copy.rounding = rounding;
            copy.paid = paid;
            copy.terms = terms;
            copy.price = price;
            copy.money = money;
            return copy;
        }

        private Function<? super String, Optional<AccountId>> directory() {
            return Objects.requireNonNull(wallets, "wallets");
        }

        private LotTerms terms(Amount amount) {
            Unit currency = money;
            if (currency == null) {
                return terms;
            }
            BigDecimal worth = amount.toDecimal().multiply(price).setScale(currency.scale(), RoundingMode.DOWN);
            return terms.costBasis(Amount.of(worth, currency));
        }
    }
}
