// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.RateCard;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Keeps rate cards under their digests, so that what was quoted by a card can be settled by it later, after a restart, or
 * elsewhere.
 *
 * <pre>
 *   String digest = store.put(card).toCompletableFuture().join();
 *   store.find(digest)   // on any node, later: that very card
 * </pre>
 *
 * <p>Cards are only ever added. The digest is {@link RateCard#digest()}, which every receipt names, so what is found is either
 * the very card or an exception: a store never gives another one. A stage ends with a {@link PriceBookStoreException} if the
 * store fails; both verbs may then be tried again, as often as one likes.
 *
 * <p>Implementations are thread-safe. They pass {@code PriceBookStoreContract} of the testkit.
 */
public interface PriceBookStore {

    /**
     * Keeps a card. Once the stage has ended, the card is found after a crash too, as far as the store promises that; a card
     * that is there already is left as it is.
     *
     * @param card the card
     * @return its digest
     */
    CompletionStage<String> put(RateCard card);

    /**
     * Finds a card.
     *
     * @param digest SHA-256 in hexadecimal, 64 of 0-9 and a-f
     * @return the card of that digest, or empty if the store does not have it
     * @throws IllegalArgumentException if that is no digest
     */
    CompletionStage<Optional<RateCard>> find(String digest);

    /**
     * A store that forgets all at the end of the process, and never fails before it has a million cards.
     *
     * @return an empty store
     */
    static PriceBookStore inMemory() {
        return new MemoryPriceBookStore(1_000_000);
    }

    /**
     * A store of one file for each card, {@code <digest>.json} with the card's canonical JSON.
     *
     * <p>A card is written under another name, forced to the disk, and then moved to its own, so a file of that name is always
     * whole; several processes may share the folder. A file that does not match its name ends the stage with a {@link
     * PriceBookStoreException}, and is left for somebody to look at. After a crash there may be files ending in {@code .tmp},
     * which nobody reads and anybody may delete.
     *
     * @param folder where the files are; made if it is missing
     * @param executor what reads and writes run on, such as {@code Runnable::run} for the caller's own thread
     * @return the store of that folder
     */
    static PriceBookStore inFolder(Path folder, Executor executor) {
        return new FolderPriceBookStore(folder, executor);
    }
}
