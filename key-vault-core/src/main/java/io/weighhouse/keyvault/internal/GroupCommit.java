// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import io.weighhouse.keyvault.file.StoreFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes a {@link RecordLog}.
 *
 * <p>While a batch of commands is forced to the disk the next ones gather, so that many callers share a force. Rows change
 * only when it has succeeded: no decision and no read sees what a crash could undo.
 *
 * <p>This class is thread-safe.
 */
public final class GroupCommit implements Closeable {

    private static final int MAX_BATCH_COMMANDS = 1024;
    private static final int MAX_BATCH_BYTES = 1 << 20;

    private final StoreFile options;
    private final RecordLog log;
    private final Object rowsMonitor;
    private final Closeable guard;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private boolean closing;
    private volatile boolean closed;

    /** Why nothing can be written any more. */
    private volatile @Nullable LogException failure;

    /** What a log is opened into: the kind of records, their rows, and the monitor under which these are changed. */
    public record Content(char kind, LogRows rows, Object monitor) {}

    /** A command, and who waits for its answer. */
    private record Waiting(LogCommand command, CompletableFuture<Boolean> answer) {

        void succeed(boolean written) {
            answer.complete(command.answer(written));
        }

        void fail(Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }

    private GroupCommit(StoreFile options, RecordLog log, Object rowsMonitor, Closeable guard) {
        this.options = options;
        this.log = log;
        this.rowsMonitor = rowsMonitor;
        this.guard = guard;
        this.writer = options.threads().newThread(this::work);
    }

    /**
     * Opens a file for this process alone and replays it into the rows.
     *
     * @throws LogException if it cannot be had, read or written, or is damaged
     */
    public static GroupCommit open(StoreFile options, LogFiles files, Content content) {
        try {
            Path path = files.canonical(options.path());
            Closeable guard = files.guard(path);
            boolean open = false;
            try {
                RecordLog log = RecordLog.open(files, path, new LogRecovery.Content(content.kind, content.rows));
                GroupCommit commit = new GroupCommit(options, log, content.monitor, guard);
                commit.writer.start();
                open = true;
                return commit;
            } finally {
                if (!open) {
                    guard.close();
                }
            }
        } catch (IOException unusable) {
            throw new LogException("cannot be opened: " + options.path(), true, unusable);
        }
    }

    /**
     * Asks for a command to be done. What is hung on the stage runs in the callbacks' executor, never in the writer's thread.
     *
     * @param failed makes the exception of a {@link LogException}, a time-out, or what the command itself has thrown
     */
    public CompletionStage<Boolean> submit(LogCommand command, Function<Throwable, RuntimeException> failed) {
        return Stages.recover(submit(command), failed, this::callBack);
    }

    private void callBack(Runnable callback) {
        try {
            options.callbacks().execute(callback);
        } catch (RejectedExecutionException shutDown) {
            callback.run();
        }
    }

    private CompletableFuture<Boolean> submit(LogCommand command) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        lock.lock();
        try {
            LogException refusal = refusal();
            if (refusal != null) {
                return CompletableFuture.failedFuture(refusal);
            }
            queue.add(new Waiting(command, answer));
            changed.signal();
        } finally {
            lock.unlock();
        }
        return answer.orTimeout(options.timeLimit().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Throws if nothing is read here any more: once it is closed, another process may change the file. */
    public void checkReadable() {
        if (closed) {
            throw new LogException("is closed: " + options.path(), true, null);
        }
    }

    /** Why nothing is written any more, or null. */
    public @Nullable String failure() {
        LogException failed = failure;
        return failed == null ? null : failed.getMessage();
    }

    /** How many bytes of the file are of the last entries of their subjects. */
    public long liveBytes() {
        return log.liveBytes();
    }

    /** How many bytes of the file are not. */
    public long deadBytes() {
        return log.deadBytes();
    }

    /** How many commands wait. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Does what was asked for before, forces it, and ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (writer.isAlive() && writer != Thread.currentThread()) {
            try {
                writer.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable LogException refusal() {
        if (closing) {
            return new LogException("is closed: " + options.path(), true, null);
        }
        LogException failed = failure;
        if (failed != null) {
            return unusable(failed);
        }
        return queue.size() < options.maximumQueue()
                ? null
                : new LogException("has a full queue, waiting=" + queue.size() + ": " + options.path(), true, null);
    }

    private static LogException unusable(LogException failed) {
        return new LogException("is unusable until it is opened anew: it " + failed.getMessage(), true, failed);
    }

    private void work() {
        try {
            for (List<Waiting> batch = batch(); !batch.isEmpty(); batch = batch()) {
                commit(batch);
            }
        } finally {
            closed = true;
            finish();
        }
    }

    private void finish() {
        try {
            if (failure == null) {
                log.close();
            } else {
                log.abandon();
            }
        } catch (IOException | LogException nothingIsLost) {
            // All that was answered was forced before.
            log.abandon();
        }
        try {
            guard.close();
        } catch (IOException nothingIsLost) {
            // The system gives the lock up with the process.
        }
    }

    /** The next commands, none of which touches what another does; none when it is over. */
    private List<Waiting> batch() {
        List<Waiting> batch = new ArrayList<>();
        Set<Object> touched = new HashSet<>();
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) {
                changed.awaitUninterruptibly();
            }
            Waiting next = queue.peek();
            while (next != null && batch.size() < MAX_BATCH_COMMANDS) {
                Collection<?> touches = next.command.touched();
                if (!Collections.disjoint(touched, touches)) {
                    break;
                }
                touched.addAll(touches);
                batch.add(queue.remove());
                next = queue.peek();
            }
        } finally {
            lock.unlock();
        }
        return batch;
    }

    private void commit(List<Waiting> batch) {
        List<Waiting> decided = new ArrayList<>();
        try {
            for (Waiting next : batch) {
                if (decide(next)) {
                    decided.add(next);
                }
                if (log.waitingBytes() >= MAX_BATCH_BYTES) {
                    write(decided);
                    decided.clear();
                }
            }
            write(decided);
        } catch (RuntimeException | Error failed) {
            LogException unknown = unforeseen(failed);
            failure = unknown;
            batch.forEach(unanswered -> unanswered.fail(unknown));
        }
        if (failure == null) {
            compact();
        }
    }

    private void compact() {
        try {
            log.compact(options.minimumDeadBytes());
        } catch (LogException failed) {
            failure = failed;
        } catch (RuntimeException | Error failed) {
            failure = unforeseen(failed);
        }
    }

    private LogException unforeseen(Throwable failed) {
        return new LogException("has failed in a way that nobody thought of: " + options.path(), false, failed);
    }

    /** Whether there is something to write; else it is answered. */
    private boolean decide(Waiting next) {
        LogException failed = failure;
        if (failed != null) {
            next.fail(unusable(failed));
            return false;
        }
        try {
            if (next.command.decide()) {
                log.append(next.command::write);
                return true;
            }
            next.succeed(false);
        } catch (RuntimeException mistake) {
            next.fail(mistake);
        }
        return false;
    }

    private void write(List<Waiting> decided) {
        if (decided.isEmpty()) {
            return;
        }
        try {
            log.commit(decided.stream().anyMatch(one -> one.command.durable()));
        } catch (LogException failed) {
            if (!failed.outcomeKnown()) {
                failure = failed;
            }
            decided.forEach(one -> one.fail(failed));
            return;
        }
        synchronized (rowsMonitor) {
            decided.forEach(one -> one.command.apply());
        }
        decided.forEach(one -> one.succeed(true));
    }
}
