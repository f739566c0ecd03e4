// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where an embedded store keeps its records, and how it works.
 *
 * <p>{@code StoreFile.at(Path.of("data/keys.log")).timeLimit(Duration.ofSeconds(5))} is that file; a folder that is missing
 * is made. Beside it are {@code keys.log.lock} and, while the file is written anew, {@code keys.log.new}. File and folder are
 * made for their owner alone where the file system knows owners.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class StoreFile {

    private static final int DEFAULT_QUEUE = 10_000;
    private static final int MAX_QUEUE = 1_000_000;
    private static final long DEFAULT_DEAD_BYTES = 1 << 20;
    private static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(30);
    private static final Duration MAX_TIME_LIMIT = Duration.ofDays(1);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final ThreadFactory DAEMONS = work -> {
        Thread thread = new Thread(work, "weighhouse-keyvault-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    };

    private final Path path;
    private final Threads threads;
    private final int maximumQueue;
    private final Duration timeLimit;
    private final long minimumDeadBytes;

    private record Threads(ThreadFactory writer, Executor callbacks) {}

    private StoreFile(Path path, Threads threads, int maximumQueue, Duration timeLimit, long minimumDeadBytes) {
        this.path = path;
        this.threads = threads;
        this.maximumQueue = maximumQueue;
        this.timeLimit = timeLimit;
        this.minimumDeadBytes = minimumDeadBytes;
    }

    /**
     * A file with everything as it usually is.
     *
     * @param path where it is, or is to be
     * @return the file
     */
    public static StoreFile at(Path path) {
        return new StoreFile(
                path,
                new Threads(DAEMONS, ForkJoinPool.commonPool()),
                DEFAULT_QUEUE,
                DEFAULT_TIME_LIMIT,
                DEFAULT_DEAD_BYTES);
    }

    /**
     * The same file, written by other threads.
     *
     * @param writer makes the one thread that writes; a named daemon unless set
     * @return the file
     */
    public StoreFile threads(ThreadFactory writer) {
        return new StoreFile(path, new Threads(writer, threads.callbacks), maximumQueue, timeLimit, minimumDeadBytes);
    }

    /**
     * The same file, whose writes are answered by other threads.
     *
     * @param executor runs what callers hang on the stages they get; the common pool unless set
     * @return the file
     */
    public StoreFile callbacks(Executor executor) {
        return new StoreFile(path, new Threads(threads.writer, executor), maximumQueue, timeLimit, minimumDeadBytes);
    }

    /**
     * The same file with another bound of its queue.
     *
     * @param commands how many writes wait at most, 1 to 1,000,000; what comes then is refused. 10,000 unless set
     * @return the file
     * @throws IllegalArgumentException if the number is out of range
     */
    public StoreFile maximumQueue(int commands) {
        if (commands < 1 || commands > MAX_QUEUE) {
            throw new IllegalArgumentException("must be 1 to " + MAX_QUEUE + ": maximumQueue=" + commands);
        }
        return new StoreFile(path, threads, commands, timeLimit, minimumDeadBytes);
    }

    /**
     * The same file with another time limit.
     *
     * @param limit within which a write is answered, at most a day; else its stage fails and its outcome is not known. 30
     *     seconds unless set
     * @return the file
     * @throws IllegalArgumentException if the limit is out of range
     */
    public StoreFile timeLimit(Duration limit) {
        if (limit.isNegative() || limit.isZero() || limit.compareTo(MAX_TIME_LIMIT) > 0) {
            throw new IllegalArgumentException("must be > 0 and at most a day: timeLimit=" + limit);
        }
        return new StoreFile(path, threads, maximumQueue, limit, minimumDeadBytes);
    }

    /**
     * The same file, written anew sooner or later.
     *
     * @param bytes how many dead ones there have to be before it is written anew, and more than live ones: at least 1; 1 MiB
     *     unless set
     * @return the file
     * @throws IllegalArgumentException if the number is less
     */
    public StoreFile minimumDeadBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("must be >= 1: minimumDeadBytes=" + bytes);
        }
        return new StoreFile(path, threads, maximumQueue, timeLimit, bytes);
    }

    /** {@return where the file is} */
    public Path path() {
        return path;
    }

    /** {@return what makes the writer's thread} */
    public ThreadFactory threads() {
        return threads.writer;
    }

    /** {@return what answers writes} */
    public Executor callbacks() {
        return threads.callbacks;
    }

    /** {@return how many writes wait at most} */
    public int maximumQueue() {
        return maximumQueue;
    }

    /** {@return within what time a write is answered} */
    public Duration timeLimit() {
        return timeLimit;
    }

    /** {@return how many dead bytes there have to be before the file is written anew} */
    public long minimumDeadBytes() {
        return minimumDeadBytes;
    }

    /** {@return the path} */
    @Override
    public String toString() {
        return "StoreFile[" + path + ']';
    }
}
