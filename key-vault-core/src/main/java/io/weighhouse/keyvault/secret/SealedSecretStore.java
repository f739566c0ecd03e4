// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.internal.DiskFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sealed credentials, one in each slot, and never decrypts them.
 *
 * <p>What an implementation promises is checked by {@code SealedSecretStoreContract} of the testkit: a write that has
 * completed is seen by every read that begins afterwards; all fields of a credential are written as one; a holder sees his
 * own slots only; revisions and versions of a slot are 1, 2, 3 and so on without a gap, and are never used again, not even
 * after a deletion, because a copy of an old envelope would open in the place of its old revision.
 *
 * <p>A store that fails completes its stage with a {@link SecretStoreException}. It has a time limit of its own: no stage
 * stays open for ever. Implementations must be thread-safe.
 */
public interface SealedSecretStore {

    /**
     * Writes a credential into its slot.
     *
     * @param credential of version {@code latest(slot).version() + 1}, and of revision {@code latest(slot).revision() + 1}
     *     for new content, or of the stored revision for a change of state or wrapping
     * @return true if it is stored; false, and nothing is written, if those are not the next numbers, or if it is of the
     *     last revision and the slot is empty
     */
    CompletionStage<Boolean> put(SealedCredential credential);

    /**
     * Finds what is in a slot.
     *
     * @param slot holder and provider
     * @return the credential, in whatever state, or empty if there is none
     */
    CompletionStage<Optional<SealedCredential>> find(SecretSlot slot);

    /**
     * Tells how often a slot has been written.
     *
     * @param slot holder and provider
     * @return its last numbers, also if it has been deleted since; {@link SlotVersion#NONE} if there never was one
     */
    CompletionStage<SlotVersion> latest(SecretSlot slot);

    /**
     * Lists what a holder has, for showing masks.
     *
     * @param holder whose credentials
     * @return all of them, in the order of the providers' names
     */
    CompletionStage<List<SealedCredential>> list(SecretHolder holder);

    /**
     * Walks over all credentials of all holders, for rewrapping: a credential that is there from the beginning of the walk to
     * its end is seen once.
     *
     * @param after the last slot seen; null to begin
     * @param limit how many at most, 1 to 1000
     * @return the next ones in the store's own, lasting order of slots; empty at the end
     */
    CompletionStage<List<SealedCredential>> scan(@Nullable SecretSlot after, int limit);

    /**
     * Empties a slot. Its numbers are remembered, and the deletion counts as a version.
     *
     * @param slot holder and provider
     * @param version which write to delete
     * @return true if it was there and is deleted; false, and nothing changes, if the slot is empty or holds another version
     */
    CompletionStage<Boolean> delete(SecretSlot slot, long version);

    /**
     * Finds what a tenant wants to happen when a provider refuses its key.
     *
     * @param tenant whose wish
     * @param provider for which provider
     * @return the policy, or empty if the tenant has said nothing
     */
    CompletionStage<Optional<FallbackPolicy>> findPolicy(String tenant, ProviderId provider);

    /**
     * Writes a tenant's policy for a provider.
     *
     * @param policy of the next version, 1 for the first
     * @return true if it is stored; false, and nothing is written, if that is not the next version
     */
    CompletionStage<Boolean> putPolicy(FallbackPolicy policy);

    /** {@return a new, empty store on the heap, which grows with its slots and forgets them when it is collected} */
    static SealedSecretStore inMemory() {
        return new MemorySealedSecretStore();
    }

    /**
     * Opens a store in a file, or makes an empty one: what it has answered survives a crash, and one process has it.
     *
     * @param path the file, such as {@code data/secrets.log}
     * @return the store; whoever opened it closes it
     * @throws SecretStoreException if the file cannot be had or read, is damaged, or was written by a later version
     */
    static FileSealedSecretStore file(Path path) {
        return file(StoreFile.at(path));
    }

    /**
     * Opens a store in a file, or makes an empty one, as the options say.
     *
     * @param file where it is, and how it is written
     * @return the store; whoever opened it closes it
     * @throws SecretStoreException if the file cannot be had or read, is damaged, or was written by a later version
     */
    static FileSealedSecretStore file(StoreFile file) {
        return new FileSealedSecretStore(file, new DiskFiles());
    }
}
