// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file of records that is only ever appended to, and written anew when most of it is dead.
 *
 * <p>docs/reference/key-store-format.md has it byte by byte. Not thread-safe, but any thread may ask for the numbers of
 * bytes.
 */
final class RecordLog implements Closeable {

    private static final int BASE_PAYLOAD_BYTES = 64 << 10;

    private final LogFiles files;
    private final Path path;
    private final LogRecovery.Content content;
    private final RecordOut payload = new RecordOut();

    /** What was appended since the last commit. */
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    private final List<RecordOut.Entry> waitingEntries = new ArrayList<>();
    private int waitingFrames;

    private LogFile file;
    private LiveBytes live = new LiveBytes();

    /** Where the next frame goes, the number of the last, and the number of the last that is surely on the disk. */
    private long end = LogHeader.BYTES;

    private long last;
    private long forced;

    /** Whether the last frame says that all before it was forced: then no damage of them is taken for a torn tail. */
    private boolean marked = true;

    /** Below this size it is not tried again to write the file anew. */
    private long retryAbove;

    private volatile long liveBytes;
    private volatile long deadBytes;

    private RecordLog(LogFiles files, Path path, LogRecovery.Content content, LogFile file) {
        this.files = files;
        this.path = path;
        this.content = content;
        this.file = file;
    }

    /**
     * Opens a log, or makes an empty one, and replays its entries.
     *
     * @throws LogException if it is damaged, no log of this kind, or was written by a later version
     * @throws IOException if it cannot be read or written
     */
    static RecordLog open(LogFiles files, Path path, LogRecovery.Content content) throws IOException {
        files.delete(beside(path));
        if (!files.exists(path)) {
            // With its name only when it is whole, so that a crash leaves no beginning of a header.
            try (LogFile empty = files.create(beside(path))) {
                empty.write(new LogHeader(content.kind(), 1, 0).toByteBuffer(), 0);
                empty.force();
            }
            files.replace(beside(path), path);
        }
        // Whoever has put it there may have been killed before its name was durable.
        files.forceNames(LogRecovery.folder(path));
        LogFile file = files.open(path);
        try {
            LogRecovery recovery = LogRecovery.of(files, path, file, content);
            RecordLog log = new RecordLog(files, path, content, file);
            log.live = recovery.live();
            log.end = recovery.end();
            log.last = recovery.last();
            log.forced = recovery.last();
            log.marked = recovery.marked();
            log.count();
            return log;
        } catch (IOException | RuntimeException unusable) {
            file.close();
            throw unusable;
        }
    }

    /** Puts entries, all or none of which will be found again, behind what is there. {@link #commit} writes them. */
    void append(Consumer<RecordOut> entries) {
        payload.clear();
        entries.accept(payload);
        if (payload.size() > LogFrames.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "must be at most " + LogFrames.MAX_PAYLOAD_BYTES + " bytes: record has " + payload.size());
        }
        waitingFrames++;
        waiting.writeBytes(frame(last + waitingFrames, payload));
        waitingEntries.addAll(payload.entries());
    }

    int waitingBytes() {
        return waiting.size();
    }

    /**
     * Writes what was appended, and forces it to the disk if that is wanted.
     *
     * @throws LogException if that fails; if the outcome is not known, the log is not to be used any more
     */
    void commit(boolean force) {
        try {
            write();
            if (force) {
                force();
            }
        } finally {
            waiting.reset();
            waitingEntries.clear();
            waitingFrames = 0;
            count();
        }
    }

    private void write() {
        try {
            file.write(ByteBuffer.wrap(waiting.toByteArray()), end);
        } catch (IOException failed) {
            undo(failed);
        }
        marked = waitingEntries.isEmpty();
        live.add(waitingEntries);
        end += waiting.size();
        last += waitingFrames;
    }

    private void force() {
        try {
            file.force();
        } catch (IOException failed) {
            throw new LogException("could not be forced to the disk: " + path, false, failed);
        }
        forced = last;
    }

    /** Makes sure that nothing of a write that has failed will ever be found. */
    private void undo(IOException failed) {
        try {
            file.truncate(end);
            file.force();
        } catch (IOException again) {
            failed.addSuppressed(again);
            throw new LogException("could not be written, perhaps in part: " + path, false, failed);
        }
        forced = last;
        throw new LogException("could not be written, is there room on the disk?: " + path, true, failed);
    }

    /**
     * Writes the file anew if more than half of it is dead, and so many bytes at least. If that fails, it stays as it is.
     *
     * @throws LogException if it is not known which of both files has the name: then the log is not to be used any more
     */
    void compact(long minimumDeadBytes) {
        if (deadBytes < minimumDeadBytes || deadBytes <= liveBytes || end < retryAbove) {
            return;
        }
        retryAbove = end + end / 4;
        Base base;
        try {
            base = writeBase();
        } catch (IOException noRoom) {
            return;
        }
        try {
            files.replace(beside(path), path);
            files.forceNames(LogRecovery.folder(path));
            file.close();
        } catch (IOException failed) {
            closeQuietly(base.file);
            throw new LogException("could not be replaced by its compact form: " + path, false, failed);
        }
        file = base.file;
        live = base.live;
        end = base.end;
        last = base.last;
        forced = last;
        marked = true;
        retryAbove = 0;
        count();
    }

    /** A new file beside the old one, with every row once. */
    private record Base(LogFile file, LiveBytes live, long end, long last) {}

    private Base writeBase() throws IOException {
        LogFile next = files.create(beside(path));
        try {
            LiveBytes kept = new LiveBytes();
            RecordOut out = new RecordOut();
            long at = LogHeader.BYTES;
            long number = last;
            Iterator<Consumer<RecordOut>> left = content.rows().live().iterator();
            while (left.hasNext()) {
                left.next().accept(out);
                if (out.size() >= BASE_PAYLOAD_BYTES || !left.hasNext()) {
                    number++;
                    ByteBuffer frame = LogFrames.frame(number, last, out.toByteBuffer());
                    next.write(frame, at);
                    at += frame.limit();
                    kept.add(out.entries());
                    out.clear();
                }
            }
            next.write(new LogHeader(content.kind(), last + 1, number).toByteBuffer(), 0);
            next.force();
            return new Base(next, kept, at, number);
        } catch (IOException | RuntimeException failed) {
            closeQuietly(next);
            discardQuietly();
            throw failed;
        }
    }

    /** Forces everything, says so in a last frame, and closes the file. */
    @Override
    public void close() throws IOException {
        try {
            if (forced < last) {
                force();
            }
            if (!marked) {
                append(nothing -> {});
                commit(true);
            }
        } finally {
            file.close();
        }
    }

    /** Closes the file as it is, after a failure. */
    void abandon() {
        closeQuietly(file);
    }

    long liveBytes() {
        return liveBytes;
    }

    long deadBytes() {
        return deadBytes;
    }

    private void count() {
        liveBytes = live.total();
        deadBytes = end - LogHeader.BYTES - live.total();
    }

    private byte[] frame(long number, RecordOut of) {
        return LogFrames.frame(number, forced, of.toByteBuffer()).array();
    }

    private static Path beside(Path path) {
        return path.resolveSibling(path.getFileName() + ".new");
    }

    private static void closeQuietly(LogFile file) {
        try {
            file.close();
        } catch (IOException nothingIsLost) {
            // It is not used any more.
        }
    }

    private void discardQuietly() {
        try {
            files.delete(beside(path));
        } catch (IOException nextTime) {
            // Whoever opens the log does it.
        }
    }
}
