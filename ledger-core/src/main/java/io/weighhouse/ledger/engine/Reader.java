// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Entry;
import io.weighhouse.ledger.Statement;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.TrialBalance;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers queries about accounts, by the same formulas that decide. */
final class Reader {

    private final AccountIndex accounts;

    Reader(AccountIndex accounts) {
        this.accounts = accounts;
    }

    Optional<Balance> balance(AccountId id, Instant now) {
        return Optional.ofNullable(accounts.find(id, now)).map(AccountCell::toBalance);
    }

    TrialBalance trialBalance(TenantId tenant) {
        List<TrialBalance.Row> rows = new ArrayList<>();
        for (AccountCell cell : accounts.of(tenant)) {
            long minor = cell.postedMinor();
            Account account = cell.account();
            rows.add(new TrialBalance.Row(account, cell.amount(Math.max(0, -minor)), cell.amount(Math.max(0, minor))));
        }
        return new TrialBalance(tenant, rows);
    }

    Statement statement(AccountId id, StatementPage page, Instant now) {
        AccountCell cell = accounts.find(id, now);
        if (cell == null) {
            return new Statement(id, List.of(), OptionalLong.empty());
        }
        List<Transaction> history = cell.history();
        boolean oldestFirst = page.order() == StatementPage.Order.OLDEST_FIRST;
        int step = oldestFirst ? 1 : -1;
        int index = start(history, page, oldestFirst);
        List<StatementLine> lines = new ArrayList<>();
        while (index >= 0 && index < history.size() && lines.size() < page.limit()) {
            lines.add(line(cell, history.get(index)));
            index += step;
        }
        boolean more = index >= 0 && index < history.size();
        return new Statement(
                id, lines, more ? OptionalLong.of(history.get(index).sequence()) : OptionalLong.empty());
    }

    /** The first line of a page; a cursor is the sequence number of it, or of one that would stand beside it. */
    private static int start(List<Transaction> history, StatementPage page, boolean oldestFirst) {
        if (page.cursor().isEmpty()) {
            return oldestFirst ? 0 : history.size() - 1;
        }
        long cursor = page.cursor().getAsLong();
        int low = 0;
        int high = history.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (history.get(middle).sequence() < cursor) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        boolean exact = low < history.size() && history.get(low).sequence() == cursor;
        return oldestFirst || exact ? low : low - 1;
    }

    private static StatementLine line(AccountCell cell, Transaction transaction) {
        Amount change = cell.amount(0);
        Amount after = change;
        for (Entry entry : transaction.entries()) {
            if (entry.posting().from().equals(cell.id())) {
                change = change.minus(entry.posting().amount());
                after = entry.fromAfter();
            } else if (entry.posting().to().equals(cell.id())) {
                change = change.plus(entry.posting().amount());
                after = entry.toAfter();
            }
        }
        return new StatementLine(transaction, change, after);
    }
}
