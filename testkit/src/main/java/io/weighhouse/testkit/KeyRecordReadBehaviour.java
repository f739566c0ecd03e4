// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.key.KeyAccess;
import io.weighhouse.keyvault.key.KeyEvent;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyPosition;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyTerms;
import io.weighhouse.keyvault.key.KeyUse;
import io.weighhouse.keyvault.key.KeyValidity;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.Supersession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reading back: single records with all their parts, pages, legacy hashes, and the walk over everything. */
abstract class KeyRecordReadBehaviour extends KeyRecordBehaviour {

    @Test
    void find_recordWithEveryPart_isReadBackWhole() {
        KeyRecord record = KeyRecord.builder(new KeyId("key_1"), ACME, hash(1))
                .name("nightly – Zürich 💥")
                .terms(new KeyTerms(
                        "live",
                        new KeyAccess(
                                Set.of("admin:credits", "read"), Set.of("https://*.acme.com", "http://localhost:8080")),
                        new KeyValidity(NOW.minusSeconds(60), NOW.plusSeconds(60)),
                        "starter",
                        Map.of("note", "ä=b", "empty", "")))
                .display("wh_sk_live_ab..yz")
                .start("wh_sk_live_ab")
                .createdAt(NOW)
                .lastUsedAt(NOW.plusMillis(1))
                .disabledAt(NOW.plusMillis(2))
                .revokedAt(NOW.plusMillis(3))
                .supersession(new Supersession(new KeyId("key_2"), NOW.plusMillis(4)))
                .lastEvent(new KeyEvent(KeyEvent.Kind.ADOPTED, "ann@acme", NOW.minusSeconds(99)))
                .revision(7)
                .build();
        assertThat(insert(record)).isTrue();
        assertThat(findByDigest(1)).contains(record);
        assertThat(find(record)).contains(record);
        assertThat(await(store().list("acme", KeyPage.first(10)))).containsExactly(record);
    }

    @Test
    void findByDigest_severalOnes_findsWhicheverIsThere() {
        KeyRecord first = record("key_1", ACME, 1);
        KeyRecord second = record("key_2", RIVAL, 2);
        insert(first);
        insert(second);
        assertThat(await(store().findByDigest(List.of(digest(7), digest(1), digest(8)))))
                .contains(first);
        assertThat(await(store().findByDigest(List.of(digest(2))))).contains(second);
        assertThat(await(store().findByDigest(List.of(digest(7), digest(8))))).isEmpty();
        assertThat(await(store().findByDigest(List.of(digest(2), digest(1)))))
                .as("the first that has one")
                .contains(second);
    }

    @Test
    void find_recordWithoutAnything_isReadBack() {
        KeyRecord bare = KeyRecord.builder(new KeyId("-"), RIVAL, hash(0)).build();
        assertThat(insert(bare)).isTrue();
        assertThat(find(bare)).contains(bare);
        assertThat(await(store().list("rival", KeyPage.first(1)))).containsExactly(bare);
    }

    @Test
    void find_everyKindOfEvent_isReadBack() {
        int digests = 0;
        for (KeyEvent.Kind kind : KeyEvent.Kind.values()) {
            KeyRecord record = record("key_" + kind.name(), ACME, digests++).toBuilder()
                    .lastEvent(new KeyEvent(kind, "ann", NOW))
                    .build();
            insert(record);
            assertThat(find(record)).contains(record);
        }
    }

    @Test
    void find_whatIsNotThere_isEmpty() {
        assertThat(findByDigest(1)).isEmpty();
        assertThat(find("acme", "key_1")).isEmpty();
        assertThat(await(store().list("acme", KeyPage.first(10)))).isEmpty();
        assertThat(await(store().findLegacy("", 1))).isEmpty();
        assertThat(await(store().scan(null, 1))).isEmpty();
    }

    @Test
    void list_pages_areInTheOrderOfTheirIdsWithoutGapOrRepetition() {
        List<KeyRecord> records = IntStream.range(0, 25)
                .mapToObj(i -> record("key_%02d".formatted(i), ACME, i))
                .toList();
        for (int i = 0; i < 25; i++) {
            insert(records.get(i * 7 % 25));
        }
        KeyPage page = KeyPage.first(10);
        assertThat(await(store().list("acme", page))).isEqualTo(records.subList(0, 10));
        page = page.next(records.get(9).id());
        assertThat(await(store().list("acme", page))).isEqualTo(records.subList(10, 20));
        page = page.next(records.get(19).id());
        assertThat(await(store().list("acme", page))).isEqualTo(records.subList(20, 25));
        assertThat(await(store().list("acme", page.next(records.get(24).id())))).isEmpty();
    }

