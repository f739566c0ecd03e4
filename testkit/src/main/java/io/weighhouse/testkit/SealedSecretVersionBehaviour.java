// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.secret.SlotVersion;
import org.junit.jupiter.api.Test;

/** Revisions and versions: 1, 2, 3 and so on for each slot, never used again. */
abstract class SealedSecretVersionBehaviour extends SealedSecretBehaviour {

    @Test
    void put_newContent_takesTheNextOfBoth() {
        assertThat(put(credential(SLOT, 1, 1))).isTrue();
        assertThat(latest(SLOT)).isEqualTo(new SlotVersion(1, 1));
        assertThat(put(credential(SLOT, 2, 2))).isTrue();
        assertThat(latest(SLOT)).isEqualTo(new SlotVersion(2, 2));
        assertThat(find(SLOT)).contains(credential(SLOT, 2, 2));
    }

    @Test
    void put_sameContent_takesTheNextVersion() {
        put(credential(SLOT, 1, 1));
        assertThat(put(credential(SLOT, 1, 2))).isTrue();
        assertThat(put(credential(SLOT, 1, 3))).isTrue();
        assertThat(latest(SLOT)).isEqualTo(new SlotVersion(1, 3));
        assertThat(put(credential(SLOT, 2, 4))).isTrue();
        assertThat(find(SLOT)).contains(credential(SLOT, 2, 4));
    }

    @Test
    void put_notTheNextNumbers_writesNothing() {
        assertThat(put(credential(SLOT, 1, 2))).isFalse();
        assertThat(put(credential(SLOT, 2, 2))).isFalse();
        assertThat(find(SLOT)).isEmpty();
        assertThat(latest(SLOT)).isEqualTo(SlotVersion.NONE);
        put(credential(SLOT, 1, 1));
        put(credential(SLOT, 2, 2));
        long[][] others = {{1, 1}, {1, 2}, {1, 3}, {2, 2}, {2, 4}, {3, 4}, {4, 4}, {3, 5}, {2, Long.MAX_VALUE}};
        for (long[] numbers : others) {
            assertThat(put(credential(SLOT, numbers[0], numbers[1])))
                    .as("revision %d, version %d", numbers[0], numbers[1])
                    .isFalse();
        }
        assertThat(find(SLOT)).contains(credential(SLOT, 2, 2));
        assertThat(latest(SLOT)).isEqualTo(new SlotVersion(2, 2));
    }

    @Test
    void delete_versionThatIsThere_emptiesTheSlotAndCounts() {
        put(credential(SLOT, 1, 1));
        assertThat(delete(SLOT, 2)).as("another version").isFalse();
        assertThat(find(SLOT)).isPresent();
        assertThat(delete(SLOT, 1)).isTrue();
        assertThat(find(SLOT)).isEmpty();
        assertThat(await(store().list(SLOT.holder()))).isEmpty();
        assertThat(await(store().scan(null, 10))).isEmpty();
        assertThat(latest(SLOT)).isEqualTo(new SlotVersion(1, 2));
        assertThat(delete(SLOT, 1)).as("again").isFalse();
        assertThat(delete(SLOT, 2)).as("the deletion").isFalse();
        assertThat(latest(SLOT)).isEqualTo(new SlotVersion(1, 2));
    }

    @Test
    void delete_olderVersion_deletesNothing() {
        put(credential(SLOT, 1, 1));
        put(credential(SLOT, 1, 2));
        assertThat(delete(SLOT, 1)).isFalse();
        assertThat(find(SLOT)).contains(credential(SLOT, 1, 2));
    }

    @Test
    void put_afterADeletion_takesNewNumbersOnly() {
        put(credential(SLOT, 1, 1));
        delete(SLOT, 1);
        long[][] refused = {{1, 1}, {1, 2}, {1, 3}, {2, 2}, {3, 3}, {2, 4}};
        for (long[] numbers : refused) {
            assertThat(put(credential(SLOT, numbers[0], numbers[1])))
                    .as("revision %d, version %d", numbers[0], numbers[1])
                    .isFalse();
        }
        assertThat(find(SLOT)).isEmpty();
        assertThat(put(credential(SLOT, 2, 3))).isTrue();
        assertThat(find(SLOT)).contains(credential(SLOT, 2, 3));
    }

    @Test
    void putAndDelete_manyTimes_neverUseANumberAgain() {
        for (long round = 0; round < 10; round++) {
            assertThat(put(credential(SLOT, round + 1, 3 * round + 1))).isTrue();
            assertThat(put(credential(SLOT, round + 1, 3 * round + 2))).isTrue();
            assertThat(delete(SLOT, 3 * round + 2)).isTrue();
            assertThat(latest(SLOT)).isEqualTo(new SlotVersion(round + 1, 3 * round + 3));
        }
    }
}
