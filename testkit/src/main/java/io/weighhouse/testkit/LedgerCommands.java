// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.CloseAccount;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.ExpireDue;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.ExtendHold;
import io.weighhouse.ledger.FreezeCredit;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.HoldTerms;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.LimitUse;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PayingLeg;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.ReverseTransaction.Shortfall;
import io.weighhouse.ledger.Rollover;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.Taking;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.UnfreezeCredit;
import io.weighhouse.money.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Makes the commands of {@link Generators#ledgerCommands(List)}. */
final class LedgerCommands {

    private static final Instant START = ManualClock.START;
    private static final List<AccountKind> SOURCES = List.of(AccountKind.CLEARING, AccountKind.PROMOTION);

    private final List<Account> accounts;
    private final TenantId tenant;
    private final Arbitrary<OperationId> ids;
    private final Arbitrary<Note> notes = Arbitraries.of("", "one", "two").map(Note.NONE::reason);
    private final Arbitrary<Account> any;
    private final Arbitrary<Account> wallets;
    private final Arbitrary<Account> payees;
    private final Arbitrary<Account> counters;

    LedgerCommands(List<Account> accounts) {
        this.accounts = List.copyOf(accounts);
        tenant = accounts.get(0).id().tenant();
        ids = Arbitraries.integers().between(1, 24).map(n -> tenant.operation("op-" + n));
        any = Arbitraries.of(this.accounts);
        wallets = mostly(List.of(AccountKind.WALLET));
        payees = mostly(List.of(AccountKind.REVENUE));
        counters = mostly(List.of(AccountKind.COUNTER));
    }

    Arbitrary<Command<?>> all() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, opens()),
                Tuple.of(1, closes()),
                Tuple.of(2, limits()),
                Tuple.of(12, grants()),
                Tuple.of(5, periods()),
                Tuple.of(4, posts()),
                Tuple.of(3, adjusts()),
                Tuple.of(14, reversals()),
                Tuple.of(16, holds()),
                Tuple.of(5, extensions()),
                Tuple.of(16, captures()),
                Tuple.of(4, releases()),
                Tuple.of(2, freezes()),
                Tuple.of(2, unfreezes()),
                Tuple.of(1, sweeps()));
    }

    private Arbitrary<Command<?>> opens() {
        Arbitrary<Account> others = Arbitraries.integers()
                .between(1, 3)
                .flatMap(minor -> wallets.filter(account -> account.kind() == AccountKind.WALLET)
                        .map(wallet -> Account.wallet(wallet.id(), Amount.ofMinor(minor, wallet.unit()))));
        return Arbitraries.frequencyOf(Tuple.of(4, any), Tuple.of(1, others)).map(OpenAccount::of);
    }

    /** The later an account stands in the list, the sooner it is closed: the first ones should last. */
    private Arbitrary<Command<?>> closes() {
        int half = accounts.size() / 2;
        return Arbitraries.frequencyOf(
                        Tuple.of(1, any),
                        Tuple.of(4, Arbitraries.of(accounts.subList(half, accounts.size()))),
                        Tuple.of(6, Arbitraries.of(accounts.get(accounts.size() - 1))))
                .map(account -> CloseAccount.of(account.id()));
    }

    private Arbitrary<Command<?>> limits() {
        return Combinators.combine(ids, wallets, Arbitraries.longs().between(0, 20), notes)
                .as((id, wallet, minor, note) ->
                        new SetCreditLimit(id, wallet.id(), Amount.ofMinor(minor, wallet.unit()), note));
    }

    private Arbitrary<Command<?>> grants() {
        return grantPostings()
                .flatMap(posting -> Combinators.combine(ids, terms(posting), notes)
                        .as((id, terms, note) -> new GrantCredit(id, posting, terms, note)));
    }

    private Arbitrary<Command<?>> periods() {
        Arbitrary<Instant> starts = Arbitraries.of(0, 100, 200, 300).map(START::plusSeconds);
        Arbitrary<OperationId> subscriptions = Arbitraries.of("sub-1", "sub-2").map(tenant::operation);
        return grantPostings()
                .flatMap(posting -> Combinators.combine(subscriptions, starts, terms(posting), notes)
                        .filter((id, start, terms, note) -> terms.expiry()
                                .map(expiry -> expiry.expiresAt().isAfter(start))
                                .orElse(true))
                        .as((id, start, terms, note) -> new GrantPeriod(id, start, posting, terms, note)));
    }

    private Arbitrary<Posting> grantPostings() {
        return Combinators.combine(mostly(SOURCES), wallets, minors())
                .filter((source, wallet, minor) -> minor > 0 && !source.equals(wallet))
                .as((source, wallet, minor) ->
                        new Posting(source.id(), wallet.id(), Amount.ofMinor(minor, wallet.unit())));
    }

    private Arbitrary<LotTerms> terms(Posting posting) {
        Arbitrary<Optional<Instant>> effective = instants().optional(0.2);
        Arbitrary<Optional<LotExpiry>> expiries = expiries(posting).optional(0.6);
        return Combinators.combine(Arbitraries.of(500, 500, 100, 900), effective, expiries, tags())
                .filter((priority, from, expiry, tags) -> from.isEmpty()
                        || expiry.isEmpty()
                        || expiry.get().expiresAt().isAfter(from.get()))
                .as((priority, from, expiry, tags) -> new LotTerms(priority, from, expiry, tags, Optional.empty()));
    }

    private Arbitrary<LotExpiry> expiries(Posting posting) {
        Arbitrary<Duration> graces = Arbitraries.of(0, 0, 10, 60).map(Duration::ofSeconds);
        return instants()
                .flatMap(
                        at -> Combinators.combine(mostly(List.of(AccountKind.BREAKAGE)), rollovers(posting, at), graces)
                                .as((breakage, rollover, grace) -> new LotExpiry(at, breakage.id(), rollover, grace)));
    }

    private Arbitrary<Rollover> rollovers(Posting posting, Instant expiresAt) {
        Arbitrary<Rollover> capped = Arbitraries.longs()
                .between(0, 20)
                .map(minor ->
                        Rollover.capped(Amount.ofMinor(minor, posting.amount().unit())));
        Arbitrary<Rollover> goesOn = Arbitraries.oneOf(Arbitraries.just(Rollover.FULL), capped);
        Arbitrary<Instant> ends = Arbitraries.of(20, 100).map(expiresAt::plusSeconds);
        return Arbitraries.oneOf(
                Arbitraries.just(Rollover.NONE),
                goesOn,
                Combinators.combine(goesOn, ends).as(Rollover::until));
    }

    private Arbitrary<Command<?>> posts() {
        return Combinators.combine(ids, postings().list().ofMinSize(1).ofMaxSize(4), notes)
                .as(PostTransaction::new);
    }

    private Arbitrary<Posting> postings() {
        Arbitrary<Account> sources = mostly(SOURCES);
        return Combinators.combine(Arbitraries.oneOf(wallets, sources), Arbitraries.oneOf(wallets, payees), minors())
                .filter((from, to, minor) -> !from.equals(to))
                .as((from, to, minor) -> new Posting(from.id(), to.id(), Amount.ofMinor(minor, from.unit())));
    }

    private Arbitrary<Command<?>> adjusts() {
        Arbitrary<Optional<Long>> expected = Arbitraries.longs().between(0, 10).optional(0.2);
        return Combinators.combine(
                        ids, wallets, mostly(SOURCES), Arbitraries.longs().between(-5, 40), expected)
                .filter((id, account, contra, minor, thought) -> !account.equals(contra))
                .as((id, account, contra, minor, thought) -> {
                    Amount target = Amount.ofMinor(minor, account.unit());
                    AdjustBalance command = AdjustBalance.of(id, account.id(), contra.id(), target);
                    return thought.map(value -> command.expected(Amount.ofMinor(value, account.unit())))
                            .orElse(command);
                });
    }

    private Arbitrary<Command<?>> reversals() {
        Arbitrary<Extent> extents = Combinators.combine(Arbitraries.of(Extent.Kind.class), small(1), payees)
                .as((kind, minor, account) -> {
                    boolean wanted = kind == Extent.Kind.PART || kind == Extent.Kind.TOTAL;
                    return new Extent(
                            kind, wanted ? Optional.of(Amount.ofMinor(minor, account.unit())) : Optional.empty());
                });
        Arbitrary<Extent> whole = Arbitraries.just(Extent.WHOLE);
        return Combinators.combine(
                        ids,
                        Arbitraries.longs().between(1, 60),
                        Arbitraries.oneOf(extents, extents, whole),
                        Arbitraries.of(Shortfall.class),
                        notes)
                .as(ReverseTransaction::new);
    }

    private Arbitrary<Command<?>> holds() {
        Arbitrary<PayingLeg> paying = Combinators.combine(wallets, Arbitraries.oneOf(small(0), minors()), tags())
                .as((wallet, minor, tags) -> new PayingLeg(wallet.id(), Amount.ofMinor(minor, wallet.unit()), tags));
        Arbitrary<String> intents = Arbitraries.of("", "", "", "intent");
        return Combinators.combine(ids, paying, legs(), holdTerms(), intents).as(PlaceHold::new);
    }

    private Arbitrary<List<LimitLeg>> legs() {
        return Combinators.combine(counters, small(0), Arbitraries.longs().between(0, 60))
                .as((counter, minor, limit) -> new LimitLeg(
                        counter.id(), Amount.ofMinor(minor, counter.unit()), Amount.ofMinor(limit, counter.unit())))
                .list()
                .ofMaxSize(2)
                .uniqueElements(LimitLeg::counter);
    }

    private Arbitrary<HoldTerms> holdTerms() {
        Arbitrary<ExpiryAction> actions = Arbitraries.oneOf(
                Arbitraries.just(ExpiryAction.RELEASE),
                Arbitraries.just(ExpiryAction.RELEASE),
                payees.map(to -> new ExpiryAction.CaptureAll(to.id())),
                Combinators.combine(payees, small(0))
                        .as((to, minor) -> new ExpiryAction.CaptureFloor(to.id(), Amount.ofMinor(minor, to.unit()))));
        return Combinators.combine(timesToLive(), actions).as(HoldTerms::new);
    }

    private Arbitrary<Command<?>> extensions() {
        return Combinators.combine(ids, steps(), wallets, minors(), timesToLive())
                .as((id, step, wallet, minor, time) ->
                        new ExtendHold(id, step, Amount.ofMinor(minor, wallet.unit()), time));
    }

    private Arbitrary<Command<?>> captures() {
        Arbitrary<Taking> takings = Combinators.combine(payees, minors(), Arbitraries.of(Overrun.class))
                .as((to, minor, overrun) -> new Taking(to.id(), Amount.ofMinor(minor, to.unit()), overrun));
        Arbitrary<List<LimitUse>> uses = Combinators.combine(counters, small(0))
                .as((counter, minor) -> new LimitUse(counter.id(), Amount.ofMinor(minor, counter.unit())))
                .list()
                .ofMaxSize(1);
        Arbitrary<List<LimitUse>> seldom = Arbitraries.oneOf(Arbitraries.just(List.of()), uses);
        Arbitrary<Integer> checkpointOrLast = Arbitraries.oneOf(Arbitraries.just(CaptureHold.FINAL), steps());
        return Combinators.combine(ids, takings, checkpointOrLast, seldom, notes)
                .as((id, taking, step, used, note) ->
                        new CaptureHold(id, taking, step, step == CaptureHold.FINAL ? used : List.of(), note));
    }

    private Arbitrary<Command<?>> releases() {
        return Combinators.combine(ids, notes).as(ReleaseHold::new);
    }

    private Arbitrary<Command<?>> freezes() {
        return Combinators.combine(ids, wallets, small(1), notes)
                .as((id, wallet, minor, note) ->
                        new FreezeCredit(id, wallet.id(), Amount.ofMinor(minor, wallet.unit()), note));
    }

    private Arbitrary<Command<?>> unfreezes() {
        return Combinators.combine(ids, notes).as(UnfreezeCredit::new);
    }

    private static Arbitrary<Command<?>> sweeps() {
        return Arbitraries.integers().between(1, 5).map(ExpireDue::new);
    }

    private static Arbitrary<Integer> steps() {
        return Arbitraries.integers().between(1, 4);
    }

    private static Arbitrary<Duration> timesToLive() {
        return Arbitraries.of(5, 20, 60, 3600).map(Duration::ofSeconds);
    }

    /** Within the first minutes of a {@link ManualClock}, so that some are over and some to come. */
    private static Arbitrary<Instant> instants() {
        return Arbitraries.integers().between(0, 60).map(n -> START.plusSeconds(10L * n));
    }

    private static Arbitrary<Set<String>> tags() {
        return Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.just(Set.of())),
                Tuple.of(2, Arbitraries.just(Set.of("image"))),
                Tuple.of(1, Arbitraries.just(Set.of("chat"))),
                Tuple.of(1, Arbitraries.just(Set.of("image", "chat"))));
    }

    private static Arbitrary<Long> small(long least) {
        return Arbitraries.longs().between(least, 20);
    }

    /** Mostly one of the first two accounts of those kinds and of the usual unit, seldom one of no such kind. */
    private Arbitrary<Account> mostly(List<AccountKind> kinds) {
        List<Account> chosen = new ArrayList<>(accounts);
        chosen.removeIf(account -> !kinds.contains(account.kind()));
        if (chosen.isEmpty()) {
            return any;
        }
        List<Account> first = chosen.stream()
                .filter(account -> account.kind() == AccountKind.COUNTER
                        || account.unit().equals(accounts.get(0).unit()))
                .limit(2)
                .toList();
        return Arbitraries.frequencyOf(
                Tuple.of(40, Arbitraries.of(first.isEmpty() ? chosen : first)),
                Tuple.of(4, Arbitraries.of(chosen)),
                Tuple.of(1, any));
    }

    /** Smallest parts: mostly few, so that balances matter, and now and then so many that they overflow one. */
    private static Arbitrary<Long> minors() {
        return Arbitraries.frequencyOf(
                Tuple.of(60, Arbitraries.longs().between(0, 30)),
                Tuple.of(1, Arbitraries.of(Account.MAX_BALANCE_MINOR - 1, Account.MAX_BALANCE_MINOR, Long.MAX_VALUE)));
    }
}
