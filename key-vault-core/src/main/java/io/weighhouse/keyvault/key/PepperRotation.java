// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import io.weighhouse.keyvault.internal.Stages;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Walks over all keys and puts a new pepper around every digest that does not have it yet, without knowing any key.
 *
 * <pre>{@code
 * KeyHashing.hmac(second).with(first).reading("h1.1.2", "h1.1")      // first on every node: all ways are recognised
 *
 * PepperRotation rotation = PepperRotation.builder(store, second).actor("ops").build();
 * PepperProgress progress = PepperProgress.start();
 * while (!progress.isComplete()) {
 *   progress = rotation.step(progress, 500);                          // the caller sets the pace
 *   keep(progress.last());
 * }
 * }</pre>
 *
 * <p>What was {@code h1.1} is {@code h1.1.2} afterwards: worth nothing without the second pepper, although no key was at hand.
 * When such a key is used it becomes {@code h1.2}. Keys are accepted and changed meanwhile as always, because a registry looks
 * for all ways in one read; a record that somebody else writes at the same moment is read again. Hashes that were taken over
 * from another system are left alone, and so are keys that nobody has used through twelve rotations: revoke them.
 *
 * <p>This class is thread-safe; one walk at a time makes sense, several do no harm.
 */
public final class PepperRotation {

    private static final int MAX_ROWS = 1000;
    private static final int MAX_ATTEMPTS = 8;

    private final KeyRecordStore store;
    private final Pepper pepper;
    private final InstantSource clock;
    private final String actor;
    private final KeyAudit audit;
    private final boolean dry;

    private PepperRotation(Builder builder) {
        this.store = builder.store;
        this.pepper = builder.pepper;
        this.clock = builder.clock;
        this.actor = builder.actor;
        this.audit = builder.audit;
        this.dry = builder.dry;
    }

    /**
     * Starts a rotation.
     *
     * @param store whose records to wrap
     * @param pepper what to put around every digest
     * @return a builder with the defaults that its methods name
     */
    public static Builder builder(KeyRecordStore store, Pepper pepper) {
        return new Builder(store, pepper);
    }

    /**
     * Does the next records.
     *
     * @param from how far the walk has come
     * @param rows how many records at most, 1 to 1000
     * @return how far it has come now; {@code from} itself if it is complete already
     * @throws KeyStoreException if the store fails; {@code from} stays good
     * @throws IllegalArgumentException if the number of records is out of range
     */
    public PepperProgress step(PepperProgress from, int rows) {
        return Stages.await(stepAsync(from, rows));
    }

    /**
     * Does what {@link #step} does, without waiting.
     *
     * @param from how far the walk has come
     * @param rows how many records at most, 1 to 1000
     * @return a stage of how far it has come; it fails as {@link #step} throws
     * @throws IllegalArgumentException if the number of records is out of range
     */
    public CompletionStage<PepperProgress> stepAsync(PepperProgress from, int rows) {
        if (rows < 1 || rows > MAX_ROWS) {
            throw new IllegalArgumentException("must be 1 to 1000: rows=" + rows);
        }
        if (from.isComplete()) {
            return CompletableFuture.completedFuture(from);
        }
        return KeyWrites.ask("walk over keys", () -> store.scan(from.last(), rows))
                .thenCompose(records -> records.isEmpty()
                        ? CompletableFuture.completedFuture(
                                new PepperProgress(from.last(), true, from.found(), from.wrapped()))
                        : wrap(from, records));
    }

    /**
     * Does all records, 1000 at a time.
     *
     * @return what was found
     * @throws KeyStoreException if the store fails; it may be run again
     */
    public PepperProgress run() {
        PepperProgress progress = PepperProgress.start();
        while (!progress.isComplete()) {
            progress = step(progress, MAX_ROWS);
        }
        return progress;
    }

    private CompletionStage<PepperProgress> wrap(PepperProgress from, List<KeyRecord> records) {
        Map<String, Long> found = new TreeMap<>(from.found());
        List<CompletableFuture<Boolean>> writes = new ArrayList<>();
        for (KeyRecord record : records) {
            found.merge(record.hash().id(), 1L, Long::sum);
            if (isToWrap(record)) {
                writes.add(
                        dry
                                ? CompletableFuture.completedFuture(true)
                                : write(record, MAX_ATTEMPTS).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(writes.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> new PepperProgress(
                        KeyPosition.of(records.get(records.size() - 1)),
                        false,
                        found,
                        from.wrapped()
                                + writes.stream()
                                        .filter(CompletableFuture::join)
                                        .count()));
    }

    private boolean isToWrap(KeyRecord record) {
        if (record.hash().isLegacy()) {
            return false;
        }
        HashChain chain = HashChain.parse(record.hash().id());
        List<Integer> peppers = chain.peppers();
        return chain.mayBeWrapped() && (peppers.isEmpty() || peppers.get(peppers.size() - 1) != pepper.version());
    }

    /** Writes the wrapped digest; false if the key got the new pepper in another way meanwhile, or is gone. */
    private CompletionStage<Boolean> write(KeyRecord record, int attempts) {
        KeyHash hash = KeyHash.of(
                HashChain.parse(record.hash().id()).wrapped(pepper.version()).id(),
                KeyDigest.ofBytes(pepper.mac().tag(record.digest().toByteArray())));
        KeyRecord wrapped = record.changed(new KeyEvent(KeyEvent.Kind.REHASHED, actor, clock.instant()))
                .hash(hash)
                .build();
        return KeyWrites.ask("wrap a digest", () -> store.update(wrapped)).thenCompose(stored -> {
            if (stored) {
                audit.recorded(wrapped);
                return CompletableFuture.completedFuture(true);
            }
            return again(KeyPosition.of(record), attempts - 1);
        });
    }

    private CompletionStage<Boolean> again(KeyPosition key, int attempts) {
        if (attempts == 0) {
            return CompletableFuture.failedFuture(
                    new KeyStoreException("wrap a digest: others kept changing it", true, null));
        }
        return KeyWrites.ask("find a key", () -> store.find(key.tenant(), key.id()))
                .thenCompose(found -> found.isPresent() && isToWrap(found.get())
                        ? write(found.get(), attempts)
                        : CompletableFuture.completedFuture(false));
    }

    /**
     * Makes a {@link PepperRotation}.
     *
     * <p>This class is not thread-safe.
     */
    public static final class Builder {

        private final KeyRecordStore store;
        private final Pepper pepper;
        private InstantSource clock = InstantSource.system();
        private String actor = "weighhouse-rotation";
        private KeyAudit audit = KeyAudit.NONE;
        private boolean dry;

        private Builder(KeyRecordStore store, Pepper pepper) {
            this.store = store;
            this.pepper = pepper;
        }

        /**
         * Sets who is named in the events; {@code weighhouse-rotation} unless set.
         *
         * @param name 1 to 128 printable ASCII characters without spaces
         * @return this builder
         * @throws IllegalArgumentException if it is not of that form
         */
        public Builder actor(String name) {
            this.actor = Names.name("actor", name);
            return this;
        }

        /**
         * Sets the wall clock, which dates events; the system's unless set.
         *
         * @param source the clock
         * @return this builder
         */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * Sets who hears of every change; nobody unless set.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder audit(KeyAudit listener) {
            this.audit = listener;
            return this;
        }

        /**
         * Counts as a real walk does, but writes nothing.
         *
         * @return this builder
         */
        public Builder dryRun() {
            this.dry = true;
            return this;
        }

        /** {@return the rotation} */
        public PepperRotation build() {
            return new PepperRotation(this);
        }
    }
}
