// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Statement;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The transactions of one account, found by going from each event that touched it to the one before. */
final class AccountHistory {

    private final LedgerState state;
    private final Answers answers;
    private final EventReader reader = new EventReader();

    AccountHistory(LedgerState state, Answers answers) {
        this.state = state;
        this.answers = answers;
    }

    Statement statement(AccountCell cell, StatementPage page) {
        return page.order() == StatementPage.Order.NEWEST_FIRST ? newestFirst(cell, page) : oldestFirst(cell, page);
    }

    private Statement newestFirst(AccountCell cell, StatementPage page) {
        long newest = page.cursor().orElse(Long.MAX_VALUE);
        List<StatementLine> lines = new ArrayList<>();
        for (long at = cell.lastPosition; at >= 0; ) {
            reader.read(state.log, at);
            at = reader.previous[reader.indexOf(cell.ordinal)];
            if (reader.bookedAt < Nanos.near(page.range().from())) {
                break;
            }
            if (reader.sequence <= newest && isInside(cell, page)) {
                if (lines.size() == page.limit()) {
                    return new Statement(cell.id(), lines, OptionalLong.of(reader.sequence));
                }
                lines.add(line(cell));
            }
        }
        return new Statement(cell.id(), lines, OptionalLong.empty());
    }

    /** Goes back to the cursor and remembers the last places it came by: those are the page, and one more. */
    private Statement oldestFirst(AccountCell cell, StatementPage page) {
        long oldest = page.cursor().orElse(0);
        long[] ring = new long[page.limit() + 1];
        long found = 0;
        for (long at = cell.lastPosition; at >= 0; ) {
            reader.read(state.log, at);
            long here = at;
            at = reader.previous[reader.indexOf(cell.ordinal)];
            if (reader.sequence < oldest
                    || reader.bookedAt < Nanos.near(page.range().from())) {
                break;
            }
            if (isInside(cell, page)) {
                ring[(int) (found++ % ring.length)] = here;
            }
        }
        List<StatementLine> lines = new ArrayList<>();
        for (long i = found - 1; i >= Math.max(0, found - page.limit()); i--) {
            reader.read(state.log, ring[(int) (i % ring.length)]);
            lines.add(line(cell));
        }
        if (found <= page.limit()) {
            return new Statement(cell.id(), lines, OptionalLong.empty());
        }
        reader.read(state.log, ring[(int) ((found - 1 - page.limit()) % ring.length)]);
        return new Statement(cell.id(), lines, OptionalLong.of(reader.sequence));
    }

    private boolean isInside(AccountCell cell, StatementPage page) {
        if (reader.bookedAt >= Nanos.near(page.range().until())
                || reader.bookedAt < Nanos.near(page.range().from())) {
            return false;
        }
        int index = reader.indexOf(cell.ordinal);
        for (int row = 0; row < reader.rowCount; row++) {
            if (reader.rowType[row] == Row.POST && (reader.rowAccount[row] == index || reader.rowTo[row] == index)) {
                return true;
            }
        }
        return false;
    }

    private StatementLine line(AccountCell cell) {
        int index = reader.indexOf(cell.ordinal);
        long change = 0;
        long after = 0;
        for (int row = 0; row < reader.rowCount; row++) {
            if (reader.rowType[row] == Row.POST && reader.rowAccount[row] == index) {
                change -= reader.rowAmount[row];
                after = reader.rowFromBefore[row] - reader.rowAmount[row];
            } else if (reader.rowType[row] == Row.POST && reader.rowTo[row] == index) {
                change += reader.rowAmount[row];
                after = reader.rowToBefore[row] + reader.rowAmount[row];
            }
        }
        return new StatementLine(answers.transaction(reader), cell.amount(change), cell.amount(after));
    }
}
