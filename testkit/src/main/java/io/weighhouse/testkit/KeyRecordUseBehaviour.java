// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.KeyChanges;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyUse;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When keys were last used. */
abstract class KeyRecordUseBehaviour extends KeyRecordBehaviour {

    private static final KeyRecord FIRST = record("key_1", ACME, 1);
    private static final Instant EARLY = NOW.plusSeconds(10);
    private static final Instant LATE = NOW.plusSeconds(20);

    @Test
    void recordUses_keysOfSeveralTenants_areNotedWithoutARevision() {
        KeyRecord other = record("key_1", RIVAL, 2);
        insert(FIRST);
        insert(other);
        use(new KeyUse("acme", FIRST.id(), EARLY), new KeyUse("rival", other.id(), LATE));
        assertThat(find(FIRST)).contains(FIRST.usedAt(EARLY));
        assertThat(findByDigest(1)).contains(FIRST.usedAt(EARLY));
        assertThat(find(other)).contains(other.usedAt(LATE));
        assertThat(FIRST.usedAt(EARLY).revision()).isEqualTo(1);
    }

    @Test
    void recordUses_earlierOnes_changeNothing() {
        insert(FIRST);
        use(use(LATE), use(EARLY));
        assertThat(find(FIRST)).contains(FIRST.usedAt(LATE));
        use(use(EARLY));
        assertThat(find(FIRST)).contains(FIRST.usedAt(LATE));
    }

    @Test
    void recordUses_whatIsNotFound_isLeftOut() {
        insert(FIRST);
        use(new KeyUse("rival", FIRST.id(), EARLY), new KeyUse("acme", new KeyId("key_2"), EARLY), use(EARLY));
        assertThat(find(FIRST)).contains(FIRST.usedAt(EARLY));
        assertThat(await(store().scan(null, 10))).containsExactly(FIRST.usedAt(EARLY));
    }

    @Test
    void recordUses_tenThousandAtOnce_areTaken() {
        insert(FIRST);
        use(IntStream.range(0, 10_000)
                .mapToObj(i -> use(NOW.plusMillis(i * 7 % 10_000)))
                .toArray(KeyUse[]::new));
        assertThat(find(FIRST)).contains(FIRST.usedAt(NOW.plusMillis(9_999)));
    }

    @Test
    void update_afterAUse_keepsTheLaterOne() {
        insert(FIRST);
        use(use(LATE));
        assertThat(update(renamed(FIRST, "again"))).isTrue();
        assertThat(find(FIRST)).contains(renamed(FIRST, "again").usedAt(LATE));
        KeyRecord later = renamed(renamed(FIRST, "again"), "later").usedAt(LATE.plusSeconds(1));
        assertThat(update(later)).isTrue();
        assertThat(find(FIRST)).contains(later);
        assertThat(update(
                        renamed(later, "earlier").toBuilder().lastUsedAt(EARLY).build()))
                .isTrue();
        assertThat(find(FIRST).orElseThrow().lastUsedAt()).isEqualTo(later.lastUsedAt());
    }

    @Test
    void rotate_afterAUse_keepsIt() {
        insert(FIRST);
        use(use(LATE));
        assertThat(rotate(renamed(FIRST, "old"), record("key_2", ACME, 2))).isTrue();
        assertThat(find(FIRST)).contains(renamed(FIRST, "old").usedAt(LATE));
        assertThat(find("acme", "key_2")).contains(record("key_2", ACME, 2));
    }

    @Test
    void recordUses_any_areNoChanges() {
        insert(FIRST);
        KeyRecordStore store = store();
        long position = await(store.changesAfter(KeyChanges.UNKNOWN_POSITION)).position();
        await(store.recordUses(List.of(use(LATE))));
        assertThat(await(store.changesAfter(position)).digests()).isEmpty();
    }

    private void use(KeyUse... uses) {
        await(store().recordUses(List.of(uses)));
    }

    private static KeyUse use(Instant instant) {
        return new KeyUse("acme", FIRST.id(), instant);
    }
}
