// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyTerms;
import io.weighhouse.keyvault.key.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link KeyRecordStore} promises.
 *
 * <p>A test class of an implementation extends this one and says how to make an empty store.
 *
 * <p>This class is not thread-safe; the test engine makes an instance for each test.
 */
public abstract class KeyRecordStoreContract {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final Owner ACME = Owner.tenant("acme").team("search").user("ann");
    private static final Owner RIVAL = Owner.tenant("rival");

    private KeyRecordStore store = KeyRecordStore.inMemory();

    /** For the classes that extend it. */
    protected KeyRecordStoreContract() {}

    /** {@return a new, empty store} */
    protected abstract KeyRecordStore emptyStore();

    @BeforeEach
    final void makeStore() {
        store = emptyStore();
    }

    @Test
    final void find_record_isReadBackWhole() {
        KeyRecord record = KeyRecord.builder(new KeyId("key_1"), ACME, digest(1))
                .name("nightly – Zürich 💥")
                .terms(new KeyTerms(
                        "live", Set.of("admin:credits", "read"), Map.of("note", "ä=b"), NOW.plusSeconds(60)))
                .display("wh_sk_live_ab..yz")
                .hashId("s1")
                .createdAt(NOW)
                .build();
        assertThat(await(store.insert(record))).isTrue();
        assertThat(await(store.findByDigest(digest(1)))).contains(record);
        assertThat(await(store.find("acme", record.id()))).contains(record);
        assertThat(await(store.list("acme", KeyPage.first(10)))).containsExactly(record);
        KeyRecord revoked = record.revoked(NOW.plusSeconds(1));
        assertThat(await(store.update(revoked))).isTrue();
        assertThat(await(store.findByDigest(digest(1)))).contains(revoked);
        assertThat(await(store.find("acme", record.id()))).contains(revoked);
        assertThat(await(store.list("acme", KeyPage.first(10)))).containsExactly(revoked);
    }

    @Test
    final void find_whatIsNotThere_isEmpty() {
        assertThat(await(store.findByDigest(digest(1)))).isEmpty();
        assertThat(await(store.find("acme", new KeyId("key_1")))).isEmpty();
        assertThat(await(store.list("acme", KeyPage.first(10)))).isEmpty();
    }

    @Test
    final void insert_again_changesNothing() {
        KeyRecord record = record("key_1", ACME, 1);
        assertThat(await(store.insert(record))).isTrue();
        assertThat(await(store.insert(record))).isTrue();
        assertThat(await(store.list("acme", KeyPage.first(10)))).containsExactly(record);
    }

    @Test
    final void insert_digestOrIdThatIsTaken_writesNothing() {
        KeyRecord first = record("key_1", ACME, 1);
        await(store.insert(first));
        assertThat(await(store.insert(record("key_2", ACME, 1)))).as("digest").isFalse();
        assertThat(await(store.insert(record("key_1", RIVAL, 1))))
                .as("digest, other tenant")
                .isFalse();
        assertThat(await(store.insert(record("key_1", ACME, 2)))).as("id").isFalse();
        assertThat(await(store.findByDigest(digest(1)))).contains(first);
        assertThat(await(store.findByDigest(digest(2)))).isEmpty();
        assertThat(await(store.find("acme", new KeyId("key_2")))).isEmpty();
        assertThat(await(store.find("rival", new KeyId("key_1")))).isEmpty();
    }

    @Test
    final void insert_afterARevocation_doesNotUndoIt() {
        KeyRecord record = record("key_1", ACME, 1);
        await(store.insert(record));
        await(store.update(record.revoked(NOW)));
        assertThat(await(store.insert(record))).isFalse();
        assertThat(await(store.findByDigest(digest(1)))).contains(record.revoked(NOW));
    }

    @Test
    final void update_notTheNextRevision_writesNothing() {
        KeyRecord record = record("key_1", ACME, 1);
        KeyRecord revoked = record.revoked(NOW);
        assertThat(await(store.update(revoked))).as("nothing there").isFalse();
        await(store.insert(record));
        assertThat(await(store.update(record))).as("same revision").isFalse();
        assertThat(await(store.update(revoked))).isTrue();
        assertThat(await(store.update(record.revoked(NOW.plusSeconds(9)))))
                .as("lost the race")
                .isFalse();
        assertThat(await(store.findByDigest(digest(1)))).contains(revoked);
    }

    @Test
    final void update_ofOneTenant_doesNotTouchAnothersKeyOfTheSameId() {
        KeyRecord ours = record("key_1", ACME, 1);
        KeyRecord theirs = record("key_1", RIVAL, 2);
        await(store.insert(ours));
        assertThat(await(store.update(theirs.revoked(NOW))))
                .as("no such key of that tenant")
                .isFalse();
        assertThat(await(store.insert(theirs))).isTrue();
        assertThat(await(store.update(record("key_1", ACME, 2).revoked(NOW))))
                .as("another digest")
                .isFalse();
        assertThat(await(store.update(theirs.revoked(NOW)))).isTrue();
        assertThat(await(store.find("acme", ours.id()))).contains(ours);
        assertThat(await(store.findByDigest(digest(1)))).contains(ours);
    }

    @Test
    final void findAndList_otherTenant_seesNothing() {
        await(store.insert(record("key_1", ACME, 1)));
        for (String tenant : List.of("rival", "ACME", "acm", "acmes", "")) {
            assertThat(await(store.find(tenant, new KeyId("key_1")))).isEmpty();
            assertThat(await(store.list(tenant, KeyPage.first(10)))).isEmpty();
        }
    }

    @Test
    final void list_pages_areInTheOrderOfTheirIdsWithoutGapOrRepetition() {
        List<KeyRecord> records = IntStream.range(0, 25)
                .mapToObj(i -> record("key_%02d".formatted(i), ACME, i))
                .toList();
        for (int i = 0; i < 25; i++) {
            await(store.insert(records.get(i * 7 % 25)));
        }
        KeyPage page = KeyPage.first(10);
        assertThat(await(store.list("acme", page))).isEqualTo(records.subList(0, 10));
        page = page.next(records.get(9).id());
        assertThat(await(store.list("acme", page))).isEqualTo(records.subList(10, 20));
        page = page.next(records.get(19).id());
        assertThat(await(store.list("acme", page))).isEqualTo(records.subList(20, 25));
        assertThat(await(store.list("acme", page.next(records.get(24).id())))).isEmpty();
    }

    @Test
    final void update_manyAtOnce_oneWins() {
        KeyRecord record = record("key_1", ACME, 1);
        await(store.insert(record));
        List<CompletableFuture<Boolean>> updates = IntStream.range(0, 16)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> await(store.update(record.revoked(NOW.plusSeconds(i))))))
                .toList();
        assertThat(updates.stream().filter(CompletableFuture::join)).hasSize(1);
    }

    private static KeyRecord record(String id, Owner owner, int digest) {
        return KeyRecord.builder(new KeyId(id), owner, digest(digest))
                .createdAt(NOW)
                .build();
    }

    private static KeyDigest digest(int number) {
        byte[] bytes = new byte[KeyDigest.LENGTH];
        bytes[KeyDigest.LENGTH - 1] = (byte) number;
        return KeyDigest.ofBytes(bytes);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
