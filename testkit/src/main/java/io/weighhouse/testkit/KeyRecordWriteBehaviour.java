// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.KeyEvent;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.Supersession;
import org.junit.jupiter.api.Test;

/** Inserts, updates and rotations: what is written, and what is refused without a trace. */
abstract class KeyRecordWriteBehaviour extends KeyRecordBehaviour {

    private static final KeyRecord FIRST = record("key_1", ACME, 1);

    @Test
    void insert_again_changesNothing() {
        assertThat(insert(FIRST)).isTrue();
        assertThat(insert(FIRST)).isTrue();
        assertThat(await(store().list("acme", KeyPage.first(10)))).containsExactly(FIRST);
    }

    @Test
    void insert_againAfterAUse_changesNothing() {
        KeyRecord used = record("key_1", ACME, 1).usedAt(NOW.plusSeconds(5));
        assertThat(insert(used)).isTrue();
        assertThat(insert(FIRST)).isTrue();
        assertThat(find(FIRST)).contains(used);
    }

    @Test
    void insert_digestOrIdThatIsTaken_writesNothing() {
        insert(FIRST);
        assertThat(insert(record("key_2", ACME, 1))).as("digest").isFalse();
        assertThat(insert(record("key_1", RIVAL, 1))).as("digest, other tenant").isFalse();
        assertThat(insert(record("key_1", ACME, 2))).as("id").isFalse();
        assertThat(findByDigest(1)).contains(FIRST);
        assertThat(findByDigest(2)).isEmpty();
        assertThat(find("acme", "key_2")).isEmpty();
        assertThat(find("rival", "key_1")).isEmpty();
    }

    @Test
    void insert_afterARevocation_doesNotUndoIt() {
        insert(FIRST);
        update(revoked(FIRST));
        assertThat(insert(FIRST)).isFalse();
        assertThat(findByDigest(1)).contains(revoked(FIRST));
    }

    @Test
    void update_nextRevision_isFoundEverywhere() {
        insert(FIRST);
        KeyRecord revoked = revoked(FIRST);
        assertThat(update(revoked)).isTrue();
        assertThat(findByDigest(1)).contains(revoked);
        assertThat(find(FIRST)).contains(revoked);
        assertThat(await(store().list("acme", KeyPage.first(10)))).containsExactly(revoked);
        assertThat(await(store().scan(null, 10))).containsExactly(revoked);
    }

    @Test
    void update_notTheNextRevision_writesNothing() {
        KeyRecord revoked = revoked(FIRST);
        assertThat(update(revoked)).as("nothing there").isFalse();
        insert(FIRST);
        assertThat(update(FIRST)).as("same revision").isFalse();
        assertThat(update(renamed(revoked, "two ahead"))).as("two ahead").isFalse();
        assertThat(update(revoked)).isTrue();
        assertThat(update(renamed(FIRST, "late"))).as("lost the race").isFalse();
        assertThat(findByDigest(1)).contains(revoked);
    }

    @Test
    void update_newDigest_takesThePlaceOfTheOld() {
        insert(FIRST);
        KeyRecord rehashed = rehashed(FIRST, 2);
        assertThat(update(rehashed)).isTrue();
        assertThat(findByDigest(1)).as("the old digest").isEmpty();
        assertThat(findByDigest(2)).contains(rehashed);
        assertThat(find(FIRST)).contains(rehashed);
        assertThat(insert(record("key_2", RIVAL, 1)))
                .as("the old digest is free")
                .isTrue();
        assertThat(findByDigest(1)).contains(record("key_2", RIVAL, 1));
    }

    @Test
    void update_digestOfAnotherRecord_writesNothing() {
        KeyRecord other = record("key_2", RIVAL, 2);
        insert(FIRST);
        insert(other);
        assertThat(update(rehashed(FIRST, 2))).isFalse();
        assertThat(findByDigest(1)).contains(FIRST);
        assertThat(findByDigest(2)).contains(other);
        assertThat(find(FIRST)).contains(FIRST);
    }

    @Test
    void rotate_both_areWritten() {
        KeyRecord successor = record("key_2", ACME, 2);
        insert(FIRST);
        assertThat(rotate(superseded(FIRST, "key_2"), successor)).isTrue();
        assertThat(findByDigest(1)).contains(superseded(FIRST, "key_2"));
        assertThat(findByDigest(2)).contains(successor);
        assertThat(await(store().list("acme", KeyPage.first(10))))
                .containsExactly(superseded(FIRST, "key_2"), successor);
    }

    @Test
    void rotate_oneOfThemCannotBeWritten_neitherIs() {
        KeyRecord taken = record("key_9", RIVAL, 9);
        insert(FIRST);
        insert(taken);
        assertThat(rotate(superseded(FIRST, "key_2"), record("key_2", ACME, 9)))
                .as("the successor's digest is taken")
                .isFalse();
        assertThat(rotate(superseded(FIRST, "key_2"), record("key_2", ACME, 1)))
                .as("the successor has the digest of the old one")
                .isFalse();
        assertThat(rotate(superseded(FIRST, "key_1"), record("key_1", ACME, 2)))
                .as("the successor's id is taken")
                .isFalse();
        assertThat(rotate(superseded(FIRST, "key_2"), record("key_2", RIVAL, 2)))
                .as("the successor is another tenant's")
                .isFalse();
        assertThat(rotate(superseded(renamed(FIRST, "two ahead"), "key_2"), record("key_2", ACME, 2)))
                .as("not the next revision")
                .isFalse();
        assertThat(rotate(superseded(record("key_3", ACME, 3), "key_2"), record("key_2", ACME, 2)))
                .as("nothing to supersede")
                .isFalse();
        KeyRecord moved =
                superseded(rehashed(FIRST, 5), "key_2").toBuilder().revision(2).build();
        assertThat(rotate(moved, record("key_2", ACME, 5)))
                .as("both want one new digest")
                .isFalse();
        assertThat(await(store().scan(null, 10))).containsExactly(FIRST, taken);
        assertThat(findByDigest(2)).isEmpty();
        assertThat(findByDigest(5)).isEmpty();
    }

    private static KeyRecord superseded(KeyRecord record, String successor) {
        return changed(record, KeyEvent.Kind.SUPERSEDED)
                .supersession(new Supersession(new KeyId(successor), NOW.plusSeconds(60)))
                .build();
    }
}
