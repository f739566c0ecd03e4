// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

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
     * Replaces a record by its next revision.
     *
     * @param record of the same tenant, id and digest as the stored one
     * @return true if the stored record was of revision {@code record.revision() - 1} and is replaced; false, and
     *     nothing is written, if it was not or there is none
     */
    CompletionStage<Boolean> update(KeyRecord record);

    /**
     * Finds the record of a presented key.
     *
     * @param digest the digest of its random part
     * @return the record, in whatever state, or empty if there is none
     */
    CompletionStage<Optional<KeyRecord>> findByDigest(KeyDigest digest);

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

    /** {@return a new, empty store on the heap, which grows with its keys and forgets them when it is collected} */
    static KeyRecordStore inMemory() {
        return new MemoryKeyRecordStore();
    }
}
