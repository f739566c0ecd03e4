// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a journal: one flat directory, as a store sees it.
 *
 * <p>It is the seam between a store and the disk, so that a test can put a simulated disk there. A name is a plain file
 * name, of letters, digits, {@code -} and {@code .}. What is created, renamed or deleted is certain to stay so only after
 * {@link #forceDirectory()}.
 *
 * <p>Implementations are thread-safe.
 */
public interface JournalFiles {

    /**
     * The names of the files that are there.
     *
     * @return the names, in no order
     * @throws IOException if the directory cannot be read
     */
    List<String> names() throws IOException;

    /**
     * Opens a file that is there.
     *
     * @param name its name
     * @return the file, to be closed by the caller
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be opened
     */
    JournalFile open(String name) throws IOException;

    /**
     * Makes a new, empty file.
     *
     * @param name its name
     * @return the file, to be closed by the caller
     * @throws java.nio.file.FileAlreadyExistsException if there is one
     * @throws NoRoomException if the disk is full
     * @throws IOException if it cannot be made
     */
    JournalFile create(String name) throws IOException;

    /**
     * Deletes a file, if it is there.
     *
     * @param name its name
     * @throws IOException if it is there and stays
     */
    void delete(String name) throws IOException;

    /**
     * Gives a file another name, at once and whole; a file that had that name is gone.
     *
     * @param from its name
     * @param to the new name
     * @throws IOException if it still has the old name
     */
    void rename(String from, String to) throws IOException;

    /**
     * Makes certain that names created, renamed and deleted before stay so after a power cut.
     *
     * @throws IOException if that is not certain
     */
    void forceDirectory() throws IOException;

    /**
     * Takes the directory for one user.
     *
     * @return gives it back when closed
     * @throws IOException if somebody else has it: {@code journal directory is in use by another process: <dir>}
     */
    Closeable lock() throws IOException;

    /**
     * The files of a directory on disk, which is made when it is not there.
     *
     * @param directory where
     * @return its files
     * @throws IOException if it cannot be made
     */
    static JournalFiles directory(Path directory) throws IOException {
        return new DirectoryFiles(directory);
    }
}
