// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps sealed secrets, one in each slot, and never decrypts them.
 *
 * <p>What an implementation promises is checked by {@code SealedSecretStoreContract} of the testkit: a write that has
 * completed is seen by every read that begins afterwards; a holder sees his own slots only; the revisions of a slot are
 * 1, 2, 3 and so on without a gap, and are never used again, not even after a deletion, because a copy of an old envelope
 * would open in the place of its old revision.
 *
 * <p>A store that fails completes its stage with a {@link SecretStoreException}. It has a time limit of its own: no stage
 * stays open for ever. Implementations must be thread-safe.
 */
public interface SealedSecretStore {

    /**
     * Puts a secret into a slot, in the place of the one before.
     *
     * @param place of revision {@code latestRevision(slot) + 1}
     * @param sealed what was sealed for that place
     * @return true if it is stored; false, and nothing is written, if that is not the next revision
     */
    CompletionStage<Boolean> put(SecretPlace place, SealedSecret sealed);

    /**
     * Finds what is in a slot.
     *
     * @param slot holder, provider and field
     * @return the secret and its place, or empty if there is none
     */
    CompletionStage<Optional<StoredSecret>> find(SecretSlot slot);

    /**
     * Tells how often a slot has been written.
     *
     * @param slot holder, provider and field
     * @return the revision last put, also if it has been deleted since; 0 if there never was one
     */
    CompletionStage<Long> latestRevision(SecretSlot slot);

    /**
     * Lists what a holder has, for showing masks.
     *
     * @param holder whose secrets
     * @return all of them, in no particular order
     */
    CompletionStage<List<StoredSecret>> list(SecretHolder holder);

    /**
     * Empties a slot. Its revision is remembered.
     *
     * @param place which secret to delete
     * @return true if it was there and is deleted; false, and nothing changes, if the slot is empty or holds another
     *     revision
     */
    CompletionStage<Boolean> delete(SecretPlace place);

    /** {@return a new, empty store on the heap, which grows with its slots and forgets them when it is collected} */
    static SealedSecretStore inMemory() {
        return new MemorySealedSecretStore();
    }
}
