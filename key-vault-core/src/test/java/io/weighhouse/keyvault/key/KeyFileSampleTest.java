// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.internal.CrashRuns;
import io.weighhouse.keyvault.internal.SimulatedDisk;
import io.weighhouse.keyvault.internal.Stages;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A file that version 1 has written. It is never written again: what reads it has to read it for ever. */
class KeyFileSampleTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

    private static final KeyRecord BARE = KeyRecord.builder(
                    new KeyId("key_1"), Owner.tenant("acme"), KeyHash.of("s1", KeyWork.digest(1)))
            .build();

    private static final KeyRecord FULL = KeyRecord.builder(
                    new KeyId("key_2"),
                    Owner.tenant("acme").team("search").user("ann"),
                    KeyHash.legacy("bc", "$2b$10$" + "x".repeat(53)))
            .name("nightly – Zürich 💥")
            .terms(new KeyTerms(
                    "live",
                    new KeyAccess(Set.of("admin:credits", "read"), Set.of("https://*.acme.com")),
                    new KeyValidity(NOW.minusSeconds(60), NOW.plusSeconds(60)),
                    "starter",
                    Map.of("note", "ä=b", "empty", "")))
            .display("wh_sk_live_ab..yz")
            .start("wh_sk_live_ab")
            .createdAt(NOW)
            .disabledAt(NOW.plusMillis(2))
            .revokedAt(NOW.plusMillis(3))
            .supersession(new Supersession(new KeyId("key_3"), NOW.plusMillis(4)))
            .lastEvent(new KeyEvent(KeyEvent.Kind.ADOPTED, "ann@acme", NOW.minusSeconds(99)))
            .revision(7)
            .build();

    private static final KeyRecord RENAMED = FULL.changed(new KeyEvent(KeyEvent.Kind.RENAMED, "bob", NOW))
            .name("again")
            .build();

    private static final KeyUse USE = new KeyUse("acme", BARE.id(), NOW.plusSeconds(5));

    @Test
    void open_fileOfVersion1_isReadWhole() throws IOException {
        SimulatedDisk disk = SimulatedDisk.with(CrashRuns.PATH, sample());
        try (FileKeyRecordStore store = KeyWork.open(disk, 1 << 20)) {
            assertThat(Stages.await(store.scan(null, 10))).containsExactly(BARE.usedAt(USE.lastUsedAt()), RENAMED);
            assertThat(Stages.await(store.findLegacy("wh_sk_live_ab", 10))).containsExactly(RENAMED);
        }
    }

    /** As long as version 1 is what is written. */
    @Test
    void write_sameRecords_areTheSameBytes() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (FileKeyRecordStore store = KeyWork.open(disk, 1 << 20)) {
            Stages.await(store.insert(BARE));
            Stages.await(store.insert(FULL));
            Stages.await(store.update(RENAMED));
            Stages.await(store.recordUses(List.of(USE)));
        }
        assertThat(disk.bytes(CrashRuns.PATH)).isEqualTo(sample());
    }

    private static byte[] sample() throws IOException {
        try (InputStream file = KeyFileSampleTest.class.getResourceAsStream("keys-1.log")) {
            return Objects.requireNonNull(file).readAllBytes();
        }
    }
}
