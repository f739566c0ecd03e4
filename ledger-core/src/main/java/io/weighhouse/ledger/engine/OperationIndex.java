// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import io.weighhouse.ledger.Horizon;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where each remembered operation is: the last event of it in the log, or its hold in memory.
 *
 * <p>Calls and posts are remembered up to a horizon in time and number, everything else for ever.
 */
final class OperationIndex {

    static final int POST = 1;
    static final int GRANT = 2;
    static final int PERIOD = 3;
    static final int ADJUST = 4;
    static final int REVERSE = 5;
    static final int CALL = 6;
    static final int LIMIT = 7;

    /** Not known. */
    static final long NONE = IdIndex.NONE;

    /** Values from here down are holds in memory. */
    private static final long FIRST_SLOT = -2;

    private static final long NANOS_IN_A_MILLI = 1_000_000;
    private static final int MARKS = 64;
    private static final int IDS_IN_A_RECORD = 4096;

    /** Where the log stood when, and after how many operations. */
    private record Mark(long nanos, long position, long operations) {}

    private final IdIndex passing = new IdIndex();
    private final IdIndex lasting = new IdIndex();
    private final Deque<Mark> marks = new ArrayDeque<>();
    private final EventLog log;
    private final HoldIndex holds;
    private final EventReader reader = new EventReader();
    private final OperationKey other;
    private final long horizonNanos;
    private final long horizonOperations;
    private long operations;
    private long forgottenBefore;

    /** When the latest was booked that is forgotten. */
    private long forgottenUntil = Long.MIN_VALUE;

    OperationIndex(EventLog log, HoldIndex holds, Horizon horizon, SipHash hash) {
        this.log = log;
        this.holds = holds;
        this.other = new OperationKey(hash);
        this.horizonNanos = horizon.time().toNanos();
        this.horizonOperations = horizon.operations();
    }

    static boolean isHold(long value) {
        return value <= FIRST_SLOT;
    }

    static int slot(long value) {
        return (int) (FIRST_SLOT - value);
    }

    static long ofSlot(int slot) {
        return FIRST_SLOT - slot;
    }

    /** Whether an id is so old that the ledger would not know it any more. */
    boolean isBeyondHorizon(OperationKey key, long now) {
        if (!key.timeOrdered) {
            return false;
        }
        long madeAt = TimeOrderedId.millis(key.high) * NANOS_IN_A_MILLI;
        return madeAt < forgottenUntil || now - madeAt > horizonNanos;
    }

    /** Where the operation is: a position, a hold in memory, or {@link #NONE}. */
    long find(OperationKey key, int operationClass) {
        if (key.tenant < 0) {
            return NONE;
        }
        IdIndex index = index(operationClass);
        for (long value = index.first(key.tag(operationClass)); value != NONE; value = index.next()) {
            if (isHold(value) ? isThatHold(key, slot(value)) : isThatEvent(key, operationClass, value)) {
                return value;
            }
        }
        return NONE;
    }

    private boolean isThatHold(OperationKey key, int slot) {
        HoldCell hold = holds.at(slot);
        return hold.wallet.tenant == key.tenant
                && other.set(key.tenant, hold.id()).isSame(key);
    }

    private boolean isThatEvent(OperationKey key, int operationClass, long position) {
        reader.read(log, position);
        return classOf(reader.kind) == operationClass
                && reader.key().isSame(key)
                && (operationClass != PERIOD || reader.body().fixed64() == key.part);
    }

    void add(OperationKey key, int operationClass, long value) {
        index(operationClass).put(key.tag(operationClass), value);
        if (!isLasting(operationClass)) {
            operations++;
        }
    }

    void move(OperationKey key, int operationClass, long from, long to) {
        index(operationClass).replace(key.tag(operationClass), from, to);
    }

    void remove(OperationKey key, int operationClass, long value) {
        index(operationClass).remove(key.tag(operationClass), value);
    }

    /** Lets time pass: forgets what is beyond the horizon; says from which position on things are remembered. */
    long forget(long now) {
        Mark last = marks.peekLast();
        if (last == null
                || now - last.nanos >= horizonNanos / MARKS
                || operations - last.operations >= Math.max(1, horizonOperations / MARKS)) {
            marks.add(new Mark(now, log.end(), operations));
        }
        Mark first = marks.peekFirst();
        while (first != null
                && (now - first.nanos >= horizonNanos || operations - first.operations >= horizonOperations)) {
            forgottenBefore = Math.max(forgottenBefore, first.position);
            forgottenUntil = Math.max(forgottenUntil, first.nanos);
            marks.removeFirst();
            first = marks.peekFirst();
            passing.forgetBefore(forgottenBefore);
        }
        return forgottenBefore;
    }

    void write(StateWriter to) throws IOException {
        to.record().number(operations);
        to.record().number(forgottenBefore);
        to.record().fixed64(forgottenUntil);
        to.record().number(marks.size());
        for (Mark mark : marks) {
            to.record().fixed64(mark.nanos);
            to.record().number(mark.position);
            to.record().number(mark.operations);
        }
        to.end();
        write(passing, to);
        write(lasting, to);
    }

    private static void write(IdIndex index, StateWriter to) throws IOException {
        to.record().number(index.size());
        to.end();
        int[] count = {0};
        index.forEach((tag, value) -> {
            to.record().fixed64(tag);
            to.record().fixed64(value);
            if (++count[0] % IDS_IN_A_RECORD == 0) {
                to.end();
            }
        });
        to.end();
    }

    void read(StateReader from) throws IOException {
        EventReader record = from.next();
        operations = record.number();
        forgottenBefore = record.number();
        forgottenUntil = record.fixed64();
        int count = (int) record.number();
        for (int i = 0; i < count; i++) {
            long nanos = record.fixed64();
            long position = record.number();
            marks.add(new Mark(nanos, position, record.number()));
        }
        read(passing, from);
        read(lasting, from);
        passing.forgetBefore(forgottenBefore);
    }

    private static void read(IdIndex index, StateReader from) throws IOException {
        long size = from.next().number();
        EventReader record = from.next();
        for (long i = 0; i < size; i++) {
            long tag = record.fixed64();
            index.put(tag, record.fixed64());
            if ((i + 1) % IDS_IN_A_RECORD == 0) {
                record = from.next();
            }
        }
    }

    static int classOf(int kind) {
        return switch (kind) {
            case Kind.POST -> POST;
            case Kind.GRANT -> GRANT;
            case Kind.PERIOD -> PERIOD;
            case Kind.ADJUST -> ADJUST;
            case Kind.REVERSE -> REVERSE;
            case Kind.LIMIT -> LIMIT;
            default -> Kind.ofCall(kind) ? CALL : 0;
        };
    }

    private IdIndex index(int operationClass) {
        return isLasting(operationClass) ? lasting : passing;
    }

    private static boolean isLasting(int operationClass) {
        return operationClass != CALL && operationClass != POST;
    }
}
