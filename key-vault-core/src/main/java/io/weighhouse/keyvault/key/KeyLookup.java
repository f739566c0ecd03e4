// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Stages;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Asks the store for presented keys: once for all who present the same key at a time, and by every digest at once. */
final class KeyLookup {

    private final KeyRecordStore store;
    private final OwnerStatus owners;
    private final InstantSource clock;
    private final KeySignals signals;
    private final KeyAudit audit;
    private final List<String> hashIds;
    private final DigestCache cache;
    private final @Nullable LegacyKeys legacy;
    private final ConcurrentMap<KeyDigest, Flight> flights = new ConcurrentHashMap<>();

    KeyLookup(KeyRegistryBuilder builder, DigestCache cache) {
        this.store = builder.store;
        this.owners = builder.owners;
        this.clock = builder.clock;
        this.signals = builder.signals;
        this.audit = builder.audit;
        this.hashIds = builder.hashing.chains().stream().map(HashChain::id).toList();
        this.cache = cache;
        this.legacy = builder.legacy == null ? null : new LegacyKeys(builder.legacy, builder.store, builder.ticker);
    }

    /** What is asked: the digests of a key by every way, and the key itself for hashes that need it. */
    record Question(List<KeyDigest> digests, @Nullable PresentedKey key) {

        void wipe() {
            if (key != null) {
                key.wipe();
            }
        }
    }

    /** A key in clear and what it begins with. */
    static final class PresentedKey {

        private final byte[] bytes;
        private final String start;

        PresentedKey(byte[] bytes, String start) {
            this.bytes = bytes;
            this.start = start;
        }

        byte[] bytes() {
            return bytes;
        }

        String start() {
            return start;
        }

