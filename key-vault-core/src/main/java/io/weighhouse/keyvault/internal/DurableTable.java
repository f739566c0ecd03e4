// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.file.StoreFileHealth;
import java.io.Closeable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory whose rows a {@link RecordLog} makes durable: what the stores in files have in common.
 *
 * <p>Reads answer at once, under the table's monitor, and see only what is on the disk. Writes are answered when they are
 * forced. Whatever fails becomes the store's own exception.
 *
 * <p>This class is thread-safe.
 */
public final class DurableTable implements Closeable {

    private final GroupCommit.Content content;
    private final GroupCommit commit;
    private final Failure failure;

    /** Makes the exception of one kind of store. */
    @FunctionalInterface
    public interface Failure {

        /** The exception; what has failed is told in words that begin with a verb, such as {@code is closed}. */
        RuntimeException of(String message, boolean outcomeKnown, @Nullable Throwable cause);
    }

    /** Opens a file for this process alone and replays it into the rows. */
    public DurableTable(StoreFile file, LogFiles files, GroupCommit.Content content, Failure failure) {
        this.content = content;
        this.failure = failure;
        try {
            this.commit = GroupCommit.open(file, files, content);
        } catch (LogException unusable) {
            throw failed(unusable);
        }
    }

    /** The answer to a question about the table. */
    public <T> CompletionStage<T> read(Supplier<T> question) {
        try {
            commit.checkReadable();
        } catch (LogException closed) {
            return CompletableFuture.failedFuture(failed(closed));
        }
        synchronized (content.monitor()) {
            return CompletableFuture.completedFuture(question.get());
        }
    }

    /** The answer of a command, once what it writes is forced to the disk. */
    public CompletionStage<Boolean> write(LogCommand command) {
        return commit.submit(command, this::failed);
    }

    /** Tells without waiting for the disk how the store is doing. */
    public StoreFileHealth health() {
        int records;
        synchronized (content.monitor()) {
            records = content.rows().size();
        }
        return new StoreFileHealth(records, commit.liveBytes(), commit.deadBytes(), commit.waiting(), commit.failure());
    }

    /** Does what was asked for before, forces it to the disk, and gives the file back. Later calls fail. */
    @Override
    public void close() {
        commit.close();
    }

    private RuntimeException failed(Throwable cause) {
        if (cause instanceof LogException known) {
            return failure.of(String.valueOf(known.getMessage()), known.outcomeKnown(), known);
        }
        if (cause instanceof IllegalArgumentException mistake) {
            return mistake;
        }
        String what = cause instanceof TimeoutException ? "has not answered in time" : "has failed";
        return failure.of(what, false, cause);
    }
}
