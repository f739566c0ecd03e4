// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file of a journal, read and written at offsets.
 *
 * <p>What is written is certain to be there after a power cut only after {@link #force()}; until then any 512-byte sector
 * of it may or may not be. One sector is written whole or not at all.
 *
 * <p>Implementations are thread-safe; a thread that is interrupted spoils nothing for the others.
 */
public interface JournalFile extends Closeable {

    /**
     * Reads until the buffer is full or the file ends.
     *
     * @param into where to; its position moves by what was read
     * @param offset from where, in bytes
     * @return how many bytes were read, 0 at or after the end
     * @throws java.nio.channels.ClosedChannelException if this file is closed
     * @throws IOException if it cannot be read
     */
    int read(ByteBuffer into, long offset) throws IOException;

    /**
     * Writes all that remains in a buffer; the file grows when need be.
     *
     * @param from what; its position moves to its limit
     * @param offset where to, in bytes
     * @throws NoRoomException if the disk is full; a part may be written
     * @throws IOException if it failed; a part may be written
     */
    void write(ByteBuffer from, long offset) throws IOException;

    /**
     * Makes certain that what was written before outlives a power cut.
     *
     * @throws IOException if that is not certain, now or ever
     */
    void force() throws IOException;

    /**
     * How long the file is.
     *
     * @return bytes
     * @throws IOException if that cannot be told
     */
    long size() throws IOException;

    /**
     * Fills a new file with zeros, so that writing into it later takes no more room, and forces it.
     *
     * @param bytes how long it shall be, more than 0
     * @throws NoRoomException if the disk is too full for it; a part may be there
     * @throws IOException if it failed; a part may be there
     */
    void preallocate(long bytes) throws IOException;
}
