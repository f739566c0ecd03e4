// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

/**
 * Where events go, one after another; a position is the number of bytes of all events before.
 *
 * <p>A log is written by one thread, the one that drives the engine, which may also read what it has just appended.
 */
public interface EventLog {

    /** {@return the position that the next event gets} */
    long end();

    /**
     * Appends an event.
     *
     * @param bytes holds it
     * @param offset where it starts
     * @param length of it
     */
    void append(byte[] bytes, int offset, int length);

    /**
     * Shows the event at a position.
     *
     * @param position of an event
     * @param into is told where its bytes are; they stay as they are until the next read into it
     */
    void read(long position, EventBytes into);

    /**
     * Finds an event by its number.
     *
     * @param sequence more than zero
     * @return its position, or -1 if there is none
     */
    long positionOf(long sequence);
}
