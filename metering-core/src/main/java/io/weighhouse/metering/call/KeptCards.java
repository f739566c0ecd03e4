// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.pricefile.PriceBookStore;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Puts a card into a store before the first call is priced by it, and remembers which ones are there. */
final class KeptCards {

    static final int MOST_REMEMBERED = 4_096;

    private static final CompletionStage<Boolean> THERE = CompletableFuture.completedFuture(true);

    private final @Nullable PriceBookStore store;
    private final Set<String> there = ConcurrentHashMap.newKeySet();

    KeptCards(@Nullable PriceBookStore store) {
        this.store = store;
    }

    /** Whether nothing need be waited for. */
    boolean has(RateCard card) {
        return store == null || there.contains(card.digest());
    }

    CompletionStage<Boolean> keep(RateCard card) {
        PriceBookStore books = store;
        if (books == null || there.contains(card.digest())) {
            return THERE;
        }
        return books.put(card).thenApply(digest -> {
            if (there.size() >= MOST_REMEMBERED) {
                // Forgetting costs a write that changes nothing; a book of so many cards in use is not known.
                there.clear();
            }
            return there.add(digest);
        });
    }
}
