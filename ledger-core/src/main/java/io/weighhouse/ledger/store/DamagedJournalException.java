// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

/**
 * Thrown when a journal's bytes are not what was written there.
 *
 * <p>Nothing is guessed and nothing is changed: the files are left as they were found, for an operator to look at, or to
 * replace from a backup. The message names the file and the offset,
 * or the position of an event that is stored as it was written, and yet cannot be right.
 */
public final class DamagedJournalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The file's name. */
    private final String file;

    /** Where in the file, in bytes, or -1. */
    private final long offset;

    /**
     * A damage.
     *
     * @param file the file's name
     * @param offset where in it, in bytes
     * @param what what is wrong there
     */
    public DamagedJournalException(String file, long offset, String what) {
        this("file=" + file + ", offset=" + offset + ": " + what, file, offset);
    }

    private DamagedJournalException(String message, String file, long offset) {
        super("journal is damaged: " + message);
        this.file = file;
        this.offset = offset;
    }

    /** A damage at a position, which counts the bytes of all events before and is no offset in a file. */
    static DamagedJournalException atPosition(String file, long position, String what) {
        return new DamagedJournalException("file=" + file + ", position=" + position + ": " + what, file, -1);
    }

    /** {@return the name of the file} */
    public String file() {
        return file;
    }

    /** {@return where in the file, in bytes; -1 when the message tells an event's position instead} */
    public long offset() {
        return offset;
    }
}
