// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.file.StoreFileHealth;
import io.weighhouse.keyvault.internal.GroupCommit;
import io.weighhouse.keyvault.internal.LogCommand;
import io.weighhouse.keyvault.internal.LogException;
import io.weighhouse.keyvault.internal.LogFiles;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sealed credentials and policies in a file and in memory.
 *
 * <p>A write is answered when it is forced to the disk; writes that come while others are forced share the next force, so
 * that 64 callers at once need a sixtieth of the forces. Reads answer at once, from memory, and see only what is on the disk.
 * Memory grows with the credentials, by twice the length of their envelopes or so.
 *
 * <p>What is deleted or replaced stays in the file, sealed, until it is written anew.
 *
 * <p>If the disk has no room, writes fail with a {@link SecretStoreException} of a known outcome, and go on when there is
 * room again. If a force fails, the outcome of the writes under way is not known, and all later ones fail until the file is
 * opened anew; reads go on and see what was on the disk before.
 *
 * <p>This class is thread-safe.
 */
public final class FileSealedSecretStore implements SealedSecretStore, AutoCloseable {

    private final SecretTable table = new SecretTable();
    private final SecretEntries entries = new SecretEntries(table);
    private final GroupCommit commit;

    FileSealedSecretStore(StoreFile file, LogFiles files) {
        try {
            this.commit = GroupCommit.open(file, files, new GroupCommit.Content(SecretEntries.KIND, entries, table));
        } catch (LogException unusable) {
            throw failed(unusable);
        }
    }

    @Override
    public CompletionStage<Boolean> put(SealedCredential credential) {
        return write(new SecretCommands.Put(table, credential));
    }

    @Override
    public CompletionStage<Optional<SealedCredential>> find(SecretSlot slot) {
        return read(() -> table.find(slot));
    }

    @Override
    public CompletionStage<SlotVersion> latest(SecretSlot slot) {
        return read(() -> table.latest(slot));
    }

    @Override
    public CompletionStage<List<SealedCredential>> list(SecretHolder holder) {
        return read(() -> table.list(holder));
    }

    @Override
    public CompletionStage<List<SealedCredential>> scan(@Nullable SecretSlot after, int limit) {
        return read(() -> table.scan(after, limit));
    }

    @Override
    public CompletionStage<Boolean> delete(SecretSlot slot, long version) {
        return write(new SecretCommands.Delete(table, slot, version));
    }

    @Override
    public CompletionStage<Optional<FallbackPolicy>> findPolicy(String tenant, ProviderId provider) {
        return read(() -> table.findPolicy(tenant, provider));
    }

    @Override
    public CompletionStage<Boolean> putPolicy(FallbackPolicy policy) {
        return write(new SecretCommands.PutPolicy(table, policy));
    }

    /**
     * Tells without waiting for the disk how the store is doing.
     *
     * @return numbers of this moment
     */
    public StoreFileHealth health() {
        int records;
        synchronized (table) {
            records = entries.size();
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
        return commit.submit(command, FileSealedSecretStore::failed);
    }

    private static RuntimeException failed(Throwable failure) {
        if (failure instanceof LogException known) {
            return new SecretStoreException("the file of secrets " + known.getMessage(), known.outcomeKnown(), known);
        }
        if (failure instanceof IllegalArgumentException mistake) {
            return mistake;
        }
        String what = failure instanceof TimeoutException ? "has not answered in time" : "has failed";
        return new SecretStoreException("the file of secrets " + what, false, failure);
    }
}
