// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Where a {@link RecordLog} has its files: the disk, or one that fails when a test wants it to. */
public interface LogFiles {

    /** The one name by which everybody finds a file; makes its folder if there is none. */
    Path canonical(Path path) throws IOException;

    /**
     * Takes a file for this opening alone, until the guard is closed.
     *
     * @throws LogException if somebody has it
     */
    Closeable guard(Path path) throws IOException;

    /** Whether there is such a file. */
    boolean exists(Path path);

    /** Opens a file that is there. */
    LogFile open(Path path) throws IOException;

    /** Makes an empty file that its owner alone may read and write, in place of whatever was there. */
    LogFile create(Path path) throws IOException;

    /** Gives a file another name, at once: whoever looks finds the one or the other under that name. */
    void replace(Path from, Path to) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path path) throws IOException;

    /** Makes the names in a folder durable, as {@link LogFile#force} does with what is in a file. */
    void forceNames(Path folder) throws IOException;
}
