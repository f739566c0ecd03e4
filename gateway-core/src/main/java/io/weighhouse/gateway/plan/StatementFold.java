// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import io.weighhouse.gateway.plan.PeriodStatement.Line;
import io.weighhouse.gateway.plan.PeriodStatement.Section;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Query;
import io.weighhouse.ledger.Statement;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Adds the bookings of a wallet up to the lines of a statement. For one thread. */
final class StatementFold {

    private static final int PAGE_LINES = 1000;

    private final Ledger ledger;
    private final Subscription subscription;
    private final Period period;
    private final Amount zero;
    private final Map<Key, Sum> sums = new TreeMap<>();

    /** Of calls that were captured in several steps, each counts once. */
    private final Set<OperationId> calls = new HashSet<>();

    private record Key(Section section, String item) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::section).thenComparing(Key::item);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Sum(long count, Amount amount) {

        Sum plus(long more, Amount change) {
            return new Sum(count + more, amount.plus(change));
        }
    }

    StatementFold(Ledger ledger, Subscription subscription, Period period) {
        this.ledger = ledger;
        this.subscription = subscription;
        this.period = period;
        AccountId wallet = subscription.wallet();
        this.zero = ledger.read(new Query.AccountOf(wallet))
                .map(Account::unit)
                .map(Amount::zero)
                .orElseThrow(() -> new IllegalArgumentException("must be open: wallet=" + wallet));
    }

    PeriodStatement statement() {
        StatementPage page = StatementPage.newestFirst(PAGE_LINES).between(period.start(), period.end());
        Amount closing = null;
        Amount opening = null;
        boolean more = true;
        while (more) {
            Statement lines = ledger.statement(subscription.wallet(), page);
            for (StatementLine line : lines.lines()) {
                closing = closing == null ? line.balanceAfter() : closing;
                opening = line.balanceAfter().minus(line.change());
                add(line);
            }
            more = lines.next().isPresent();
            page = more ? page.from(lines.next().getAsLong()) : page;
        }
        Amount before = opening == null || closing == null ? heldBefore() : opening;
        return new PeriodStatement(
                subscription.id(),
                period,
                new PeriodStatement.Balances(before, closing == null ? before : closing),
                lines(),
                uses());
    }

    /** Of a period in which nothing was booked. */
    private Amount heldBefore() {
        return ledger
                .statement(subscription.wallet(), StatementPage.newestFirst(1).between(Instant.MIN, period.start()))
                .lines()
                .stream()
                .findFirst()
                .map(StatementLine::balanceAfter)
                .orElse(zero);
    }

    private void add(StatementLine line) {
        Transaction transaction = line.transaction();
        Key key = key(transaction);
        boolean isCall =
                key.section() == Section.INCLUDED || key.section() == Section.USAGE || key.section() == Section.OVERAGE;
        long count = !isCall || calls.add(transaction.operation()) ? 1 : 0;
        sums.merge(key, new Sum(count, line.change()), (before, one) -> before.plus(one.count(), one.amount()));
    }

    private static Key key(Transaction transaction) {
        TransactionKind kind = transaction.kind();
        String grant = transaction.note().labels().getOrDefault(DueGrants.LABEL, "");
        return switch (kind) {
            case TOPUP, BONUS ->
                grant.isEmpty()
                        ? new Key(kind == TransactionKind.TOPUP ? Section.PURCHASE : Section.BONUS, "")
                        : new Key(Section.GRANT, grant);
            case USAGE, MEMO -> call(transaction);
            case REFUND ->
                transaction.booking().reverses().isPresent() ? new Key(Section.REFUND, "") : call(transaction);
            case REVERSAL -> new Key(Section.REVERSAL, "");
            case ADJUSTMENT -> new Key(Section.ADJUSTMENT, "");
            case EXPIRY -> new Key(Section.EXPIRY, "");
        };
    }

    private static Key call(Transaction transaction) {
        String label = transaction.note().labels().getOrDefault(Charging.LABEL, "");
        Section section = label.equals(Charging.INCLUDED)
                ? Section.INCLUDED
                : label.equals(Charging.OVERAGE) ? Section.OVERAGE : Section.USAGE;
        return new Key(section, transaction.note().reference());
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        sums.forEach((key, sum) -> lines.add(new Line(key.section(), key.item(), sum.count(), sum.amount())));
        return lines;
    }

    private List<AllowanceUse> uses() {
        Counters counters = new Counters(subscription.id(), period.start());
        List<AllowanceUse> uses = new ArrayList<>();
        for (Included included : subscription.at(period.start()).plan().included()) {
            uses.add(new AllowanceUse(
                    included,
                    usedBy(counters.included(included.name())),
                    0,
                    usedBy(counters.overage(included.name()))));
        }
        return uses;
    }

    private long usedBy(AccountId counter) {
        return ledger.balanceAt(counter, period.end())
                .map(balance -> balance.posted().minor())
                .orElse(0L);
    }
}
