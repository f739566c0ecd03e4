// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.file.StoreFileHealth;
import io.weighhouse.keyvault.internal.GroupCommit;
import io.weighhouse.keyvault.internal.LogCommand;
import io.weighhouse.keyvault.internal.LogException;
import io.weighhouse.keyvault.internal.LogFiles;
import io.weighhouse.keyvault.internal.Names;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the records of keys in a file and in memory.
 *
 * <p>A write is answered when it is forced to the disk; writes that come while others are forced share the next force, so
 * that 64 callers at once need a sixtieth of the forces. Reads answer at once, from memory, and see only what is on the disk.
 * Uses are written without a force of their own, and a power cut may take the last ones. Memory grows with the keys, by a
 * kilobyte or so each.
 *
 * <p>If the disk has no room, writes fail with a {@link KeyStoreException} of a known outcome, and go on when there is room
 * again. If a force fails, the outcome of the writes under way is not known, and all later ones fail until the file is opened
 * anew; reads go on and see what was on the disk before.
 *
 * <p>Positions of changes are good for one opening: those of an earlier one are answered as not complete.
 *
 * <p>This class is thread-safe.
 */
public final class FileKeyRecordStore implements KeyRecordStore, AutoCloseable {

    private final KeyTable table = new KeyTable(new SecureRandom());
    private final GroupCommit commit;

    FileKeyRecordStore(StoreFile file, LogFiles files) {
        try {
            this.commit = GroupCommit.open(
                    file, files, new GroupCommit.Content(KeyEntries.KIND, new KeyEntries(table), table));
        } catch (LogException unusable) {
            throw failed(unusable);
        }
    }

    @Override
    public CompletionStage<Boolean> insert(KeyRecord record) {
        return write(new KeyCommands.Insert(table, record));
    }

    @Override
    public CompletionStage<Boolean> update(KeyRecord record) {
        return write(new KeyCommands.Update(table, record));
    }

    @Override
    public CompletionStage<Boolean> rotate(KeyRecord superseded, KeyRecord successor) {
        return write(new KeyCommands.Rotate(table, superseded, successor));
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> findByDigest(List<KeyDigest> digests) {
        return read(() -> table.findByDigest(digests));
    }

    @Override
    public CompletionStage<List<KeyRecord>> findLegacy(String start, int limit) {
        return read(() -> table.findLegacy(start, limit));
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> find(String tenant, KeyId id) {
        return read(() -> Names.isId(tenant) ? table.find(new KeyPosition(tenant, id)) : Optional.empty());
    }

    @Override
    public CompletionStage<List<KeyRecord>> list(String tenant, KeyPage page) {
        return read(() -> Names.isId(tenant) ? table.list(tenant, page) : List.of());
    }

    @Override
    public CompletionStage<List<KeyRecord>> scan(@Nullable KeyPosition after, int limit) {
        return read(() -> table.scan(after, limit));
    }

    @Override
    public CompletionStage<Void> recordUses(List<KeyUse> uses) {
        KeyTable.checkUses(uses);
        return write(new KeyCommands.Uses(table, uses)).thenAccept(taken -> {});
    }

    @Override
    public CompletionStage<KeyChanges> changesAfter(long position) {
        return read(() -> table.changesAfter(position));
    }

    /**
     * Tells without waiting for the disk how the store is doing.
     *
     * @return numbers of this moment
     */
    public StoreFileHealth health() {
        int records;
        synchronized (table) {
            records = table.size();
        }
        return new StoreFileHealth(records, commit.liveBytes(), commit.deadBytes(), commit.waiting(), commit.failure());
    }

    /** Does what was asked for before, forces it to the disk, and gives the file back. Later calls fail. */
    @Override
    public void close() {
        commit.close();
    }

    private <T> CompletionStage<T> read(Supplier<T> question) {
        try {
            commit.checkReadable();
        } catch (LogException closed) {
            return CompletableFuture.failedFuture(failed(closed));
        }
        synchronized (table) {
            return CompletableFuture.completedFuture(question.get());
        }
    }

    private CompletionStage<Boolean> write(LogCommand command) {
        return commit.submit(command, FileKeyRecordStore::failed);
    }

    private static RuntimeException failed(Throwable failure) {
        if (failure instanceof LogException known) {
            return new KeyStoreException("the key file " + known.getMessage(), known.outcomeKnown(), known);
        }
        if (failure instanceof IllegalArgumentException mistake) {
            return mistake;
        }
        String what = failure instanceof TimeoutException ? "has not answered in time" : "has failed";
        return new KeyStoreException("the key file " + what, false, failure);
    }
}
