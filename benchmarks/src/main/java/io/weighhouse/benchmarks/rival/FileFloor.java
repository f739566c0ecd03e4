// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * What no journal on this disk can be faster than: as many bytes as a batch has, written into a file that is there already,
 * and forced.
 *
 * <p>The file is written in full at first, so that neither its length nor its blocks change afterwards; at its end, writing
 * starts over. This class is for one thread.
 */
public final class FileFloor implements Closeable {

    private static final int CHUNK_BYTES = 1 << 16;

    private final FileChannel channel;
    private final ByteBuffer batch;
    private final long fileBytes;
    private long position;

    /**
     * Writes the file.
     *
     * @param file a new one
     * @param batchBytes what each append writes, 1 or more
     * @param fileBytes length of the file, at least one batch
     * @throws IOException if the file exists, or cannot be written
     */
    public FileFloor(Path file, int batchBytes, long fileBytes) throws IOException {
        if (batchBytes <= 0 || batchBytes > fileBytes) {
            throw new IllegalArgumentException(
                    "must be 1 to the length of the file: batchBytes=" + batchBytes + " fileBytes=" + fileBytes);
        }
        this.fileBytes = fileBytes;
        byte[] bytes = new byte[batchBytes];
        new Random(1).nextBytes(bytes); // not zeros: a disk may know how to store those for nothing
        batch = ByteBuffer.allocateDirect(batchBytes).put(bytes).flip();
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        for (long at = 0; at < fileBytes; at += CHUNK_BYTES) {
            writeAt(at, chunk.clear().limit((int) Math.min(CHUNK_BYTES, fileBytes - at)));
        }
        channel.force(true);
    }

    /**
     * Writes one batch behind the last one and forces it.
     *
     * @return where it was written
     * @throws IOException if it was not written, or may not have been
     */
    public long append() throws IOException {
        if (position + batch.capacity() > fileBytes) {
            position = 0;
        }
        long at = position;
        writeAt(at, batch.clear());
        channel.force(false);
        position += batch.capacity();
        return at;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void writeAt(long at, ByteBuffer bytes) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
    }
}
