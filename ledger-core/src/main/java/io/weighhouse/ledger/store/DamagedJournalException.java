// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

/**
 * Thrown when a journal's bytes are not what was written there.
 *
 * <p>Nothing is guessed and nothing is changed: the files are left as they were found, for an operator to look at, or to
 * replace from a backup. The message names the file and the offset.
 */
public final class DamagedJournalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The file's name. */
    private final String file;

    /** Where in the file, in bytes. */
    private final long offset;

    /**
     * A damage.
     *
     * @param file the file's name
     * @param offset where in it, in bytes
     * @param what what is wrong there
     */
    public DamagedJournalException(String file, long offset, String what) {
        super("journal is damaged: file=" + file + ", offset=" + offset + ": " + what);
        this.file = file;
        this.offset = offset;
    }

    /** {@return the name of the file} */
    public String file() {
        return file;
    }

    /** {@return where in the file, in bytes} */
    public long offset() {
        return offset;
    }
}
