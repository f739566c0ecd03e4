// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.KeyChanges;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a store tells of its changes, and that it says so when it may have forgotten some. */
abstract class KeyRecordChangeBehaviour extends KeyRecordBehaviour {

    private static final KeyRecord FIRST = record("key_1", ACME, 1);

    @Test
    void changesAfter_unknownPosition_isWhereToBeginAndNotComplete() {
        KeyRecordStore store = store();
        KeyChanges beginning = await(store.changesAfter(KeyChanges.UNKNOWN_POSITION));
        assertThat(beginning.complete()).isFalse();
        KeyChanges next = await(store.changesAfter(beginning.position()));
        assertThat(next.complete()).isTrue();
        assertThat(next.digests()).isEmpty();
    }

    @Test
    void changesAfter_everyKindOfWrite_tellsOldAndNewDigests() {
        KeyRecordStore store = store();
        long position = await(store.changesAfter(KeyChanges.UNKNOWN_POSITION)).position();
        await(store.insert(FIRST));
        position = assertChanges(store, position, 1);
        await(store.update(renamed(FIRST, "again")));
        position = assertChanges(store, position, 1);
        await(store.update(rehashed(renamed(FIRST, "again"), 2)));
        position = assertChanges(store, position, 1, 2);
        KeyRecord stored = await(store.find("acme", FIRST.id())).orElseThrow();
        await(store.rotate(renamed(stored, "old"), record("key_2", ACME, 3)));
        position = assertChanges(store, position, 2, 3);
        assertChanges(store, position);
    }

    @Test
    void changesAfter_refusedWrites_tellsNothing() {
        KeyRecordStore store = store();
        await(store.insert(FIRST));
        long position = await(store.changesAfter(KeyChanges.UNKNOWN_POSITION)).position();
        await(store.insert(record("key_2", ACME, 1)));
        await(store.update(FIRST));
        await(store.rotate(renamed(FIRST, "old"), FIRST));
        assertChanges(store, position);
    }

    @Test
    void changesAfter_earlierPosition_tellsAllSinceThen() {
        KeyRecordStore store = store();
        long position = await(store.changesAfter(KeyChanges.UNKNOWN_POSITION)).position();
        for (int i = 0; i < 100; i++) {
            await(store.insert(record("key_" + i, ACME, i)));
        }
        assertChanges(store, position, IntStream.range(0, 100).toArray());
    }

    @Test
    void changesAfter_positionThatIsNotThisStores_isNotComplete() {
        KeyRecordStore store = store();
        await(store.insert(FIRST));
        long position = await(store.changesAfter(KeyChanges.UNKNOWN_POSITION)).position();
        for (long unknown : new long[] {Long.MIN_VALUE, -2, position + 1, position + 1_000_000, Long.MAX_VALUE}) {
            assertThat(await(store.changesAfter(unknown)).complete())
                    .as("position %d", unknown)
                    .isFalse();
        }
    }

    /** Two of them that began at 0 would each take the other's positions for their own, and tell nothing. */
    @Test
    void changesAfter_positionOfAnotherStore_isNotComplete() throws Exception {
        KeyRecordStore here = store();
        KeyRecordStore there = contract().emptyStore();
        try {
            await(there.insert(record("key_1", ACME, 1)));
            await(there.insert(record("key_2", ACME, 2)));
            await(here.insert(record("key_2", ACME, 2)));
            long position =
                    await(there.changesAfter(KeyChanges.UNKNOWN_POSITION)).position();
            await(here.insert(record("key_3", ACME, 3)));
            KeyChanges changes = await(here.changesAfter(position));
            assertThat(changes.complete() && !changes.digests().contains(digest(3)))
                    .as("says that nothing is missing, but something is")
                    .isFalse();
        } finally {
            if (there instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    @Test
    void changesAfter_openedAnew_tellsEverythingOrSaysThatItDoesNot() {
        insert(FIRST);
        long position = await(store().changesAfter(KeyChanges.UNKNOWN_POSITION)).position();
        update(renamed(FIRST, "again"));
        insert(record("key_2", ACME, 2));
        KeyChanges changes = await(store().changesAfter(position));
        if (changes.complete()) {
            assertThat(changes.digests()).contains(digest(1), digest(2));
        }
        assertThat(await(store().scan(null, 10))).hasSize(2);
    }

    @Test
    void changesAfter_whileFourWrite_missesNone() {
        KeyRecordStore store = store();
        long position = await(store.changesAfter(KeyChanges.UNKNOWN_POSITION)).position();
        CompletableFuture<?>[] writers = IntStream.range(0, 4)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> IntStream.range(0, 100)
                        .map(i -> 100 * writer + i)
                        .forEach(i -> await(store.insert(record("key_" + i, ACME, i))))))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> all = CompletableFuture.allOf(writers);
        Set<KeyDigest> told = new HashSet<>();
        boolean over;
        do {
            over = all.isDone();
            KeyChanges changes = await(store.changesAfter(position));
            assertThat(changes.complete()).isTrue();
            told.addAll(changes.digests());
            position = changes.position();
        } while (!over);
        all.join();
        assertThat(told).hasSize(400);
    }

    private static long assertChanges(KeyRecordStore store, long position, int... digests) {
        KeyChanges changes = await(store.changesAfter(position));
        assertThat(changes.complete()).isTrue();
        assertThat(changes.digests())
                .containsExactlyInAnyOrderElementsOf(IntStream.of(digests)
                        .mapToObj(KeyRecordBehaviour::digest)
                        .toList());
        return changes.position();
    }
}