    @Test
    void findLegacy_byStart_findsOnlyHashesThatWereTakenOver() {
        KeyRecord zoe = legacy("key_1", "zoe", "sk-ab");
        KeyRecord acmeSecond = legacy("key_2", "acme", "sk-ab");
        KeyRecord acmeFirst = legacy("key_1", "acme", "sk-ab");
        insert(zoe);
        insert(acmeSecond);
        insert(acmeFirst);
        insert(legacy("key_3", "acme", "sk-abc"));
        insert(record("key_4", ACME, 4).toBuilder().start("sk-ab").build());
        assertThat(await(store().findLegacy("sk-ab", 100))).containsExactly(acmeFirst, acmeSecond, zoe);
        assertThat(await(store().findLegacy("sk-ab", 2))).containsExactly(acmeFirst, acmeSecond);
        assertThat(await(store().findLegacy("sk-a", 100))).isEmpty();
    }

    @Test
    void findLegacy_revokedAndRehashed_findsTheOneAndNotTheOther() {
        KeyRecord kept = legacy("key_1", "acme", "sk-ab");
        KeyRecord replaced = legacy("key_2", "acme", "sk-ab");
        insert(kept);
        insert(replaced);
        assertThat(update(revoked(kept))).isTrue();
        assertThat(update(rehashed(replaced, 2))).isTrue();
        assertThat(await(store().findLegacy("sk-ab", 100))).containsExactly(revoked(kept));
    }

    @Test
    void scan_pages_seeEachRecordOnceInTheOrderOfTenantsAndIds() {
        List<KeyRecord> records = new ArrayList<>();
        for (String tenant : List.of("ACME", "a-b", "acme", "acme.2", "rival")) {
            for (int i = 0; i < 5; i++) {
                records.add(record("key_" + i, Owner.tenant(tenant), records.size()));
            }
        }
        for (int i = 0; i < records.size(); i++) {
            insert(records.get(i * 7 % records.size()));
        }
        for (int limit : new int[] {1, 4, 24, 25, 1000}) {
            List<KeyRecord> seen = new ArrayList<>();
            KeyPosition after = null;
            for (List<KeyRecord> page = await(store().scan(null, limit));
                    !page.isEmpty();
                    page = await(store().scan(after, limit))) {
                assertThat(page).hasSizeLessThanOrEqualTo(limit);
                seen.addAll(page);
                after = KeyPosition.of(page.get(page.size() - 1));
            }
            assertThat(seen).isEqualTo(records);
        }
    }

    @Test
    void scan_recordsWrittenMeanwhile_othersAreStillSeenOnce() {
        for (int i = 0; i < 10; i++) {
            insert(record("key_%02d".formatted(10 * i), ACME, i));
        }
        List<KeyRecord> seen = new ArrayList<>(await(store().scan(null, 5)));
        insert(record("key_05", ACME, 100));
        insert(record("key_95", ACME, 101));
        update(rehashed(seen.get(0), 102));
        KeyPosition after = KeyPosition.parse(KeyPosition.of(seen.get(4)).toString());
        seen.addAll(await(store().scan(after, 1000)));
        assertThat(seen.stream().map(record -> record.id().value()))
                .doesNotHaveDuplicates()
                .contains("key_00", "key_10", "key_20", "key_30", "key_40")
                .contains("key_50", "key_60", "key_70", "key_80", "key_90");
    }

    @Test
    void anyVerb_moreThanItsLimit_isAMistake() {
        for (int limit : new int[] {Integer.MIN_VALUE, 0, 1001}) {
            assertMistake(() -> store().scan(null, limit));
        }
        for (int limit : new int[] {0, 101}) {
            assertMistake(() -> store().findLegacy("sk-ab", limit));
        }
        KeyUse use = new KeyUse("acme", new KeyId("key_1"), NOW);
        assertMistake(() -> store().recordUses(Collections.nCopies(10_001, use)));
    }

    /** Whether it is thrown or in the stage. */
    private static void assertMistake(Supplier<CompletionStage<?>> call) {
        assertThatThrownBy(() -> call.get().toCompletableFuture().get())
                .satisfies(thrown -> assertThat(thrown instanceof ExecutionException ? thrown.getCause() : thrown)
                        .isInstanceOf(IllegalArgumentException.class));
    }

    private static KeyRecord legacy(String id, String tenant, String start) {
        KeyHash hash = KeyHash.legacy("bc", "$2b$10$" + tenant + id + start);
        return KeyRecord.builder(new KeyId(id), Owner.tenant(tenant), hash)
                .start(start)
                .createdAt(NOW)
                .build();
    }
}
