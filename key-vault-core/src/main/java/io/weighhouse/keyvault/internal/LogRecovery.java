// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a log's file when it is opened, and cuts off what a crash has left unfinished at its end. Not thread-safe. */
final class LogRecovery {

    private final LogFiles files;
    private final Path path;
    private final LogFile file;
    private final LiveBytes live = new LiveBytes();
    private long end;
    private long last;
    private boolean marked;

    private LogRecovery(LogFiles files, Path path, LogFile file) {
        this.files = files;
        this.path = path;
        this.file = file;
    }

    /**
     * Replays a file. Afterwards it holds what was replayed and nothing else, and all of it is on the disk.
     *
     * @throws LogException if it is damaged, no log of this kind, or was written by a later version
     */
    static LogRecovery of(LogFiles files, Path path, LogFile file, Content content) throws IOException {
        LogRecovery recovery = new LogRecovery(files, path, file);
        recovery.read(content);
        return recovery;
    }

    /** What a file has to hold, and where it goes. */
    record Content(char kind, LogRows rows) {}

    /** The number of the last frame. */
    long last() {
        return last;
    }

    /** Where it ends. */
    long end() {
        return end;
    }

    LiveBytes live() {
        return live;
    }

    /** Whether the last frame says that all before it was forced. */
    boolean marked() {
        return marked;
    }

    private void read(Content content) throws IOException {
        long size = file.size();
        LogHeader header = header(size, content.kind);
        LogFrames frames = new LogFrames(file, size);
        end = LogHeader.BYTES;
        last = header.first() - 1;
        marked = true;
        for (LogFrames.Frame frame = frames.at(end);
                frame != null && frame.number() == last + 1;
                frame = frames.at(end)) {
            int length = frame.payload().remaining();
            replay(frame.payload(), content.rows);
            end += LogFrames.HEAD_BYTES + length;
            last++;
            marked = length == 0;
        }
        if (last < header.base() || (end < size && frames.saysForced(end, last + 1))) {
            throw damaged(end, "frame " + (last + 1) + " is not as it was written", null);
        }
        if (end < size) {
            cutOff(size);
        }
        marked |= last == header.base();
        // What a killed process has written may not be on the disk yet, but from now on it is read.
        file.force();
    }

    private LogHeader header(long size, char kind) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LogHeader.BYTES);
        while (bytes.hasRemaining() && bytes.position() < size) {
            if (file.read(bytes, bytes.position()) < 0) {
                break;
            }
        }
        try {
            return LogHeader.parse(bytes.flip(), kind);
        } catch (IllegalArgumentException other) {
            throw damaged(0, String.valueOf(other.getMessage()), other);
        }
    }

    private void replay(ByteBuffer payload, LogRows rows) {
        RecordIn in = new RecordIn(payload);
        while (in.hasMore()) {
            int start = in.position();
            try {
                Object subject = rows.replay(in);
                live.add(subject, in.position() - start);
            } catch (LogException later) {
                throw new LogException(String.valueOf(later.getMessage()) + ": " + path, true, later);
            } catch (IllegalArgumentException none) {
                // Its message, but no byte of the record, is for whoever has to mend the file.
                throw damaged(end + LogFrames.HEAD_BYTES + start, String.valueOf(none.getMessage()), none);
            }
        }
    }

    /** Puts the bytes that nobody was told of beside, for whoever wants to look at them, and cuts them off. */
    private void cutOff(long size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        CRC32C crc = new CRC32C();
        for (long at = end; at < size; at += buffer.limit()) {
            crc.update(chunk(buffer, at, size));
        }
        // Named after what is in it: a crash before the cut leaves the same file once more, not another.
        String name = "%s.torn-%d-%08x".formatted(path.getFileName(), last + 1, crc.getValue());
        try (LogFile torn = files.create(path.resolveSibling(name))) {
            for (long at = end; at < size; at += buffer.limit()) {
                torn.write(chunk(buffer, at, size), at - end);
            }
            torn.force();
        }
        files.forceNames(folder(path));
        file.truncate(end);
    }

    private ByteBuffer chunk(ByteBuffer buffer, long at, long size) throws IOException {
        buffer.clear().limit((int) Math.min(buffer.capacity(), size - at));
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file has become shorter while it was read");
            }
        }
        return buffer.flip();
    }

    static Path folder(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("is no file: " + path);
        }
        return folder;
    }

    private LogException damaged(long at, String what, @Nullable Throwable cause) {
        return new LogException("is unusable at byte " + at + ", " + what + ": " + path, true, cause);
    }
}
