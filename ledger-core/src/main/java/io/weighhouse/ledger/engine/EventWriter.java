// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Note;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Changes accounts, and writes down what it changes: there is no other way to change one.
 *
 * <p>The rules check everything first; then they begin an event, change accounts row by row, and finish it. So the rows of
 * the events are all there is to know about the accounts, and adding them up gives their state.
 */
final class EventWriter {

    private static final int LENGTH_ROOM = 5;

    private final EventLog log;
    private final Timeline timeline;
    private final EventBuffer head = new EventBuffer();
    private final EventBuffer rows = new EventBuffer();
    private final EventBuffer out = new EventBuffer();
    private AccountCell[] touched = new AccountCell[8];
    private int touchedCount;
    private int rowCount;
    private boolean ofCall;
    private long callPrevious;

    /** What the command said; the rules write it between begin and finish. */
    final EventBuffer body = new EventBuffer();

    private final EventBuffer note = new EventBuffer();

    private long sequence;
    private long position;

    /** Whether an event has begun and not ended: accounts may have changed that no event tells of. */
    private boolean open;

    private @Nullable EventBytes expected;
    private long expectedPosition;

    EventWriter(EventLog log, Timeline timeline) {
        this.log = log;
        this.timeline = timeline;
    }

    /** Begins an event, effective at the instant by which the rules go. */
    void begin(int kind, @Nullable OperationKey key) {
        open = true;
        sequence = timeline.nextSequence();
        long bookedAt = timeline.nextBookedAt();
        head.clear();
        body.clear();
        rows.clear();
        note.clear();
        touchedCount = 0;
        rowCount = 0;
        ofCall = Kind.ofCall(kind);
        callPrevious = -1;
        head.u8(kind);
        head.u8(key == null ? 0 : EventReader.OPERATION);
        head.number(sequence);
        head.fixed64(bookedAt);
        head.number(bookedAt - timeline.at());
        if (key != null) {
            key.write(head);
        }
    }

    /** Marks this as what came after its hold had expired. */
    void late() {
        head.bytes[1] |= EventReader.LATE;
    }

    /** Links this step of a call to the one before. */
    void after(long previousStep) {
        callPrevious = previousStep;
    }

    void note(Note value) {
        if (!value.equals(Note.NONE)) {
            Notes.write(value, note);
        }
    }

    /** Whether the note of the event just finished is, as it reads back, the one that was told. */
    boolean isNoteAsTold() {
        return !note.wide;
    }

    boolean isOpen() {
        return open;
    }

    /** The number of the event in the making. */
    long sequence() {
        return sequence;
    }

    /** Lets the next event be one that was booked before: it must come out as it is there. */
    void expect(EventBytes event, long where) {
        expected = event;
        expectedPosition = where;
    }

    /** Ends the event; says where it is. */
    long finish() {
        position = expected == null ? log.end() : expectedPosition;
        out.clear();
        out.length = LENGTH_ROOM;
        if (note.length > 0) {
            head.bytes[1] |= EventReader.NOTE;
        }
        out.append(head);
        if (ofCall) {
            out.number(distance(callPrevious));
        }
        out.number(touchedCount);
        for (int i = 0; i < touchedCount; i++) {
            out.number(touched[i].ordinal);
            out.number(distance(touched[i].lastPosition));
            touched[i].lastPosition = position;
        }
        out.number(body.length);
        out.append(body);
        out.number(rowCount);
        out.append(rows);
        out.append(note);
        int length = out.length - LENGTH_ROOM;
        int prefix = EventBuffer.sizeOf(length);
        int end = out.length;
        out.length = LENGTH_ROOM - prefix;
        out.number(length);
        if (expected == null) {
            log.append(out.bytes, LENGTH_ROOM - prefix, end - LENGTH_ROOM + prefix);
        } else {
            compare(expected, LENGTH_ROOM - prefix, end);
            expected = null;
        }
        open = false;
        return position;
    }

    private void compare(EventBytes event, int from, int until) {
        if (!Arrays.equals(event.array, event.start, event.limit, out.bytes, from, until)) {
            throw new IllegalStateException("must follow from the events before: event=" + sequence);
        }
    }

    private long distance(long earlier) {
        return earlier < 0 ? 0 : position - earlier;
    }

