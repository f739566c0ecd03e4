// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several callers at once: changes compare and set, so that one of them wins. */
abstract class KeyRecordConcurrencyBehaviour extends KeyRecordBehaviour {

    private static final int CALLERS = 16;
    private static final KeyRecord FIRST = record("key_1", ACME, 1);

    @Test
    void insert_oneIdBySixteen_oneWins() {
        KeyRecordStore store = store();
        assertThat(winners(i -> await(store.insert(record("key_1", ACME, i))))).hasSize(1);
        assertThat(await(store().scan(null, 100))).hasSize(1);
    }

    @Test
    void insert_oneDigestBySixteen_oneWins() {
        KeyRecordStore store = store();
        assertThat(winners(i -> await(store.insert(record("key_" + i, ACME, 1)))))
                .hasSize(1);
        assertThat(await(store().scan(null, 100))).hasSize(1);
    }

    @Test
    void update_oneRevisionBySixteen_oneWins() {
        insert(FIRST);
        KeyRecordStore store = store();
        List<Integer> winners = winners(i -> await(store.update(renamed(FIRST, "by " + i))));
        assertThat(winners).hasSize(1);
        assertThat(find(FIRST)).contains(renamed(FIRST, "by " + winners.get(0)));
    }

    @Test
    void update_sixteenToOneDigest_oneWins() {
        List<KeyRecord> records = IntStream.range(0, CALLERS)
                .mapToObj(i -> record("key_" + i, ACME, i))
                .toList();
        records.forEach(this::insert);
        KeyRecordStore store = store();
        assertThat(winners(i -> await(store.update(rehashed(records.get(i), 99)))))
                .hasSize(1);
    }

    @Test
    void rotate_oneKeyBySixteen_leavesOneSuccessor() {
        insert(FIRST);
        KeyRecordStore store = store();
        List<Integer> winners =
                winners(i -> await(store.rotate(renamed(FIRST, "old " + i), record("key_2" + i, ACME, 100 + i))));
        assertThat(winners).hasSize(1);
        int winner = winners.get(0);
        assertThat(await(store().scan(null, 100)))
                .containsExactly(renamed(FIRST, "old " + winner), record("key_2" + winner, ACME, 100 + winner));
    }

    @Test
    void insertAndUpdate_chainsOfSixteen_areAllWritten() {
        KeyRecordStore store = store();
        winners(i -> {
            KeyRecord record = record("key_" + i, ACME, i);
            boolean written = await(store.insert(record));
            for (int change = 0; change < 20; change++) {
                record = renamed(record, "change " + change);
                written &= await(store.update(record));
                written &= await(store.findByDigest(List.of(digest(i))))
                        .filter(record::equals)
                        .isPresent();
            }
            assertThat(written).isTrue();
            return true;
        });
        assertThat(await(store().scan(null, 100)))
                .hasSize(CALLERS)
                .allMatch(record -> record.revision() == 21 && record.name().equals("change 19"));
    }

    @Test
    void findByDigest_whileTheRecordChangesItsDigest_alwaysFindsIt() {
        insert(FIRST);
        KeyRecordStore store = store();
        CompletableFuture<Void> changing = CompletableFuture.runAsync(() -> {
            KeyRecord record = FIRST;
            for (int change = 0; change < 50; change++) {
                record = rehashed(record, change % 2 == 0 ? 2 : 1);
                assertThat(await(store.update(record))).isTrue();
            }
        });
        boolean over;
        do {
            over = changing.isDone();
            assertThat(await(store.findByDigest(List.of(digest(1), digest(2))))).isPresent();
        } while (!over);
        changing.join();
    }

    private static List<Integer> winners(IntFunction<Boolean> attempt) {
        List<CompletableFuture<Boolean>> attempts = IntStream.range(0, CALLERS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> attempt.apply(i)))
                .toList();
        return IntStream.range(0, CALLERS)
                .filter(i -> attempts.get(i).join())
                .boxed()
                .toList();
    }
}
