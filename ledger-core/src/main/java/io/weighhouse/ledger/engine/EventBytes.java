// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

/**
 * Where the bytes of one event are.
 *
 * <p>This class is for one thread.
 */
public final class EventBytes {

    byte[] array = new byte[0];
    int start;
    int limit;

    /** Shows nothing yet. */
    public EventBytes() {}

    /**
     * Points to an event.
     *
     * @param holder holds it
     * @param from where its length starts
     * @param until where it ends
     */
    public void set(byte[] holder, int from, int until) {
        array = holder;
        start = from;
        limit = until;
    }

    /** {@return what holds the event} */
    public byte[] array() {
        return array;
    }

    /** {@return where its length starts} */
    public int start() {
        return start;
    }

    /** {@return where it ends} */
    public int limit() {
        return limit;
    }

    /**
     * How long an event is, its length included.
     *
     * @param bytes holds it
     * @param from where its length starts
     * @return the number of its bytes
     */
    public static int lengthAt(byte[] bytes, int from) {
        int at = from;
        int length = 0;
        int shift = 0;
        byte b;
        do {
            b = bytes[at++];
            length |= (b & 0x7F) << shift;
            shift += 7;
        } while (b < 0);
        return at - from + length;
    }
}
