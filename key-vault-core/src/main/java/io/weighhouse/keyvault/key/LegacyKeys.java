// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Stages;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finds the record of a key whose slow hash was taken over: by what the key begins with, then by checking. */
final class LegacyKeys {

    private final LegacyHashes hashes;
    private final KeyRecordStore store;
    private final LegacyVerifier verifier;

    LegacyKeys(LegacyHashes hashes, KeyRecordStore store, LongSupplier ticker) {
        this.hashes = hashes;
        this.store = store;
        this.verifier = new LegacyVerifier(hashes, ticker);
    }

    /** The record of a key, or that there is none, or that there was no time to find out. */
    record Answer(@Nullable KeyRecord record, boolean busy) {}

    String start(KeyReader reader) {
        return hashes.startLength == 0 ? reader.start() : reader.start(hashes.startLength);
    }

    CompletionStage<Answer> find(KeyLookup.PresentedKey key) {
        return Stages.ask(
                        // One more than are tried, so that it can be told that some were not.
                        () -> store.findLegacy(key.start(), hashes.candidates + 1),
                        failure -> new KeyStoreException("find a key by its start", false, failure))
                .thenCompose(candidates -> check(key, candidates));
    }

    void close() {
        verifier.close();
    }

    private CompletionStage<Answer> check(KeyLookup.PresentedKey key, List<KeyRecord> candidates) {
        List<String> texts =
                candidates.stream().map(record -> record.hash().legacy()).toList();
        return verifier.verify(key.bytes(), texts).thenApply(outcome -> {
            boolean match = outcome.verdict() == LegacyVerifier.Verdict.MATCH;
            return new Answer(
                    match ? candidates.get(outcome.index()) : null, outcome.verdict() == LegacyVerifier.Verdict.BUSY);
        });
    }
}
