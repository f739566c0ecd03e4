// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.export;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Statement;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a statement in the order of booking, read twice against it: that is quick at any age of the account, and keeps
 * only a number for each page.
 */
final class StatementPages {

    private static final int PAGE_LINES = 1000;

    /** What is done with a line. */
    interface Sink {
        void take(StatementLine line) throws IOException;
    }

    private final Ledger ledger;
    private final AccountId account;
    private final StatementPage first;
    private final List<Long> cursors = new ArrayList<>();

    /** Finds the pages; lines that are booked later are not on them. */
    StatementPages(Ledger ledger, AccountId account, StatementPage.Range range) {
        this.ledger = ledger;
        this.account = account;
        first = StatementPage.newestFirst(PAGE_LINES).between(range.from(), range.until());
        Statement page = ledger.statement(account, first);
        if (!page.lines().isEmpty()) {
            cursors.add(page.lines().get(0).transaction().sequence());
        }
        while (page.next().isPresent()) {
            cursors.add(page.next().getAsLong());
            page = ledger.statement(account, first.from(page.next().getAsLong()));
        }
    }

    long forEach(Sink sink) throws IOException {
        long count = 0;
        for (int i = cursors.size() - 1; i >= 0; i--) {
            List<StatementLine> lines =
                    ledger.statement(account, first.from(cursors.get(i))).lines();
            for (int line = lines.size() - 1; line >= 0; line--) {
                sink.take(lines.get(line));
            }
            count += lines.size();
        }
        return count;
    }
}
