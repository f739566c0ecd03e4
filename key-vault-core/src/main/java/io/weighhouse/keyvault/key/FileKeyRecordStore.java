// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.file.StoreFileHealth;
import io.weighhouse.keyvault.internal.DurableTable;
import io.weighhouse.keyvault.internal.GroupCommit;
import io.weighhouse.keyvault.internal.LogFiles;
import io.weighhouse.keyvault.internal.Names;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
    private final DurableTable file;

    FileKeyRecordStore(StoreFile options, LogFiles files) {
        this.file = new DurableTable(
                options,
                files,
                new GroupCommit.Content(KeyEntries.KIND, new KeyEntries(table), table),
                (what, outcomeKnown, cause) -> new KeyStoreException("the key file " + what, outcomeKnown, cause));
    }

    @Override
    public CompletionStage<Boolean> insert(KeyRecord record) {
        return file.write(new KeyCommands.Insert(table, record));
    }

    @Override
    public CompletionStage<Boolean> update(KeyRecord record) {
        return file.write(new KeyCommands.Update(table, record));
    }

    @Override
    public CompletionStage<Boolean> rotate(KeyRecord superseded, KeyRecord successor) {
        return file.write(new KeyCommands.Rotate(table, superseded, successor));
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> findByDigest(List<KeyDigest> digests) {
        return file.read(() -> table.findByDigest(digests));
    }

    @Override
    public CompletionStage<List<KeyRecord>> findLegacy(String start, int limit) {
        return file.read(() -> table.findLegacy(start, limit));
    }

    @Override
    public CompletionStage<Optional<KeyRecord>> find(String tenant, KeyId id) {
        return file.read(() -> Names.isId(tenant) ? table.find(new KeyPosition(tenant, id)) : Optional.empty());
    }

    @Override
    public CompletionStage<List<KeyRecord>> list(String tenant, KeyPage page) {
        return file.read(() -> Names.isId(tenant) ? table.list(tenant, page) : List.of());
    }

    @Override
    public CompletionStage<List<KeyRecord>> scan(@Nullable KeyPosition after, int limit) {
        return file.read(() -> table.scan(after, limit));
    }

    @Override
    public CompletionStage<Void> recordUses(List<KeyUse> uses) {
        KeyTable.checkUses(uses);
        return file.write(new KeyCommands.Uses(table, uses)).thenAccept(taken -> {});
    }

    @Override
    public CompletionStage<KeyChanges> changesAfter(long position) {
        return file.read(() -> table.changesAfter(position));
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
