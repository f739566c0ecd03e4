// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.audit.Discrepancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Does a log's whole history again, adds up every row on its own, and compares both with an engine that is at work.
 *
 * <p>It needs as much memory as the engine. This class is for one thread at a time.
 */
public final class Audit {

    private static final int MOST = 100;

    private final LedgerEngine again;
    private final List<RowFold> folds = new ArrayList<>();
    private final List<Discrepancy> found = new ArrayList<>();
    private final EventReader event = new EventReader();
    private long lastSequence;
    private long lastBookedAt = Long.MIN_VALUE;
    private boolean broken;

    /**
     * An audit that has seen nothing yet.
     *
     * @param log whose history; events are read from it while they are done again
     * @param horizon for how long the engine remembers ids
     * @param secret the engine's
     */
    public Audit(EventLog log, Horizon horizon, LedgerEngine.Secret secret) {
        again = new LedgerEngine(log, horizon, secret);
    }

    /**
     * Takes the next event.
     *
     * @param bytes the event
     * @param position where it is in the log
     * @param rulesVersion by which it was booked
     */
    public void take(EventBytes bytes, long position, int rulesVersion) {
        event.parse(bytes, position);
        if (event.sequence != lastSequence + 1 || event.bookedAt <= lastBookedAt) {
            report("place of the event", "after " + lastSequence, String.valueOf(event.sequence));
        }
        lastSequence = event.sequence;
        lastBookedAt = event.bookedAt;
        redo(bytes, position, rulesVersion);
        fold();
    }

    private void redo(EventBytes bytes, long position, int rulesVersion) {
        if (broken) {
            return;
        }
        try {
            again.redo(bytes, position, rulesVersion);
        } catch (RuntimeException wrong) {
            // What follows would only be noise.
            broken = true;
            report("event", "what follows from the events before", String.valueOf(wrong.getMessage()));
        }
    }

    private void fold() {
        for (int i = 0; i < event.accountCount; i++) {
            while (folds.size() <= event.accounts[i]) {
                folds.add(new RowFold());
            }
        }
        for (int row = 0; row < event.rowCount; row++) {
            int from = event.rowAccount[row];
            if (event.rowType[row] == Row.POST) {
                checkBefore(row, from, event.rowFromBefore[row]);
                checkBefore(row, event.rowTo[row], event.rowToBefore[row]);
                fold(event.rowTo[row]).add(event, row, event.rowTo[row]);
            }
            fold(from).add(event, row, from);
        }
        for (int i = 0; i < event.accountCount && !broken; i++) {
            AccountCell cell = again.state().accounts.at(event.accounts[i]);
            String problem = fold(i).problem(cell.isWallet());
            if (problem != null) {
                report("account " + cell.id(), "parts that add up", problem);
            }
        }
    }

    private RowFold fold(int index) {
        return folds.get(event.accounts[index]);
    }

    private void checkBefore(int row, int index, long before) {
        if (fold(index).posted != before) {
            report("row " + row + ", balance before", String.valueOf(fold(index).posted), String.valueOf(before));
        }
    }

    /**
     * Compares the sums and what was done again with an engine that stands at the same event.
     *
     * @param live the engine
     * @return what is wrong, of all that was found so far; at most 100
     */
    public List<Discrepancy> compare(LedgerEngine live) {
        event.sequence = 0;
        LedgerState mine = again.state();
        LedgerState theirs = live.state();
        same("last event", mine.timeline.lastSequence(), theirs.timeline.lastSequence());
        same("accounts", mine.accounts.count(), theirs.accounts.count());
        int count = Math.min(mine.accounts.count(), theirs.accounts.count());
        for (int i = 0; i < count && found.size() < MOST; i++) {
            compare(mine.accounts.at(i), theirs.accounts.at(i));
            compare(i < folds.size() ? folds.get(i) : new RowFold(), theirs.accounts.at(i));
        }
        same("reversals", mine.reversed, theirs.reversed);
        same("freezes", mine.freezes.size(), theirs.freezes.size());
        compareHolds(mine, theirs);
        return List.copyOf(found);
    }

    private void compare(AccountCell mine, AccountCell theirs) {
        String name = "account " + theirs.id() + ' ';
        same(name + "opened", mine.opened, theirs.opened);
        same(name + "terms", mine.account, theirs.account);
        same(name + "closed", mine.closed, theirs.closed);
        same(name + "posted", mine.posted, theirs.posted);
        same(name + "held", mine.held, theirs.held);
        same(name + "frozen", mine.frozen, theirs.frozen);
        same(name + "debt", mine.debt, theirs.debt);
        same(name + "overdraft", mine.overdraft, theirs.overdraft);
        same(name + "last event", mine.lastPosition, theirs.lastPosition);
        same(name + "lots", lots(mine), lots(theirs));
    }

    private static List<String> lots(AccountCell cell) {
        List<String> lots = new ArrayList<>();
        for (int i = 0; i < cell.lotCount; i++) {
            LotCell lot = cell.lots[i];
            if (lot.remaining != 0) {
                lots.add(lot.number + ": " + lot.remaining + ", reserved " + lot.reserved + ", until " + lot.expiresAt
                        + (lot.expired ? ", expired" : ""));
            }
        }
        return lots;
    }

    private void compare(RowFold sums, AccountCell cell) {
        String name = "sum of the rows of " + cell.id() + ", ";
        same(name + "posted", sums.posted, cell.posted);
        same(name + "held", sums.held, cell.held);
        same(name + "frozen", sums.frozen, cell.frozen);
        same(name + "debt", sums.debt, cell.debt);
        same(name + "overdraft", sums.overdraft, cell.overdraft);
        Map<Long, long[]> lots = sums.lots == null ? Map.of() : sums.lots;
        int there = 0;
        for (int i = 0; i < cell.lotCount; i++) {
            LotCell lot = cell.lots[i];
            long[] sum = lots.getOrDefault(lot.number, new long[2]);
            same(name + "lot " + lot.number, sum[0], lot.remaining);
            same(name + "lot " + lot.number + " reserved", sum[1], lot.reserved);
            there += lot.remaining == 0 ? 0 : 1;
        }
        same(name + "lots", lots.size(), there);
    }

    private void compareHolds(LedgerState mine, LedgerState theirs) {
        for (HoldCell hold : theirs.holds.all()) {
            long value = mine.operations.find(mine.key.set(hold.wallet.tenant, hold.id()), OperationIndex.CALL);
            String name = "hold " + hold.id();
            if (!OperationIndex.isHold(value)) {
                report(name, "ended", "in memory");
                continue;
            }
            HoldCell other = mine.holds.at(OperationIndex.slot(value));
            same(name, told(other), told(hold));
        }
    }

    private static String told(HoldCell hold) {
        return hold.state + " " + hold.amount + ", captured " + hold.captured + ", reserved " + hold.reserved()
                + ", until " + hold.expiresAt;
    }

    /** {@return how many accounts there are} */
    public long accounts() {
        return again.state().accounts.count();
    }

    private void same(String subject, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            report(subject, String.valueOf(expected), String.valueOf(actual));
        }
    }

    private void report(String subject, String expected, String actual) {
        if (found.size() < MOST) {
            found.add(new Discrepancy(event.sequence, subject, expected, actual));
        }
    }
}
