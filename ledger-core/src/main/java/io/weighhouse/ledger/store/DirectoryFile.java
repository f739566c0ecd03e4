// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file on disk, through two channels.
 *
 * <p>An interrupt closes the channel that a thread reads from, for all threads. So readers have a channel of their own, which
 * is opened anew, and no reader can close the one that is written to.
 */
final class DirectoryFile implements JournalFile {

    private static final int ZEROS = 1 << 18;

    private final Path path;
    private final ReentrantLock lock = new ReentrantLock();
    private final FileChannel writes;
    private volatile FileChannel reads;
    private volatile boolean closed;

    DirectoryFile(Path path, boolean create) throws IOException {
        this.path = path;
        try {
            this.writes = create
                    ? FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    : FileChannel.open(path, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw roomOr(e);
        }
        this.reads = openReads(writes);
    }

    private FileChannel openReads(@Nullable FileChannel orClose) throws IOException {
        FileChannel opened = null;
        try {
            opened = FileChannel.open(path, StandardOpenOption.READ);
            return opened;
        } finally {
            if (opened == null && orClose != null) {
                orClose.close();
            }
        }
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
        int start = into.position();
        boolean interrupted = false;
        try {
            while (into.hasRemaining()) {
                FileChannel channel = reads;
                try {
                    if (channel.read(into, offset + into.position() - start) < 0) {
                        break;
                    }
                } catch (ClosedChannelException e) {
                    interrupted |= e instanceof ClosedByInterruptException && Thread.interrupted();
                    reopen(channel);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return into.position() - start;
    }

    private void reopen(FileChannel old) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (reads == old) {
                reads = openReads(null);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
        long at = offset;
        try {
            while (from.hasRemaining()) {
                at += writes.write(from, at);
            }
        } catch (IOException e) {
            throw roomOr(e);
        }
    }

    @Override
    public void force() throws IOException {
        try {
            writes.force(false);
        } catch (IOException e) {
            throw roomOr(e);
        }
    }

    @Override
    public long size() throws IOException {
        return writes.size();
    }

    @Override
    public void preallocate(long bytes) throws IOException {
        long usable = Files.getFileStore(path).getUsableSpace();
        if (usable < bytes) {
            throw new NoRoomException(path + ": bytes wanted=" + bytes + ", usable=" + usable, null);
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, bytes));
        for (long at = 0; at < bytes; at += zeros.limit()) {
            write(zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at)), at);
        }
        writes.force(true);
    }

    private IOException roomOr(IOException e) {
        String said = String.valueOf(e.getMessage());
        boolean full = said.contains("No space left on device")
                || said.contains("Disk quota exceeded")
                || said.contains("not enough space on the disk");
        return full ? new NoRoomException(path + ": " + said, e) : e;
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            try {
                writes.close();
            } finally {
                reads.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
