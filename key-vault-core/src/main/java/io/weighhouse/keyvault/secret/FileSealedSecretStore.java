// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.file.StoreFileHealth;
import io.weighhouse.keyvault.internal.DurableTable;
import io.weighhouse.keyvault.internal.GroupCommit;
import io.weighhouse.keyvault.internal.LogFiles;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
    private final DurableTable file;

    FileSealedSecretStore(StoreFile options, LogFiles files) {
        this.file = new DurableTable(
                options,
                files,
                new GroupCommit.Content(SecretEntries.KIND, new SecretEntries(table), table),
                (what, outcomeKnown, cause) ->
                        new SecretStoreException("the file of secrets " + what, outcomeKnown, cause));
    }

    @Override
    public CompletionStage<Boolean> put(SealedCredential credential) {
        return file.write(new SecretCommands.Put(table, credential));
    }

    @Override
    public CompletionStage<Optional<SealedCredential>> find(SecretSlot slot) {
        return file.read(() -> table.find(slot));
    }

    @Override
    public CompletionStage<SlotVersion> latest(SecretSlot slot) {
        return file.read(() -> table.latest(slot));
    }

    @Override
    public CompletionStage<List<SealedCredential>> list(SecretHolder holder) {
        return file.read(() -> table.list(holder));
    }

    @Override
    public CompletionStage<List<SealedCredential>> scan(@Nullable SecretSlot after, int limit) {
        return file.read(() -> table.scan(after, limit));
    }

    @Override
    public CompletionStage<Boolean> delete(SecretSlot slot, long version) {
        return file.write(new SecretCommands.Delete(table, slot, version));
    }

    @Override
    public CompletionStage<Optional<FallbackPolicy>> findPolicy(String tenant, ProviderId provider) {
        return file.read(() -> table.findPolicy(tenant, provider));
    }

    @Override
    public CompletionStage<Boolean> putPolicy(FallbackPolicy policy) {
        return file.write(new SecretCommands.PutPolicy(table, policy));
    }

    /**
     * Tells without waiting for the disk how the store is doing.
     *
     * @return numbers of this moment
     */
    public StoreFileHealth health() {
        return file.health();
    }

    /** Does what was asked for before, forces it to the disk, and gives the file back. Later calls fail. */
    @Override
    public void close() {
        file.close();
    }
}