        void wipe() {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The answer: an entry, or why there is none. */
    record Found(DigestCache.@Nullable Entry entry, Rejection failure) {

        static Found of(DigestCache.Entry entry) {
            return new Found(entry, Rejection.NOT_FOUND);
        }

        static Found failed(Rejection failure) {
            return new Found(null, failure);
        }
    }

    /** A question under way, which others may join. */
    private static final class Flight {

        private final DigestCache.Read read;
        private final CompletableFuture<Found> answer = new CompletableFuture<>();

        Flight(DigestCache.Read read) {
            this.read = read;
        }
    }

    Question question(KeyReader reader, KeyHasher hasher) {
        List<KeyDigest> digests = IntStream.range(0, hasher.ways())
                .mapToObj(way -> KeyDigest.ofBytes(hasher.digest(way, reader)))
                .toList();
        return new Question(
                digests,
                legacy == null
                        ? null
                        : new PresentedKey(Arrays.copyOf(reader.key(), reader.keyLength()), legacy.start(reader)));
    }

    boolean mayKnowByOtherDigests() {
        return hashIds.size() > 1 || legacy != null;
    }

    CompletionStage<Found> ask(Question question) {
        KeyDigest first = question.digests().get(0);
        Flight mine = new Flight(cache.beginRead());
        Flight flight = flights.compute(
                first,
                (digest, other) ->
                        other != null && cache.isJoinable(other.read, mine.read.startedNanos()) ? other : mine);
        if (flight != mine) {
            question.wipe();
            return flight.answer;
        }
        read(question, mine.read).whenComplete((found, failure) -> {
            question.wipe();
            flights.remove(first, mine);
            mine.answer.complete(failure == null ? found : Found.failed(Rejection.STORE_UNAVAILABLE));
        });
        return mine.answer;
    }

    void close() {
        if (legacy != null) {
            legacy.close();
        }
    }

    private CompletionStage<Found> read(Question question, DigestCache.Read read) {
        signals.storeRead();
        return find(question.digests())
                .thenCompose(record -> record.isPresent()
                        ? known(question, record.get(), read)
                        : legacy == null || question.key() == null
                                ? unknown(question, read)
                                : old(question, question.key(), legacy, read));
    }

    private CompletionStage<Optional<KeyRecord>> find(List<KeyDigest> digests) {
        return Stages.ask(
                () -> store.findByDigest(digests), failure -> new KeyStoreException("find a digest", false, failure));
    }

    private CompletionStage<Found> known(Question question, KeyRecord record, DigestCache.Read read) {
        if (!question.digests().contains(record.digest())) {
            return CompletableFuture.failedFuture(
                    new KeyStoreException("find a digest: another one was answered", false, null));
        }
        int way = wayOf(question.digests(), record);
        // A row that names a way which it does not belong to was not written by us.
        if (way < 0) {
            return unknown(question, read);
        }
        if (way > 0) {
            rehash(record, question.digests().get(0));
        }
        return remembered(record, read);
    }

    /** Two ways may have one digest: where a whole key is secret letters, {@code s1} and {@code s256} do. */
    private int wayOf(List<KeyDigest> digests, KeyRecord record) {
        for (int way = 0; way < digests.size(); way++) {
            if (digests.get(way).equals(record.digest())
                    && hashIds.get(way).equals(record.hash().id())) {
                return way;
            }
        }
        return -1;
    }

    private CompletionStage<Found> unknown(Question question, DigestCache.Read read) {
        DigestCache.Entry none = new DigestCache.Entry(null, true, read, read.startedNanos());
        cache.endRead(read, question.digests().get(0), none);
        return CompletableFuture.completedFuture(Found.of(none));
    }

    /** The key may be one whose slow hash was taken over: it is checked, and a fast one takes its place. */
    private CompletionStage<Found> old(Question question, PresentedKey key, LegacyKeys keys, DigestCache.Read read) {
        return keys.find(key).thenCompose(answer -> {
            if (answer.busy()) {
                return CompletableFuture.completedFuture(Found.failed(Rejection.VERIFIER_BUSY));
            }
            KeyRecord record = answer.record();
            return record == null
                    ? unknown(question, read)
                    : rehash(record, question.digests().get(0))
                            .thenCompose(rehashed -> rehashed ? refound(question, read) : remembered(record, read));
        });
    }

    private CompletionStage<Found> refound(Question question, DigestCache.Read read) {
        return find(question.digests())
                .thenCompose(record -> record.isPresent()
                        ? remembered(record.get(), read)
                        : CompletableFuture.failedFuture(
                                new KeyStoreException("find a digest that was just written", false, null)));
    }

    private CompletionStage<Found> remembered(KeyRecord record, DigestCache.Read read) {
        return Stages.ask(
                        () -> owners.isEnabled(record.owner()),
                        failure -> new KeyStoreException("ask for an owner's status", false, failure))
                .thenApply(enabled -> {
                    if (cache.isLate(read)) {
                        return Found.failed(Rejection.STORE_UNAVAILABLE);
                    }
                    DigestCache.Entry entry = new DigestCache.Entry(
                            new Authentication.Authenticated(record),
                            enabled,
                            read,
                            read.startedNanos() - LastUses.INTERVAL_NANOS);
                    cache.endRead(read, record.digest(), entry);
                    return Found.of(entry);
                });
    }

    /** Puts the current way in the place of an older one; true if that is stored now. Losing a race is no harm. */
    private CompletionStage<Boolean> rehash(KeyRecord record, KeyDigest digest) {
        KeyRecord rehashed = record.changed(new KeyEvent(KeyEvent.Kind.REHASHED, KeyRegistry.SYSTEM, clock.instant()))
                .hash(KeyHash.of(hashIds.get(0), digest))
                .build();
        return Stages.ask(
                        () -> store.update(rehashed), failure -> new KeyStoreException("rehash a key", false, failure))
                .handle((stored, failure) -> {
                    boolean done = failure == null && stored;
                    if (done) {
                        signals.rehashed(record.hash().id());
                        audit.recorded(rehashed);
                    }
                    return done;
                });
    }
}
