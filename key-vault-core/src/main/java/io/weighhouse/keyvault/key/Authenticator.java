// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.internal.StripedPool;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The way of a presented key: format, digest, cache, store, state. Every request goes through here. */
final class Authenticator {

    private final KeyRecordStore store;
    private final InstantSource clock;
    private final KeySignals signals;
    private final DigestCache cache;
    private final StripedPool<KeyReader> readers;

    Authenticator(KeyRegistry.Builder builder) {
        ApiKeyFormat format = builder.format;
        this.store = builder.store;
        this.clock = builder.clock;
        this.signals = builder.signals;
        this.cache = new DigestCache(builder.cacheSize, builder.revocationBound, builder.ticker);
        this.readers = new StripedPool<>(() -> new KeyReader(format));
    }

    CompletionStage<Authentication> authenticate(String key) {
        KeyReader reader = readers.take();
        ApiKeyFormat.Check check = reader.read(key);
        if (check != ApiKeyFormat.Check.OK) {
            readers.give(reader);
            return CompletableFuture.completedFuture(
                    rejected(check == ApiKeyFormat.Check.BAD_CHECKSUM ? Rejection.BAD_CHECKSUM : Rejection.MALFORMED));
        }
        String environment = reader.environment();
        KeyDigest digest = reader.digest();
        readers.give(reader);
        DigestCache.Entry known = cache.find(digest);
        return known != null
                ? CompletableFuture.completedFuture(judged(known, environment))
                : readThrough(digest, environment);
    }

    /** The digest of a key that has just been made. */
    KeyDigest digestOf(CharSequence key) {
        KeyReader reader = readers.take();
        reader.read(key);
        KeyDigest digest = reader.digest();
        readers.give(reader);
        return digest;
    }

    /** Makes sure that nothing read before now is relied upon. */
    void forget(KeyDigest digest) {
        cache.forget(digest);
    }

    private CompletionStage<Authentication> readThrough(KeyDigest digest, String environment) {
        signals.storeRead();
        DigestCache.Read read = cache.beginRead();
        return Stages.ask(() -> store.findByDigest(digest), Authenticator::unavailable)
                .handle((found, failure) -> {
                    boolean answered = failure == null
                            && found.map(record -> record.digest().equals(digest))
                                    .orElse(true);
                    return answered
                            ? judged(cache.endRead(read, digest, found), environment)
                            : rejected(Rejection.STORE_UNAVAILABLE);
                });
    }

    /** The digest does not cover the environment: a live key that calls itself a test key was never issued. */
    private Authentication judged(DigestCache.Entry entry, String environment) {
        Authentication.Authenticated answer = entry.answer();
        if (answer == null || !answer.record().environment().equals(environment)) {
            return rejected(Rejection.NOT_FOUND);
        }
        KeyState state = answer.record().state(clock);
        if (state != KeyState.ACTIVE) {
            return rejected(state == KeyState.REVOKED ? Rejection.REVOKED : Rejection.EXPIRED);
        }
        signals.authenticated();
        return answer;
    }

    private Authentication rejected(Rejection code) {
        signals.rejected(code.name());
        return new Authentication.Rejected(code);
    }

    private static KeyStoreException unavailable(Throwable failure) {
        return new KeyStoreException("find a digest", false, failure);
    }
}
