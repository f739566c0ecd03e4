// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.internal.DiskFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the records of keys.
 *
 * <p>What an implementation promises is checked by {@code KeyRecordStoreContract} of the testkit: a write that has
 * completed is seen by every read that begins afterwards, on any node (a read from a lagging replica would bring a
 * revoked key back to life); a record is found under its own tenant only; changes compare and set the revision.
 *
 * <p>A store that fails completes its stage with a {@link KeyStoreException}. It has a time limit of its own: no stage
 * stays open for ever. Implementations must be thread-safe.
 */
public interface KeyRecordStore {

    /**
     * Stores a new record.
     *
     * @param record of a digest, and of an id within its tenant, that no other record has
     * @return true if the record is stored, also if it was stored before; false, and nothing is written, if another
     *     record has its digest or its id
     */
    CompletionStage<Boolean> insert(KeyRecord record);

    /**
     * Replaces a record by its next revision. The later of both last uses stays.
     *
     * @param record of the same tenant and id as the stored one, of the same digest or one that no other record has
     * @return true if the stored record was of revision {@code record.revision() - 1} and is replaced; false, and
     *     nothing is written, if it was not, there is none, or the new digest is taken
     */
    CompletionStage<Boolean> update(KeyRecord record);

    /**
     * Replaces a record by its next revision and stores its successor, both or neither.
     *
     * @param superseded as for {@link #update}
     * @param successor as for {@link #insert}, of the same tenant
     * @return true if both are written; false, and nothing is, if one of them cannot be
     */
    CompletionStage<Boolean> rotate(KeyRecord superseded, KeyRecord successor);

    /**
     * Finds the record that one of several digests belongs to, in one atomic read: a record whose digest changes meanwhile
     * from one of them to another is found.
     *
     * @param digests of one key, made in different ways: 1 to 6
     * @return the record of the first digest that has one, in whatever state, or empty if none has
     */
    CompletionStage<Optional<KeyRecord>> findByDigest(List<KeyDigest> digests);

    /**
     * Finds keys whose slow hash was taken over from another system, by what they begin with.
     *
     * @param start what {@link KeyRecord#start()} must be
     * @param limit how many at most, 1 to 100
     * @return records with a legacy hash, in whatever state, in the order of tenants and ids
     */
    CompletionStage<List<KeyRecord>> findLegacy(String start, int limit);

    /**
     * Finds one key of a tenant.
     *
     * @param tenant whose key it must be
     * @param id the key's name within the tenant
     * @return the record, in whatever state, or empty if that tenant has none of this id
     */
    CompletionStage<Optional<KeyRecord>> find(String tenant, KeyId id);

    /**
     * Lists keys of a tenant.
     *
     * @param tenant whose keys
     * @param page which of them
     * @return records in whatever state, in the order of their ids, no more than the page's limit
     */
    CompletionStage<List<KeyRecord>> list(String tenant, KeyPage page);

    /**
     * Walks over all keys of all tenants, for rehashing: a record that is there from the beginning of the walk to its end is
     * seen once.
     *
     * @param after the position of the last record seen; null to begin
     * @param limit how many at most, 1 to 1000
     * @return the next ones in the order of tenants and ids; empty at the end
     */
    CompletionStage<List<KeyRecord>> scan(@Nullable KeyPosition after, int limit);

    /**
     * Notes when keys were last used. The latest instant stays, revisions do not change, and what is not found is left out.
     *
     * @param uses of any tenants, at most 10,000
     * @return a stage that completes when they are taken; they may be lost in a crash
     */
    CompletionStage<Void> recordUses(List<KeyUse> uses);

    /**
     * Tells what has changed: the digest of every record written by a write that completed before this call began, since the
     * position, is in the answer, unless it says that it is not complete.
     *
     * @param position that of the last answer, or {@link KeyChanges#UNKNOWN_POSITION}
     * @return the changes; not complete if the position is unknown, of another life of the store, or too long ago
     */
    CompletionStage<KeyChanges> changesAfter(long position);

    /** {@return a new, empty store on the heap, which grows with its keys and forgets them when it is collected} */
    static KeyRecordStore inMemory() {
        return new MemoryKeyRecordStore();
    }

    /**
     * Opens a store in a file, or makes an empty one: what it has answered survives a crash, and one process has it.
     *
     * @param path the file, such as {@code data/keys.log}
     * @return the store; whoever opened it closes it
     * @throws KeyStoreException if the file cannot be had or read, is damaged, or was written by a later version
     */
    static FileKeyRecordStore file(Path path) {
        return file(StoreFile.at(path));
    }

    /**
     * Opens a store in a file, or makes an empty one, as the options say.
     *
     * @param file where it is, and how it is written
     * @return the store; whoever opened it closes it
     * @throws KeyStoreException if the file cannot be had or read, is damaged, or was written by a later version
     */
    static FileKeyRecordStore file(StoreFile file) {
        return new FileKeyRecordStore(file, new DiskFiles());
    }
}
