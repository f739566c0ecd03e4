// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.RateCard;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Cards in a map. */
final class MemoryPriceBookStore implements PriceBookStore {

    private final int most;
    private final Map<String, RateCard> cards = new HashMap<>();

    MemoryPriceBookStore(int most) {
        this.most = most;
    }

    @Override
    public synchronized CompletionStage<String> put(RateCard card) {
        String digest = card.digest();
        if (cards.size() == most && !cards.containsKey(digest)) {
            return CompletableFuture.failedFuture(
                    new PriceBookStoreException("must be at most " + most + " cards: " + card.sku(), true, null));
        }
        cards.putIfAbsent(digest, card);
        return CompletableFuture.completedFuture(digest);
    }

    @Override
    public synchronized CompletionStage<Optional<RateCard>> find(String digest) {
        return CompletableFuture.completedFuture(Optional.ofNullable(cards.get(CardDigests.checked(digest))));
    }
}
