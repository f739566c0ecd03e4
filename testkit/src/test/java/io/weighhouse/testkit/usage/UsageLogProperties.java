// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Command;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.GrantPeriod;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LedgerEvent;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.ReleaseHold;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.SetCreditLimit;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.metering.usage.Dimension;
import io.weighhouse.metering.usage.UsageLog;
import io.weighhouse.metering.usage.UsageQuestion;
import io.weighhouse.metering.usage.UsageRecord;
import io.weighhouse.metering.usage.UsageSummary;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import io.weighhouse.testkit.Generators;
import io.weighhouse.testkit.ManualClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

/** After any history, what a log says is what the ledger's statements and holds say. */
class UsageLogProperties {

    private static final TenantId ACME = TenantId.of("acme");
    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final Unit CALL = Unit.of("CALL", 0);
    private static final Unit USD = Unit.of("USD", 2);
    private static final UsageQuestion ALL = UsageQuestion.of(ACME);
    private static final Dimension[] EVERYTHING = {
        Dimension.DAY, Dimension.WALLET, Dimension.SKU, Dimension.label("key"), Dimension.label("plan")
    };
    private static final List<Account> ACCOUNTS = List.of(
            Account.wallet(id("wallet:alice"), CREDIT),
            Account.wallet(id("wallet:bob"), Amount.ofMinor(20, CREDIT)),
            Account.of(id("revenue"), AccountKind.REVENUE, CREDIT),
            Account.of(id("payments"), AccountKind.CLEARING, CREDIT),
            Account.of(id("gifts"), AccountKind.PROMOTION, CREDIT),
            Account.of(id("breakage"), AccountKind.BREAKAGE, CREDIT),
            Account.of(id("calls"), AccountKind.COUNTER, CALL));
    private static final int IDS = 24;

    /** A command, how long after the one before it, and what a receipt would say. */
    record Step(Command<?> command, Duration pause, int drawn) {}

    /** The ids of a whole history are remembered, so that the ledger can be asked about each of them. */
    private static final Horizon FOR_LONG = new Horizon(Duration.ofDays(365), 1_000_000);

    private ManualClock clock = new ManualClock();
    private Ledger ledger = Ledger.inMemory();

    @BeforeTry
    void open() {
        clock = new ManualClock();
        ledger = Ledger.builder()
                .store(LedgerStore.inMemory(FOR_LONG))
                .clock(clock)
                .build();
        ACCOUNTS.forEach(account -> ledger.open(account).orThrow());
    }