    /** Makes the account one that this event touched, and says which. */
    int touch(AccountCell cell) {
        for (int i = 0; i < touchedCount; i++) {
            if (touched[i] == cell) {
                return i;
            }
        }
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, touchedCount * 2);
        }
        touched[touchedCount] = cell;
        return touchedCount++;
    }

    void post(AccountCell from, AccountCell to, long minor) {
        rows.u8(Row.POST);
        rows.number(touch(from));
        rows.number(touch(to));
        rows.number(minor);
        rows.signed(from.posted);
        rows.signed(to.posted);
        rowCount++;
        from.posted -= minor;
        to.posted += minor;
    }

    void lotAdd(LotCell lot, long minor) {
        row(Row.LOT_ADD, lot, minor);
        lot.remaining += minor;
    }

    void lotTake(LotCell lot, long minor) {
        row(Row.LOT_TAKE, lot, minor);
        lot.remaining -= minor;
    }

    void lotExpire(LotCell lot, long minor) {
        row(Row.LOT_EXPIRE, lot, minor);
        lot.remaining -= minor;
    }

    void lotReserve(LotCell lot, long minor) {
        row(Row.LOT_RESERVE, lot, minor);
        lot.reserved += minor;
        lot.wallet.held += minor;
    }

    void lotFree(LotCell lot, long minor) {
        row(Row.LOT_FREE, lot, minor);
        lot.reserved -= minor;
        lot.wallet.held -= minor;
    }

    void lotTakeReserved(LotCell lot, long minor) {
        row(Row.LOT_TAKE_RESERVED, lot, minor);
        lot.reserved -= minor;
        lot.wallet.held -= minor;
        lot.remaining -= minor;
    }

    void lotRepayDebt(LotCell lot, long minor) {
        row(Row.LOT_REPAY_DEBT, lot, minor);
        lot.remaining -= minor;
        lot.wallet.debt -= minor;
    }

    void lotRepayOverdraft(LotCell lot, long minor) {
        row(Row.LOT_REPAY_OVERDRAFT, lot, minor);
        lot.remaining -= minor;
        lot.wallet.overdraft -= minor;
    }

    void overdraftAdd(AccountCell wallet, long minor) {
        row(Row.OVERDRAFT_ADD, wallet, minor);
        wallet.overdraft += minor;
    }

    void overdraftReserve(AccountCell wallet, long minor) {
        row(Row.OVERDRAFT_RESERVE, wallet, minor);
        wallet.overdraftReserved += minor;
        wallet.held += minor;
    }

    void overdraftFree(AccountCell wallet, long minor) {
        row(Row.OVERDRAFT_FREE, wallet, minor);
        wallet.overdraftReserved -= minor;
        wallet.held -= minor;
    }

    void overdraftTakeReserved(AccountCell wallet, long minor) {
        row(Row.OVERDRAFT_TAKE_RESERVED, wallet, minor);
        wallet.overdraftReserved -= minor;
        wallet.held -= minor;
        wallet.overdraft += minor;
    }

    void debtAdd(AccountCell wallet, long minor) {
        row(Row.DEBT_ADD, wallet, minor);
        wallet.debt += minor;
    }

    void freeze(AccountCell wallet, long minor) {
        row(Row.FREEZE, wallet, minor);
        wallet.frozen += minor;
    }

    void unfreeze(AccountCell wallet, long minor) {
        row(Row.UNFREEZE, wallet, minor);
        wallet.frozen -= minor;
    }

    void countReserve(AccountCell counter, long minor) {
        row(Row.COUNT_RESERVE, counter, minor);
        counter.held += minor;
    }

    void countFree(AccountCell counter, long minor) {
        row(Row.COUNT_FREE, counter, minor);
        counter.held -= minor;
    }

    /** Counts up, or back when it is negative. */
    void count(AccountCell counter, long minor) {
        row(minor < 0 ? Row.COUNT_SUBTRACT : Row.COUNT_ADD, counter, Math.abs(minor));
        counter.posted += minor;
    }

    private void row(int type, AccountCell cell, long minor) {
        rows.u8(type);
        rows.number(touch(cell));
        rows.number(minor);
        rowCount++;
    }

    private void row(int type, LotCell lot, long minor) {
        rows.u8(type);
        rows.number(touch(lot.wallet));
        rows.number(lot.number == 0 ? 0 : sequence - lot.number + 1);
        rows.number(minor);
        rowCount++;
    }
}
