// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file of a {@link RecordLog}. */
public interface LogFile extends Closeable {

    /** How many bytes it has. */
    long size() throws IOException;

    /** Reads some bytes from a place; returns how many, or -1 at the end. */
    int read(ByteBuffer to, long at) throws IOException;

    /** Writes all of the bytes at a place. After a failure any part of them may be there. */
    void write(ByteBuffer from, long at) throws IOException;

    /** Cuts off what is beyond so many bytes. */
    void truncate(long size) throws IOException;

    /** Returns when all that was written is where a power cut does not reach it. */
    void force() throws IOException;
}