    private static AccountId id(String name) {
        return ACME.account(name);
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Duration> pauses = Arbitraries.frequencyOf(
                Tuple.of(12, Generators.pauses()), Tuple.of(1, Arbitraries.just(Duration.ofHours(11))));
        return Combinators.combine(
                        Generators.ledgerCommands(ACCOUNTS),
                        pauses,
                        Arbitraries.integers().between(0, 1_000))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void summary_anyHistory_addsUpToTheStatements(@ForAll("histories") List<Step> steps) {
        steps.forEach(step -> run(step, step.command()));
        ledger.expireDue(1000);
        UsageLog log = folded(Integer.MAX_VALUE);
        assertThat(pricesByDay(log)).isEqualTo(statements());
        Set<OperationId> ended = new HashSet<>();
        Map<OperationId, Long> taken = new HashMap<>();
        for (int i = 1; i <= IDS; i++) {
            OperationId id = ACME.operation("op-" + i);
            ledger.findHold(id).filter(hold -> hold.state() != HoldState.OPEN).ifPresent(hold -> {
                ended.add(id);
                taken.put(id, hold.captured().minor());
            });
        }
        List<UsageRecord> records = log.page(ALL, Long.MAX_VALUE, 1000).records();
        assertThat(records).extracting(UsageRecord::id).containsExactlyInAnyOrderElementsOf(ended);
        assertThat(log.summary(ALL).total().calls()).isEqualTo(ended.size());
        for (UsageRecord record : records) {
            assertThat(record.money().price().minor()).as("%s", record).isEqualTo(taken.get(record.id()));
        }
        assertThat(log.losses().none()).isTrue();
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void fold_inAnyPages_givesTheSameAnswers(
            @ForAll("histories") List<Step> steps, @ForAll @IntRange(min = 1, max = 7) int page) {
        steps.forEach(step -> run(step, step.command()));
        UsageLog whole = folded(1000);
        UsageLog parts = folded(page);
        assertThat(parts.next()).isEqualTo(whole.next());
        assertThat(parts.summary(ALL.by(EVERYTHING))).isEqualTo(whole.summary(ALL.by(EVERYTHING)));
        assertThat(parts.summary(ALL.by(EVERYTHING)).toCsv())
                .isEqualTo(whole.summary(ALL.by(EVERYTHING)).toCsv());
        assertThat(parts.margin(ALL.by(EVERYTHING))).isEqualTo(whole.margin(ALL.by(EVERYTHING)));
        assertThat(parts.page(ALL, Long.MAX_VALUE, 1000)).isEqualTo(whole.page(ALL, Long.MAX_VALUE, 1000));
    }

    /** Every lot is worth seven cents a millionth of a credit, and nothing expires: so use is worth its price. */
    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void margin_anyHistoryOfUse_isWhatTheSpentLotsCost(@ForAll("histories") List<Step> steps) {
        for (Step step : steps) {
            Command<?> command = step.command();
            if (command instanceof GrantCredit grant && grant.amount().minor() < 1_000_000) {
                LotTerms terms = LotTerms.USUAL
                        .priority(grant.terms().priority())
                        .costBasis(Amount.ofMinor(7 * grant.amount().minor(), USD));
                run(step, grant.amount().unit().equals(CREDIT) ? grant.terms(terms) : grant);
            } else if (!(command instanceof GrantCredit
                    || command instanceof GrantPeriod
                    || command instanceof PostTransaction
                    || command instanceof AdjustBalance
                    || command instanceof SetCreditLimit)) {
                if (!(command instanceof ReverseTransaction reverse) || isUse(reverse)) {
                    run(step, command);
                }
            }
        }
        UsageLog log = folded(1000);
        long price = log.summary(ALL).total().price(CREDIT).minor();
        var margin = log.margin(ALL).total();
        BigDecimal earned = margin.earned("USD").movePointRight(2);
        long others = margin.promotional()
                        .getOrDefault(CREDIT, Amount.zero(CREDIT))
                        .minor()
                + margin.unvalued().getOrDefault(CREDIT, Amount.zero(CREDIT)).minor();
        assertThat(earned.add(BigDecimal.valueOf(7 * others))).isEqualByComparingTo(BigDecimal.valueOf(7 * price));
        assertThat(margin.breakage()).isEmpty();
    }

    private boolean isUse(ReverseTransaction reverse) {
        return ledger.transaction(ACME, reverse.transaction())
                .filter(transaction -> transaction.kind() == TransactionKind.USAGE)
                .isPresent();
    }

    private void run(Step step, Command<?> command) {
        clock.advance(step.pause());
        if (command instanceof OpenAccount) {
            return;
        }
        if (command instanceof CaptureHold capture && capture.amount().unit().equals(CREDIT)) {
            ledger.submit(capture.note(note(capture.id(), step.drawn(), capture.isFinal() ? "" : "CHECKPOINT")));
        } else if (command instanceof ReleaseHold release) {
            ledger.submit(new ReleaseHold(release.id(), note(release.id(), step.drawn(), "CLIENT_GONE")));
        } else {
            ledger.submit(command);
        }
    }

    /** Every fourth tells nothing, as a hold that is no metered call. */
    private static Note note(OperationId id, int drawn, String cause) {
        if (drawn % 4 == 0) {
            return Note.NONE;
        }
        RateCard card = RateCard.builder(Sku.of("openai", drawn % 3 == 0 ? "gpt-4o" : "gpt-4o-mini"))
                .currency("USD")
                .rate(Rate.of(Meter.INPUT_TOKENS, "0.001"))
                .build();
        PinnedCard pinned = PinnedCard.of("2026-01", card, Markup.into(CREDIT).creditPrice("0.01"));
        Receipt receipt = Receipt.of(
                        id.value(),
                        Basis.REPORTED,
                        pinned.rate(Usage.of(Meter.INPUT_TOKENS, drawn)).chargeOrThrow())
                .because(cause);
        return Note.NONE
                .reference(card.sku().toString())
                .label("key", "k-" + drawn % 5)
                .label("plan", "p-" + drawn % 2)
                .receipt(receipt.toJson());
    }

    private UsageLog folded(int page) {
        UsageLog log = UsageLog.builder().build();
        List<LedgerEvent> events = ledger.events(1, 1000);
        int next = 0;
        while (next < events.size()) {
            int to = (int) Math.min(events.size(), (long) next + page);
            log.accept(events.subList(Math.max(0, next - 2), to)); // some of them twice
            next = to;
        }
        return log;
    }

    private static Map<String, Long> pricesByDay(UsageLog log) {
        Map<String, Long> prices = new TreeMap<>();
        for (UsageSummary.Row row :
                log.summary(ALL.by(Dimension.WALLET, Dimension.DAY)).rows()) {
            long minor = row.totals().price(CREDIT).minor();
            if (minor != 0) {
                prices.put(row.value(Dimension.WALLET) + ' ' + row.value(Dimension.DAY), minor);
            }
        }
        return prices;
    }

    /** The slow way: what use, and the undoing of use, took from each wallet on each day, by its statement. */
    private Map<String, Long> statements() {
        Map<String, Long> prices = new TreeMap<>();
        for (Account account : ACCOUNTS) {
            if (account.kind() == AccountKind.WALLET) {
                Set<Long> refunds = new HashSet<>();
                for (StatementLine line : ledger.statement(account.id(), StatementPage.oldestFirst(1000))
                        .lines()) {
                    Transaction transaction = line.transaction();
                    long change = useOf(transaction, account.id(), refunds);
                    LocalDate day = LocalDate.ofInstant(transaction.effectiveAt(), ZoneOffset.UTC);
                    prices.merge(account.id().name() + ' ' + day, change, Long::sum);
                }
            }
        }
        prices.values().removeIf(minor -> minor == 0);
        return prices;
    }

    private static long useOf(Transaction transaction, AccountId wallet, Set<Long> refunds) {
        boolean isRefund = transaction.kind() == TransactionKind.REFUND;
        boolean undoesRefund = transaction.booking().reverses().isPresent()
                && refunds.contains(transaction.booking().reverses().getAsLong());
        if (isRefund || undoesRefund) {
            refunds.add(transaction.sequence());
        }
        if (!isRefund && !undoesRefund && transaction.kind() != TransactionKind.USAGE) {
            return 0;
        }
        var posting = transaction.entries().get(0).posting();
        return posting.from().equals(wallet)
                ? posting.amount().minor()
                : posting.to().equals(wallet) ? -posting.amount().minor() : 0;
    }
}
