// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyUse;
import io.weighhouse.keyvault.key.Owner;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tenants do not see or touch each other's keys, though all of them use the same ids. */
abstract class KeyRecordTenantBehaviour extends KeyRecordBehaviour {

    /** Names that run together when they are joined, compared or matched carelessly. */
    private static final List<String> TENANTS = List.of("acme", "ACME", "acm", "acmes", "acme.", "a_me", "-", "rival");

    private static final List<String> IDS = List.of("key_1", "key_2");

    private final List<KeyRecord> records = new ArrayList<>();

    @BeforeEach
    void insertAll() {
        for (String tenant : TENANTS) {
            for (String id : IDS) {
                records.add(record(id, Owner.tenant(tenant), records.size()));
                assertThat(insert(records.get(records.size() - 1))).isTrue();
            }
        }
    }

    @Test
    void find_everyTenantAndId_findsItsOwn() {
        for (KeyRecord record : records) {
            assertThat(find(record)).contains(record);
        }
    }

    @Test
    void list_everyTenant_listsItsOwn() {
        for (String tenant : TENANTS) {
            List<KeyRecord> own = records.stream()
                    .filter(record -> record.owner().tenant().equals(tenant))
                    .toList();
            assertThat(await(store().list(tenant, KeyPage.first(1000)))).isEqualTo(own);
            assertThat(await(store().list(tenant, KeyPage.first(1000).next(new KeyId("key_2")))))
                    .isEmpty();
        }
    }

    @Test
    void findAndList_textThatIsNoTenant_isEmpty() {
        for (String tenant : List.of("", "%", "*", "acme/", "' or 1=1 --", "x".repeat(65))) {
            assertThat(find(tenant, "key_1")).isEmpty();
            assertThat(await(store().list(tenant, KeyPage.first(10)))).isEmpty();
        }
    }

    @Test
    void update_ofEveryTenant_touchesItsOwnOnly() {
        for (int i = 0; i < records.size(); i++) {
            KeyRecord revoked = revoked(records.get(i));
            assertThat(update(revoked)).isTrue();
            records.set(i, revoked);
            assertThat(await(store().scan(null, 1000))).containsExactlyInAnyOrderElementsOf(records);
        }
    }

    @Test
    void update_withADigestOfAnotherTenant_isRefused() {
        int accepted = 0;
        for (KeyRecord record : records) {
            for (int digest = 0; digest < records.size(); digest++) {
                accepted += !record.digest().equals(digest(digest)) && update(rehashed(record, digest)) ? 1 : 0;
            }
        }
        assertThat(accepted).isZero();
        assertThat(await(store().scan(null, 1000))).containsExactlyInAnyOrderElementsOf(records);
    }

    @Test
    void recordUses_ofEveryTenant_touchesItsOwnOnly() {
        for (int i = 0; i < records.size(); i++) {
            KeyRecord record = records.get(i);
            await(store().recordUses(List.of(new KeyUse(record.owner().tenant(), record.id(), NOW))));
            records.set(i, record.usedAt(NOW));
            assertThat(await(store().scan(null, 1000))).containsExactlyInAnyOrderElementsOf(records);
        }
    }
}
