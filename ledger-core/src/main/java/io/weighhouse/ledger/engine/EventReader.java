// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import java.nio.charset.StandardCharsets;

/**
 * An event, taken apart; one is used again and again.
 *
 * <p>An event is: its length; kind and flags; number; booked-at and how much earlier it is effective; the operation unless it
 * has none; for a step of a call the distance to the step before; the accounts it touched, each with the distance to the
 * event that touched it before; what its command said; its rows; its note. Distances are in positions, 0 for none.
 */
final class EventReader {

    static final int LATE = 1;
    static final int NOTE = 2;
    static final int OPERATION = 4;

    private final EventBytes source = new EventBytes();
    private final OperationKey key = new OperationKey(new SipHash(0, 0));
    private byte[] bytes = source.array;
    private int at;

    long position;
    int kind;
    int flags;
    long sequence;
    long bookedAt;
    long effectiveAt;

    /** Where the step of the same call before this one is, or -1. */
    long callPrevious;

    int accountCount;
    int[] accounts = new int[4];

    /** Where the event is that touched the account before, or -1. */
    long[] previous = new long[4];

    int bodyStart;

    int rowCount;
    int[] rowType = new int[4];
    int[] rowAccount = new int[4];

    /** The account that a posting goes to. */
    int[] rowTo = new int[4];

    long[] rowLot = new long[4];
    long[] rowAmount = new long[4];
    long[] rowFromBefore = new long[4];
    long[] rowToBefore = new long[4];

    private int noteStart;

    /** Goes to the start of other bytes than an event's. */
    EventReader over(byte[] other) {
        bytes = other;
        at = 0;
        return this;
    }

    /** Takes apart the event at a position of a log. */
    EventReader read(EventLog log, long where) {
        log.read(where, source);
        return parse(source, where);
    }

    EventReader parse(EventBytes event, long where) {
        position = where;
        bytes = event.array;
        at = event.start;
        number(); // its length
        kind = bytes[at++];
        flags = bytes[at++];
        sequence = number();
        bookedAt = fixed64();
        effectiveAt = bookedAt - number();
        if ((flags & OPERATION) != 0) {
            key.read(this);
        }
        callPrevious = Kind.ofCall(kind) ? back(number()) : -1;
        accountCount = (int) number();
        if (accountCount > accounts.length) {
            accounts = new int[accountCount * 2];
            previous = new long[accountCount * 2];
        }
        for (int i = 0; i < accountCount; i++) {
            accounts[i] = (int) number();
            previous[i] = back(number());
        }
        int bodyLength = (int) number();
        bodyStart = at;
        at += bodyLength;
        rows();
        noteStart = at;
        at = bodyStart;
        return this;
    }

    private void rows() {
        rowCount = (int) number();
        if (rowCount > rowType.length) {
            grow(rowCount * 2);
        }
        for (int i = 0; i < rowCount; i++) {
            int type = bytes[at++];
            rowType[i] = type;
            rowAccount[i] = (int) number();
            rowLot[i] = 0;
            if (type == Row.POST) {
                rowTo[i] = (int) number();
                rowAmount[i] = number();
                rowFromBefore[i] = signed();
                rowToBefore[i] = signed();
            } else {
                if (Row.ofLot(type)) {
                    long distance = number();
                    rowLot[i] = distance == 0 ? 0 : sequence - distance + 1;
                }
                rowAmount[i] = number();
            }
        }
    }

    private void grow(int count) {
        rowType = new int[count];
        rowAccount = new int[count];
        rowTo = new int[count];
        rowLot = new long[count];
        rowAmount = new long[count];
        rowFromBefore = new long[count];
        rowToBefore = new long[count];
    }

    private long back(long distance) {
        return distance == 0 ? -1 : position - distance;
    }

    boolean isLate() {
        return (flags & LATE) != 0;
    }

    boolean hasOperation() {
        return (flags & OPERATION) != 0;
    }

    boolean hasNote() {
        return (flags & NOTE) != 0;
    }

    /** The operation, while this stands at the event. */
    OperationKey key() {
        return key;
    }

    /** The first posting among the rows, or -1. */
    int mainPosting() {
        for (int i = 0; i < rowCount; i++) {
            if (rowType[i] == Row.POST) {
                return i;
            }
        }
        return -1;
    }

    /** Where the account stands among those touched, or -1. */
    int indexOf(int ordinal) {
        for (int i = 0; i < accountCount; i++) {
            if (accounts[i] == ordinal) {
                return i;
            }
        }
        return -1;
    }

    /** Goes to what the command said. */
    EventReader body() {
        at = bodyStart;
        return this;
    }

    /** Goes to the note. */
    EventReader note() {
        at = noteStart;
        return this;
    }

    int u8() {
        return bytes[at++] & 0xFF;
    }

    long number() {
        long value = bytes[at++];
        if (value >= 0) {
            return value;
        }
        value &= 0x7F;
        int shift = 7;
        byte b;
        do {
            b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            shift += 7;
        } while (b < 0);
        return value;
    }

    long signed() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    long fixed64() {
        long value = (long) EventBuffer.LONGS.get(bytes, at);
        at += 8;
        return value;
    }

    String text() {
        int length = (int) number();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    void raw(byte[] into, int count) {
        System.arraycopy(bytes, at, into, 0, count);
        at += count;
    }
}
